import type { Bench } from './bench.ts';
import { createRows, pause, quantile, timeMs, type CaseResult } from './figures.ts';
import { createErp } from './erp.ts';
import { startServe } from './processes.ts';
import { createReader } from './reader.ts';
import { startRecurrente } from './recurrente.ts';

const LANES = 10;
const WHAT = 'answer to the ERP → POST at Recurrente';
const WHOLE = "the ERP's POST → POST at Recurrente";
const LOOK = 'a look at the newest charge meanwhile';

/** From accepting a charge to its POST on the wire, while ten lanes are at work: each places its next charge as the last one ends. */
export async function benchBusy(bench: Bench): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const disk of bench.disks) {
    const recurrente = await startRecurrente({
      terminals: LANES,
      customer: { mode: 'scripted', script: { thinkMs: [200, 900], walkAway: 0, decline: 0, cancel: 0 } },
    });
    const { terminals, url } = recurrente;
    const folder = bench.newFolder('busy');
    const bridge = await startServe({ cli: bench.cli, folder, recurrente: url, terminals, pollMs: 250, env: disk.env });
    const erp = createErp(bridge.url);
    const reader = createReader(bridge.url);
    const taken = { answer: new Array<number>(), whole: new Array<number>(), look: new Array<number>() };
    let placing = true;
    const runLane = async (lane: number): Promise<void> => {
      for (let n = 0; placing; n += 1) {
        const order = { order_id: `L${lane}-${n}`, amount_in_cents: 10_000 + n, terminal: `caja${lane}` };
        const sent = recurrente.next(
          (line) =>
            line.kind === 'request' && line.method === 'POST' && line.external_id === `bench-${order.order_id}-1`,
        );
        const startMs = performance.now();
        const { id } = await erp.place(order);
        const answeredMs = performance.now();
        const sentMs = await sent;
        await erp.untilFinal(id);
        // The first charges warm all of it up.
        if (n < 2) continue;
        taken.answer.push(Math.max(0, sentMs - answeredMs));
        taken.whole.push(sentMs - startMs);
      }
    };
    const lookOn = async (): Promise<void> => {
      for (; placing; await pause(20)) taken.look.push(await timeMs(() => reader.read('/v1/charges?limit=1')));
    };
    try {
      await erp.untilOnline();
      const looking = lookOn();
      const lanes = terminals.map((_, index) => runLane(index + 1));
      await pause(bench.quick ? 4000 : 20_000);
      placing = false;
      await Promise.all([...lanes, looking]);
    } finally {
      reader.close();
      await bridge.stop();
      await recurrente.stop();
    }
    const { add, rows } = createRows();
    for (const [what, figures] of [
      [WHAT, taken.answer],
      [WHOLE, taken.whole],
      [LOOK, taken.look],
    ] as const) {
      add(what, 'p50 ms', quantile(figures, 0.5));
      add(what, 'p99 ms', quantile(figures, 0.99));
      add(what, 'times', figures.length);
    }
    results.push({
      title: `${LANES} busy lanes, ${disk.name}`,
      rows: rows(),
      goals:
        disk === bench.disks[0]
          ? [
              { row: WHAT, column: 'p50 ms', most: 5 },
              { row: WHAT, column: 'p99 ms', most: 20 },
            ]
          : [],
      notes: ['The simulated Recurrente and the ERP run in the process that measures, on the same two cores.'],
    });
  }
  return results;
}
