import type { Bench } from './bench.ts';
import { createErp } from './erp.ts';
import { createRows, pause, type CaseResult } from './figures.ts';
import { startServe } from './processes.ts';
import { startRecurrente } from './recurrente.ts';

const POLL_MS = 1000;
const CUSTOMERS_S = [5, 10, 20];
const row = (seconds: number): string => `a customer of ${seconds} s`;

/** Calls to Recurrente per paid charge, and from "approve" to paid, by how long the customer takes. Polling alone, one terminal each. */
export async function benchCalls(bench: Bench): Promise<CaseResult> {
  const customers = bench.quick ? CUSTOMERS_S.slice(0, 1) : CUSTOMERS_S;
  const { add, rows } = createRows();
  const recurrente = await startRecurrente({ terminals: customers.length });
  const { terminals, url } = recurrente;
  const bridge = await startServe({
    cli: bench.cli,
    folder: bench.newFolder('calls'),
    recurrente: url,
    terminals,
    pollMs: POLL_MS,
  });
  const erp = createErp(bridge.url);
  const calls = new Map<string, number>();
  const orderOfCheckout = new Map<string, string>();
  recurrente.core.log.listen((line) => {
    if (line.kind !== 'request') return;
    const order = line.external_id ?? orderOfCheckout.get(line.path.split('/').at(-1) ?? '');
    if (order !== undefined) calls.set(order, (calls.get(order) ?? 0) + 1);
  });
  try {
    await erp.untilOnline();
    for (let repeat = 0; repeat < (bench.quick ? 1 : 2); repeat += 1)
      await Promise.all(
        customers.map(async (seconds, index) => {
          const order = `S${seconds}-${repeat}`;
          const externalId = `bench-${order}-1`;
          const made = recurrente.next((line) => line.kind === 'command_created' && line.external_id === externalId);
          const placed = await erp.place({ order_id: order, amount_in_cents: 10_000, terminal: `caja${index + 1}` });
          await made;
          const checkout = recurrente.state.checkouts.find((each) => each.externalId === externalId);
          if (checkout) orderOfCheckout.set(checkout.id, externalId);
          // Not in step with the looks.
          await pause(seconds * 1000 + repeat * 370);
          const tappedMs = performance.now();
          recurrente.terminal(placed.terminal.id).approve();
          await erp.untilFinal(placed.id);
          add(row(seconds), 'approve → told ms', performance.now() - tappedMs);
          add(row(seconds), 'calls', calls.get(externalId) ?? NaN);
        }),
      );
  } finally {
    await bridge.stop();
    await recurrente.stop();
  }
  return {
    title: `Calls to Recurrente per paid charge, pollMs ${POLL_MS}`,
    rows: rows(),
    goals: bench.quick ? [] : [{ row: row(20), column: 'calls', most: 12 }],
    notes: ['All calls about the charge: the POST, its repetitions, and the looks at its checkout.'],
  };
}
