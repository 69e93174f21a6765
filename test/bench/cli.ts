import path from 'node:path';
import type { Bench } from './bench.ts';
import { createRows, timeMs, type CaseResult } from './figures.ts';
import { API_KEY, startServe } from './processes.ts';
import { runNode } from './run-node.ts';

const NODE = 'node -e 0';
const STATUS = 'puente status';
const CHARGE = 'puente charge';
const LAUNCHED = 'puente status, from a checkout';
const LAUNCHER = path.resolve(import.meta.dirname, '../../native/build/puente.mjs');

/** The whole life of a command-line process, beside a Node that does nothing. */
export async function benchCli(bench: Bench): Promise<CaseResult> {
  const folder = bench.newFolder('cli');
  const bridge = await startServe({ cli: bench.cli, folder });
  const { add, rows } = createRows({ [STATUS]: NODE, [CHARGE]: NODE, [LAUNCHED]: NODE });
  const env = { PUENTE_API_KEY: API_KEY };
  try {
    for (let repeat = 0; repeat < (bench.quick ? 2 : 9); repeat += 1) {
      const order = ['--order', `CLI-${repeat}`, '--amount', '12.50'];
      add(NODE, 'ms', await timeMs(() => runNode(['-e', '0'])));
      add(STATUS, 'ms', await timeMs(() => runNode([bench.cli, 'status', '--data', folder], env)));
      add(CHARGE, 'ms', await timeMs(() => runNode([bench.cli, 'charge', '--data', folder, ...order], env)));
      add(LAUNCHED, 'ms', await timeMs(() => runNode([LAUNCHER, 'status', '--data', folder], env)));
    }
  } finally {
    await bridge.stop();
  }
  return { title: 'Command line', rows: rows() };
}
