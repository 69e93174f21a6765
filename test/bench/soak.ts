import path from 'node:path';
import type { ChargeView } from '../../main/contract/charge.ts';
import { inspectDatabase } from '../../main/store/inspect.ts';
import { planFaults } from '../faults/plan.ts';
import { countPayments, findBrokenPromises } from '../faults/verdicts.ts';
import type { Bench } from './bench.ts';
import { createErp } from './erp.ts';
import { createRows, pause, type CaseResult } from './figures.ts';
import { AUTHORIZED, readUsage, startServe } from './processes.ts';
import { startRecurrente } from './recurrente.ts';

const LANES = 10;
const SHORT_MS = 45_000;
const LONG_CHARGES = 50_000;
const LONG_AT_MOST_MS = 60 * 60_000;

/** For the default run: what ten terminals get through in 45 s of faults. */
export const benchSoak = (bench: Bench): Promise<CaseResult> =>
  soak(bench, { forMs: bench.quick ? 6000 : SHORT_MS, charges: LONG_CHARGES });

/** 50,000 charges, or an hour. */
export const benchSoakLong = (bench: Bench): Promise<CaseResult> =>
  soak(bench, { forMs: LONG_AT_MOST_MS, charges: LONG_CHARGES });

/** Ten terminals at full speed while Recurrente does everything wrong that it can: no growth, no standstill, nothing lost. */
async function soak(bench: Bench, { forMs, charges }: { forMs: number; charges: number }): Promise<CaseResult> {
  const recurrente = await startRecurrente({
    terminals: LANES,
    behaviour: { dispatchMs: 0, processingMs: 0, resultScreenMs: 0 },
    customer: { mode: 'scripted', script: { thinkMs: [5, 40], walkAway: 0 } },
  });
  const { terminals, url } = recurrente;
  const folder = bench.newFolder('soak');
  const bridge = await startServe({
    cli: bench.cli,
    folder,
    recurrente: url,
    terminals,
    pollMs: 50,
    minPaymentMs: 1000,
    timeoutMs: 1000,
    env: { PUENTE_LOG_LEVEL: 'warn' },
  });
  const erp = createErp(bridge.url);
  const accepted = new Set<string>();
  const { add, rows } = createRows();
  const startMs = performance.now();
  const isOver = (): boolean => accepted.size >= charges || performance.now() - startMs > forMs;
  const runLane = async (lane: number): Promise<void> => {
    for (let n = 0; !isOver(); n += 1) {
      const orderId = `K${lane}-${n}`;
      accepted.add(orderId);
      const { id } = await erp.place({ order_id: orderId, amount_in_cents: 1000 + n, terminal: `caja${lane}` });
      while (!(await isDone(id)) && !isOver());
      // A charge in doubt holds its lane until a person lets the next one by; it stays watched.
      await erp.release(`caja${lane}`).catch(() => undefined);
    }
  };
  const isDone = async (id: string): Promise<boolean> => {
    const { final, status } = await erp.get<ChargeView>(`/v1/charges/${id}?wait=5`);
    return final || status === 'in_doubt';
  };
  const mark = async (what: string): Promise<void> => {
    add(what, 'charges', accepted.size);
    add(what, 'RSS MB', readUsage(bridge.pid)?.rssMb ?? NaN);
    const { p99Ms, maxMs } = await readLag(bridge.url);
    add(what, 'loop lag p99 ms', p99Ms);
    add(what, 'loop lag max ms', maxMs);
  };
  let broken: readonly string[];
  try {
    await erp.untilOnline();
    await readLag(bridge.url);
    planFaults(recurrente.faults, recurrente.behaviour().afterConsumed);
    const lanes = terminals.map((_, index) => runLane(index + 1));
    const half = pause(forMs / 2).then(() => mark('halfway'));
    await Promise.all(lanes);
    await half;
    recurrente.faults.clear();
    await settleAll(erp, accepted.size);
    await mark('at the end');
    const found = new Map<string, ChargeView>();
    for (let cursor = ''; ;) {
      const page = await erp.get<{ data: ChargeView[]; next_cursor: string | null }>(`/v1/charges?limit=500${cursor}`);
      for (const charge of page.data) found.set(charge.order_id, charge);
      if (page.next_cursor === null) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    const openOrders = [...found.values()].filter((charge) => !charge.final).map((charge) => charge.order_id);
    const judged = new Set([...accepted].filter((order) => !openOrders.includes(order)));
    broken = findBrokenPromises(judged, found, recurrente.log);
    add('at the end', 'payments', countPayments(recurrente.log).size);
    add('at the end', 'still open', openOrders.length);
    add('at the end', 'broken promises', broken.length);
  } finally {
    await bridge.stop();
    await recurrente.stop();
  }
  const { sound, broken: brokenChain } = inspectDatabase(path.join(folder, 'bridge.db'));
  add('at the end', 'journal broken', sound && brokenChain === undefined ? 0 : 1);
  const seconds = (performance.now() - startMs) / 1000;
  return {
    title: `Soak: ${LANES} terminals through faults at full speed`,
    rows: rows(),
    goals: [
      { row: 'at the end', column: 'RSS MB', beside: 'halfway', most: 1.2 },
      { row: 'at the end', column: 'loop lag max ms', most: 100 },
      { row: 'at the end', column: 'broken promises', most: 0 },
      { row: 'at the end', column: 'journal broken', most: 0 },
    ],
    notes: [
      `${(accepted.size / seconds).toFixed(0)} charges/s over ${seconds.toFixed(0)} s; the lag is since the row before.`,
      ...broken.slice(0, 5),
    ],
  };
}

/** Waits until nothing is under way any more but what a person must look at; half a minute at most. */
async function settleAll(erp: ReturnType<typeof createErp>, accepted: number): Promise<void> {
  const endMs = performance.now() + 30_000 + accepted / 10;
  while (performance.now() < endMs) {
    const { queues } = await erp.get<{ queues: { queued: number; open: number } }>('/v1/status');
    if (queues.queued + queues.open === 0) return;
    await pause(250);
  }
}

/** The event loop's lag since it was last asked, from the bridge's own metrics. */
async function readLag(url: string): Promise<{ p99Ms: number; maxMs: number }> {
  const text = await (await fetch(`${url}/metrics`, { headers: AUTHORIZED })).text();
  const read = (name: string): number =>
    Number(new RegExp(`^nodejs_eventloop_lag_${name}_seconds (\\S+)$`, 'm').exec(text)?.[1]) * 1000;
  return { p99Ms: read('p99'), maxMs: read('max') };
}
