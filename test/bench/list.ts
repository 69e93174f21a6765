import SqliteDatabase from 'better-sqlite3';
import { cpSync } from 'node:fs';
import path from 'node:path';
import type { Bench } from './bench.ts';
import { nextOrder } from './charge.ts';
import { createRows, quantile, timeMs, type CaseResult } from './figures.ts';
import { post } from './load.ts';
import { CHARGES, COMMON_CENTS, openMillion, orderOf, shopMidnightMs } from './million.ts';
import { AUTHORIZED, startServe } from './processes.ts';
import { createReader } from './reader.ts';

const PAGE = 100;
const cursor = (seq: number): string => Buffer.from(`c1:${seq}`).toString('base64url');
const search = (text: string): string => `/v1/charges?limit=${PAGE}&q=${encodeURIComponent(text)}`;
const page = (where: string): string => `SELECT * FROM charges ${where} ORDER BY seq DESC LIMIT ${PAGE}`;
const words = (text: string): string => `seq IN (SELECT rowid FROM charge_words WHERE charge_words MATCH '"${text}"')`;
const byAmount = (cents: number): string =>
  `SELECT charges.* FROM charge_amounts CROSS JOIN charges USING (seq) WHERE cents = ${cents} ORDER BY charge_amounts.seq DESC LIMIT ${PAGE}`;
const MIDDLE = CHARGES / 2;
const DAY_MS = 86_400_000;
const OLD_DAY = '2022-03-04';
const OLD_DAY_MS = shopMidnightMs(OLD_DAY);
const FIRST_BLOCK = `SELECT min(block) FROM charge_blocks WHERE last_ms >= ${OLD_DAY_MS}`;
const LAST_BLOCK = `SELECT max(block) FROM charge_blocks WHERE first_ms < ${OLD_DAY_MS + DAY_MS}`;
const UP_TO_OLD_DAY = `seq < ((${LAST_BLOCK}) + 1) * 1024 AND created_at_ms < ${OLD_DAY_MS + DAY_MS}`;
const NEW_DAY = '2026-11-20';
const NEW_DAY_MS = shopMidnightMs(NEW_DAY);

/** What is asked: the question as a person's window or an ERP puts it, and the least SQL that finds the same rows. */
const QUESTIONS: readonly (readonly [what: string, at: string, sql: string])[] = [
  ['newest page', `/v1/charges?limit=${PAGE}`, page('')],
  ['page at the end, by cursor', `/v1/charges?limit=${PAGE}&cursor=${cursor(PAGE + 1)}`, page(`WHERE seq <= ${PAGE}`)],
  [
    'one order',
    `/v1/charges?order_id=${orderOf(MIDDLE)}`,
    `SELECT * FROM charges WHERE order_id = '${orderOf(MIDDLE)}'`,
  ],
  ['part of an order: one hit', search(orderOf(MIDDLE).slice(2)), page(`WHERE ${words(orderOf(MIDDLE).slice(2))}`)],
  ['part of an order: 1,000s of hits', search('123'), page(`WHERE ${words('123')}`)],
  ['last four digits', search('4242'), page("WHERE last4 = '4242'")],
  ['rare amount', search('Q 77.77'), byAmount(7777)],
  ['amount of 50,000 charges', search('Q 100.00'), byAmount(COMMON_CENTS)],
  ['status: expired', `/v1/charges?limit=${PAGE}&status=expired`, page("WHERE status = 'expired'")],
  [
    'status: all that were not paid',
    `/v1/charges?limit=${PAGE}&status=declined,failed,superseded,cancelled,expired`,
    page("WHERE status IN ('declined', 'failed', 'superseded', 'cancelled', 'expired')"),
  ],
  ['status: none has it', `/v1/charges?limit=${PAGE}&status=in_doubt`, page("WHERE status = 'in_doubt'")],
  [
    'one day, years ago',
    `/v1/charges?limit=${PAGE}&from=${OLD_DAY}&to=${OLD_DAY}`,
    page(`WHERE seq >= (${FIRST_BLOCK}) * 1024 AND ${UP_TO_OLD_DAY} AND created_at_ms >= ${OLD_DAY_MS}`),
  ],
  [
    'one terminal, paid, years ago',
    `/v1/charges?limit=${PAGE}&terminal=caja2&status=paid&to=${OLD_DAY}`,
    page(`WHERE terminal_id = 'trm_2' AND status = 'paid' AND ${UP_TO_OLD_DAY}`),
  ],
  [
    'day report, 500 charges',
    `/v1/reports/day?date=${NEW_DAY}`,
    `SELECT * FROM charges WHERE paid_at_ms >= ${NEW_DAY_MS} AND paid_at_ms < ${NEW_DAY_MS + DAY_MS} ORDER BY paid_at_ms`,
  ],
  ['status of the bridge', '/v1/status', "SELECT count(*) FROM charges WHERE status IN ('queued', 'in_doubt')"],
];

