import path from 'node:path';
import type { Bench } from './bench.ts';
import { createRows, type CaseResult } from './figures.ts';
import { post } from './load.ts';
import { API_KEY, startProgram, startServe, type Running } from './processes.ts';

const BARE_SERVER = path.join(import.meta.dirname, 'bare-server.ts');
const CONNECTIONS = [1, 16];
const ECHO = 'bare express echo';
const INSERT = 'express + one durable insert';
const PRODUCT = 'POST /v1/charges';
/** As in the shop that has it hard: spread over terminals, nothing sent yet. */
const TERMINALS = ['trm_1', 'trm_2', 'trm_3'];

let orders = 0;
export const nextOrder = (): object => {
  orders += 1;
  return { order_id: `B-${orders}`, amount_in_cents: 1250 + (orders % 5000), terminal: `caja${1 + (orders % 3)}` };
};

/** From POST to answer: the product beside a bare echo and beside the least that is durable. */
export async function benchCharge(bench: Bench): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  const seconds = bench.quick ? 0.8 : 2;
  const repeats = bench.quick ? 1 : 3;
  for (const disk of bench.disks) {
    const beside = Object.fromEntries(CONNECTIONS.map((n) => [`${PRODUCT}, ${n} conn.`, `${INSERT}, ${n} conn.`]));
    const { add, rows } = createRows(beside);
    const servers: readonly [string, string, (folder: string) => Promise<Running>][] = [
      [ECHO, '/', () => startProgram([BARE_SERVER, 'echo'])],
      [INSERT, '/', (folder) => startProgram([BARE_SERVER, 'insert', path.join(folder, 'bare.db')], disk.env)],
      [PRODUCT, '/v1/charges', (folder) => startServe({ cli: bench.cli, folder, terminals: TERMINALS, env: disk.env })],
    ];
    for (let repeat = 0; repeat < repeats; repeat += 1)
      for (const connections of CONNECTIONS)
        for (const [name, at, start] of servers) {
          const server = await start(bench.newFolder('charge'));
          const headers = { 'x-api-key': API_KEY };
          const load = { url: server.url, path: at, headers, connections, seconds, nextBody: nextOrder };
          const { perSecond, p50Ms, p99Ms } = await post(load).finally(() => server.stop());
          const what = `${name}, ${connections} conn.`;
          add(what, 'req/s', perSecond);
          add(what, 'p50 ms', p50Ms);
          add(what, 'p99 ms', p99Ms);
        }
    results.push({
      title: `POST to answer, ${disk.name}`,
      rows: rows().sort((a, b) => Number(a.what.includes('16')) - Number(b.what.includes('16'))),
      notes: [
        `× is against ${INSERT}. Each figure is of a fresh process; the first 30 % of a run warm it up and do not count.`,
      ],
    });
  }
  return results;
}
