import { statSync } from 'node:fs';
import path from 'node:path';
import type { Bench } from './bench.ts';
import { createRows, pause, timeMs, type CaseResult } from './figures.ts';
import { CHARGES, openMillion } from './million.ts';
import { readUsage, startProgram, startServe, type Running } from './processes.ts';
import { runNode } from './run-node.ts';
import { startRecurrente } from './recurrente.ts';

const NODE = 'node -e 0';
const BARE = 'express + better-sqlite3 + pino';
const BARE_START = path.join(import.meta.dirname, 'bare-start.mjs');
const EMPTY = 'serve, first start';
const AGAIN = 'serve, second start';
const MILLION = 'serve, 1,000,000 charges';

/** From starting the process to its ready line, beside a Node that does nothing. */
export async function benchStart(bench: Bench): Promise<CaseResult[]> {
  const repeats = bench.quick ? 1 : 5;
  const { add, rows } = createRows({ [EMPTY]: BARE, [AGAIN]: BARE, [MILLION]: BARE });
  const million = openMillion(bench);
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    add(NODE, 'ms', await timeMs(() => runNode(['-e', '0'])));
    const folder = bench.newFolder('start');
    const bare = await startBare(bench);
    add(BARE, 'ms', bare.readyMs);
    await bare.stop();
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
  const starting: CaseResult = {
    title: 'Start to the ready line',
    rows: rows(),
    goals: [
      { row: AGAIN, column: 'ms', beside: BARE, most: 2 },
      { row: MILLION, column: 'ms', beside: AGAIN, most: 1.5 },
    ],
    notes: [
      `1,000,000 charges take ${Math.round(statSync(path.join(million, 'bridge.db')).size / CHARGES)} bytes each.`,
    ],
  };
  return [starting, ...(await benchIdle(bench))];
}

function startBare(bench: Bench): Promise<Running> {
  const folder = bench.newFolder('bare');
  return startProgram([BARE_START, path.join(folder, 'bare.db'), path.join(folder, 'bare.log')]);
}

const IDLE = 'serve, online, 3 terminals';

/** What a bridge costs that has nothing to do: online, three terminals, nobody looking. */
async function benchIdle(bench: Bench): Promise<CaseResult[]> {
  const recurrente = await startRecurrente();
  const { terminals, url } = recurrente;
  const bare = await startBare(bench);
  const bridge = await startServe({ cli: bench.cli, folder: bench.newFolder('idle'), recurrente: url, terminals });
  const { add, rows } = createRows({ [IDLE]: BARE });
  try {
    await pause(bench.quick ? 500 : 3000);
    const before = readUsage(bridge.pid);
    const seconds = bench.quick ? 1 : 20;
    await pause(seconds * 1000);
    const after = readUsage(bridge.pid);
    const bareUsage = readUsage(bare.pid);
    if (!before || !after || !bareUsage) return [];
    add(BARE, 'RSS MB', bareUsage.rssMb);
    add(IDLE, 'RSS MB', after.rssMb);
    add(IDLE, 'CPU %', (after.cpuMs - before.cpuMs) / seconds / 10);
  } finally {
    await bare.stop();
    await bridge.stop();
    await recurrente.stop();
  }
  const goals = [
    { row: IDLE, column: 'RSS MB', beside: BARE, most: 1.6 },
    { row: IDLE, column: 'CPU %', most: 0.5 },
  ];
  return [{ title: 'Idle', rows: rows(), goals }];
}
