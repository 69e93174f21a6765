import type { Bench } from './bench.ts';
import { nextOrder } from './charge.ts';
import { createRows, quantile, type CaseResult } from './figures.ts';
import { createErp } from './erp.ts';
import { startServe } from './processes.ts';
import { startRecurrente } from './recurrente.ts';

const ANSWER = 'POST /v1/charges to its answer';
const SENT = 'POST /v1/charges to the POST at Recurrente';

/** From the ERP's POST to the bridge's own POST at Recurrente, on a lane with nothing else to do. */
export async function benchSend(bench: Bench): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  const samples = bench.quick ? 3 : 15;
  for (const disk of bench.disks) {
    const recurrente = await startRecurrente();
    const folder = bench.newFolder('send');
    const { terminals, url } = recurrente;
    const bridge = await startServe({ cli: bench.cli, folder, recurrente: url, terminals, pollMs: 50, env: disk.env });
    const erp = createErp(bridge.url);
    const taken: Record<string, number[]> = { [ANSWER]: [], [SENT]: [] };
    try {
      await erp.untilOnline();
      for (let sample = 0; sample < samples; sample += 1) {
        const sent = recurrente.next((line) => line.kind === 'request' && line.method === 'POST');
        const onTerminal = recurrente.next((line) => line.kind === 'command_status' && line.status === 'dispatched');
        const start = performance.now();
        const charge = await erp.place(nextOrder());
        const answeredMs = performance.now() - start;
        const sentMs = (await sent) - start;
        await onTerminal;
        recurrente.terminal(charge.terminal.id).approve();
        await erp.untilFinal(charge.id);
        // The first charge warms all of it up.
        if (sample > 0) {
          taken[ANSWER]?.push(answeredMs);
          taken[SENT]?.push(sentMs);
        }
      }
    } finally {
      await bridge.stop();
      await recurrente.stop();
    }
    const { add, rows } = createRows({ [SENT]: ANSWER });
    for (const [what, figures] of Object.entries(taken)) {
      add(what, 'ms', ...figures);
      add(what, 'p90 ms', quantile(figures, 0.9));
    }
    results.push({ title: `POST to Recurrente's POST, idle lane, ${disk.name}`, rows: rows() });
  }
  return results;
}
