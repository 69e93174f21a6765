import path from 'node:path';
import type { Bench } from './bench.ts';
import { countFlushes, type Disk } from './disk.ts';
import { createRows, type CaseResult, type Goal } from './figures.ts';
import { post } from './load.ts';
import { API_KEY, readUsage, startProgram, startServe, type Running } from './processes.ts';

const BARE_SERVER = path.join(import.meta.dirname, 'bare-server.ts');
const CONNECTIONS = [1, 16, 64];
const ECHO = 'bare express echo';
const INSERT = 'express + one durable insert';
const GROUP = 'express + bare group commit';
const PRODUCT = 'POST /v1/charges';
/** As in the shop that has it hard: spread over terminals, nothing sent yet. */
const TERMINALS = ['trm_1', 'trm_2', 'trm_3'];

let orders = 0;
export const nextOrder = (): object => {
  orders += 1;
  return { order_id: `B-${orders}`, amount_in_cents: 1250 + (orders % 5000), terminal: `caja${1 + (orders % 3)}` };
};

const isSlow = (disk: Disk): boolean => 'PUENTE_FSYNC_MS' in disk.env;
const at = (name: string, connections: number): string => `${name}, ${connections} conn.`;

/** From POST to answer: the product beside a bare echo, the naive product, and the least that commits in groups. */
export async function benchCharge(bench: Bench): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const disk of bench.disks) results.push(await benchDisk(bench, disk));
  return results;
}

async function benchDisk(bench: Bench, disk: Disk): Promise<CaseResult> {
  // A slow disk's figures scatter less.
  const repeats = bench.quick ? 1 : isSlow(disk) ? 2 : 3;
  const { add, rows } = createRows(Object.fromEntries(CONNECTIONS.map((n) => [at(PRODUCT, n), at(INSERT, n)])));
  for (let repeat = 0; repeat < repeats; repeat += 1)
    for (const connections of CONNECTIONS)
      // The echo is there to be looked at; no goal leans on it.
      for (const name of [...(repeat === 0 ? [ECHO] : []), INSERT, GROUP, PRODUCT])
        for (const [column, figure] of Object.entries(await measure(bench, disk, name, connections)))
          add(at(name, connections), column, figure);
  const rank = ({ what }: { what: string }): number => CONNECTIONS.findIndex((n) => what.endsWith(`, ${n} conn.`));
  return {
    title: `POST to answer, ${disk.name}`,
    rows: rows().sort((a, b) => rank(a) - rank(b)),
    goals: goalsOf(disk),
    notes: [
      `× is against ${INSERT}. Each figure is of a fresh process; the first half of a run warms it up and does not count for req/s, p50 and p99.`,
      'Flushes are counted by a library loaded before the process; CPU is the whole process, its start left out.',
    ],
  };
}

async function measure(bench: Bench, disk: Disk, name: string, connections: number): Promise<Record<string, number>> {
  const folder = bench.newFolder('charge');
  const flushes = countFlushes(folder);
  const server = await start(name, bench, folder, { ...disk.env, ...flushes.env });
  const before = { flushes: flushes.read(), cpuMs: readUsage(server.pid)?.cpuMs ?? NaN };
  try {
    const { perSecond, p50Ms, p99Ms, answered } = await post({
      url: server.url,
      path: name === PRODUCT ? '/v1/charges' : '/',
      headers: { 'x-api-key': API_KEY },
      connections,
      seconds: bench.quick ? 1 : 4,
      nextBody: nextOrder,
    });
    return {
      'req/s': perSecond,
      'p50 ms': p50Ms,
      'p99 ms': p99Ms,
      'flushes/req': (flushes.read() - before.flushes) / answered,
      'CPU ms/req': ((readUsage(server.pid)?.cpuMs ?? NaN) - before.cpuMs) / answered,
    };
  } finally {
    await server.stop();
  }
}

function start(name: string, bench: Bench, folder: string, env: Record<string, string>): Promise<Running> {
  if (name === PRODUCT) return startServe({ cli: bench.cli, folder, terminals: TERMINALS, env });
  if (name === ECHO) return startProgram([BARE_SERVER, 'echo'], env);
  return startProgram([BARE_SERVER, name === INSERT ? 'insert' : 'group', path.join(folder, 'bare.db')], env);
}

function goalsOf(disk: Disk): Goal[] {
  const times = (connections: number): number => (isSlow(disk) ? (connections === 16 ? 8 : 20) : 3);
  return [
    { row: at(PRODUCT, 1), column: 'p50 ms', beside: at(INSERT, 1), most: 1.3 },
    ...[16, 64].flatMap((n): Goal[] => [
      { row: at(PRODUCT, n), column: 'req/s', beside: at(INSERT, n), least: times(n) },
      { row: at(PRODUCT, n), column: 'req/s', beside: at(GROUP, n), least: 0.8 },
    ]),
  ];
}