/** Looking things up among 1,000,000 charges: the product's answer over HTTP beside the bare SQL of the same rows. */
export async function benchList(bench: Bench): Promise<CaseResult[]> {
  const folder = openMillion(bench);
  const beside = Object.fromEntries(QUESTIONS.map(([what]) => [`${what}: answer`, `${what}: SQL`]));
  const { add, rows } = createRows(beside);
  const bridge = await startServe({ cli: bench.cli, folder, terminals: ['trm_1', 'trm_2', 'trm_3'] });
  const db = new SqliteDatabase(path.join(folder, 'bridge.db'), { readonly: true });
  const reader = createReader(bridge.url);
  try {
    // Enough of them that a single stall of the machine is not the p99.
    const repeats = bench.quick ? 2 : 250;
    const warmUp = bench.quick ? 1 : 40;
    const answers = new Map<string, number[]>();
    for (let repeat = 0; repeat < warmUp + repeats; repeat += 1)
      for (const [what, at, sql] of QUESTIONS) {
        const bareMs = await timeMs(() => db.prepare(sql).all());
        const answerMs = await timeMs(() => reader.read(at));
        // The first round brings the pages into memory, the next the code.
        if (repeat < warmUp) continue;
        add(`${what}: SQL`, 'ms', bareMs);
        add(`${what}: answer`, 'ms', answerMs);
        answers.set(what, [...(answers.get(what) ?? []), answerMs]);
      }
    for (const [what, figures] of answers) add(`${what}: answer`, 'p99 ms', quantile(figures, 0.99));
  } finally {
    reader.close();
    db.close();
    await bridge.stop();
  }
  const goals = QUESTIONS.map(([what]) => ({
    row: `${what}: answer`,
    column: 'p99 ms',
    most: what.startsWith('day report') ? 200 : 10,
  }));
  const lookups = { title: 'Looking up among 1,000,000 charges', rows: rows(), goals };
  return [lookups, await benchInsert(bench, folder)];
}

const EMPTY = 'into an empty table';
const FULL = 'into 1,000,000 charges';

async function benchInsert(bench: Bench, million: string): Promise<CaseResult> {
  const { add, rows } = createRows({ [FULL]: EMPTY });
  const seconds = bench.quick ? 0.8 : 2;
  // A copy: what is put in here would be a busy day for the next run's look-ups.
  const copy = bench.newFolder('insert-million');
  cpSync(path.join(million, 'bridge.db'), path.join(copy, 'bridge.db'));
  for (let repeat = 0; repeat < (bench.quick ? 1 : 3); repeat += 1)
    for (const what of [EMPTY, FULL]) {
      const folder = what === FULL ? copy : bench.newFolder('insert');
      const bridge = await startServe({ cli: bench.cli, folder, terminals: ['trm_1', 'trm_2', 'trm_3'] });
      const load = {
        url: bridge.url,
        path: '/v1/charges',
        headers: AUTHORIZED,
        connections: 1,
        seconds,
        nextBody: nextOrder,
      };
      const { p50Ms, p99Ms } = await post(load).finally(() => bridge.stop());
      add(what, 'p50 ms', p50Ms);
      add(what, 'p99 ms', p99Ms);
    }
  return { title: 'POST to answer, 1 connection, by size of the table', rows: rows() };
}
