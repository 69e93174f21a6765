import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Bench } from './bench.ts';
import { createRows, pause, timeMs, type CaseResult } from './figures.ts';
import { openMillion } from './million.ts';
import { readUsage, startServe, type ServeOptions } from './processes.ts';
import { runNode } from './run-node.ts';
import { startRecurrente } from './recurrente.ts';

const NODE = 'node -e 0';
const EMPTY = 'serve, first start';
const AGAIN = 'serve, second start';
const MILLION = 'serve, 1,000,000 charges';
const MORNING = 'serve, 1,000,000 charges, first of the day';

/** From starting the process to its ready line, beside a Node that does nothing. */
export async function benchStart(bench: Bench): Promise<CaseResult[]> {
  const repeats = bench.quick ? 1 : 5;
  const { add, rows } = createRows({ [EMPTY]: NODE, [AGAIN]: NODE, [MILLION]: NODE, [MORNING]: NODE });
  const million = openMillion(bench);
  // Has made the day's backup.
  await startServe({ cli: bench.cli, folder: million }).then((bridge) => bridge.stop());
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    add(NODE, 'ms', await timeMs(() => runNode(['-e', '0'])));
    const folder = bench.newFolder('start');
    for (const [what, data] of [
      [EMPTY, folder],
      [AGAIN, folder],
      [MILLION, million],
    ] as const) {
      const bridge = await startServe({ cli: bench.cli, folder: data });
      add(what, 'ms', bridge.readyMs);
      await bridge.stop();
    }
  }
  // Makes the day's backup; once, since it writes the whole file.
  rmSync(path.join(million, 'backups'), { recursive: true, force: true });
  const bridge = await startServe({ cli: bench.cli, folder: million });
  add(MORNING, 'ms', bridge.readyMs);
  await bridge.stop();
  return [{ title: 'Start to the ready line', rows: rows() }, ...(await benchIdle(bench))];
}

/** What a bridge costs that has nothing to do: online, three terminals, nobody looking. */
async function benchIdle(bench: Bench): Promise<CaseResult[]> {
  const recurrente = await startRecurrente();
  const options: ServeOptions = {
    cli: bench.cli,
    folder: bench.newFolder('idle'),
    recurrente: recurrente.url,
    terminals: recurrente.terminals,
  };
  const bridge = await startServe(options);
  try {
    await pause(bench.quick ? 500 : 3000);
    const before = readUsage(bridge.pid);
    const seconds = bench.quick ? 1 : 10;
    await pause(seconds * 1000);
    const after = readUsage(bridge.pid);
    if (!before || !after) return [];
    const figures = { 'RSS MB': [after.rssMb], 'CPU %': [(after.cpuMs - before.cpuMs) / seconds / 10] };
    return [{ title: 'Idle', rows: [{ what: 'serve, online, 3 terminals', figures }] }];
  } finally {
    await bridge.stop();
    await recurrente.stop();
  }
}
