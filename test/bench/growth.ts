import type { Bench } from './bench.ts';
import { nextOrder } from './charge.ts';
import { createRows, pause, type CaseResult } from './figures.ts';
import { post } from './load.ts';
import { AUTHORIZED, readUsage, startServe } from './processes.ts';

const CHARGES = 100_000;
const IDLE = 'idle';
const AFTER = `after ${CHARGES.toLocaleString('en')} charges`;
/** The bridge rests after ten quiet seconds. */
const CALM_MS = 14_000;

/** Does the bridge keep what it was asked? Its memory idle, and when it is idle again after as many charges as a shop has in a year. */
export async function benchGrowth(bench: Bench): Promise<CaseResult> {
  const { add, rows } = createRows({ [AFTER]: IDLE });
  const bridge = await startServe({ cli: bench.cli, folder: bench.newFolder('growth') });
  const readRss = (): number => readUsage(bridge.pid)?.rssMb ?? NaN;
  const load = { url: bridge.url, path: '/v1/charges', headers: AUTHORIZED, connections: 64, nextBody: nextOrder };
  try {
    await pause(bench.quick ? 500 : 3000);
    add(IDLE, 'RSS MB', readRss());
    let accepted = 0;
    while (accepted < (bench.quick ? 2000 : CHARGES))
      accepted += (await post({ ...load, seconds: bench.quick ? 1 : 5 })).answered;
    await pause(bench.quick ? 500 : CALM_MS);
    add(AFTER, 'RSS MB', readRss());
    add(AFTER, 'charges', accepted);
  } finally {
    await bridge.stop();
  }
  const goals = [{ row: AFTER, column: 'RSS MB', beside: IDLE, most: 1.2 }];
  return { title: 'Memory after many charges', rows: rows(), goals: bench.quick ? [] : goals };
}
