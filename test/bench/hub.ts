import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { hubConfigSchema } from '../../main/contract/hub.ts';
import type { ChargeView } from '../../main/contract/charge.ts';
import { systemClock } from '../../main/dispatch/system-clock.ts';
import { readAddress } from '../../main/hub/database/address.ts';
import { ensureSchema } from '../../main/hub/database/migrate.ts';
import { createHubPool } from '../../main/hub/database/pool.ts';
import { createOutbox } from '../../main/hub/link/outbox.ts';
import { CHAIN_START, hashLine, type JournalLine } from '../../main/store/journal.ts';
import { startPostgres } from '../main/hub/postgres.ts';
import type { Bench } from './bench.ts';
import { nextCharge } from './hub-charges.ts';
import { createRows, pause, quantile, type CaseResult } from './figures.ts';

const BRIDGES = 1000;
/** A chain's day: 500 charges a bridge within 12 hours. */
const CHARGES_A_DAY = 500;
const DAY_S = 12 * 3600;
/** Journal lines of a charge that is accepted, sent, followed and paid. */
const LINES = ['accepted', 'send_started', 'command', 'command', 'checkout'] as const;
/** What pgbouncer in transaction mode would do for so many bridges: few connections, shared. */
const CONNECTIONS = 24;
const TICKS_PER_SECOND = 100;

/**
 * A thousand bridges send their day to one hub, pressed into minutes: the outbox, its statements and the schema are the
 * product's, the bridges' SQLite is stood in for by memory.
 */
export const benchHub = (bench: Bench): Promise<CaseResult> =>
  sellAll(bench.quick ? { perBridge: 5, seconds: 10 } : { perBridge: 40, seconds: 80 });

/** The whole day, or as much of it as the machine's time allows: `HUB_CHARGES` a bridge within `HUB_SECONDS`. */
export const benchHubDay = (): Promise<CaseResult> =>
  sellAll({
    perBridge: Number(process.env['HUB_CHARGES'] ?? CHARGES_A_DAY),
    seconds: Number(process.env['HUB_SECONDS'] ?? 900),
  });

async function sellAll({ perBridge, seconds }: { perBridge: number; seconds: number }): Promise<CaseResult> {
  const postgres = await startPostgres(['fsync=on', 'shared_buffers=256MB', 'max_wal_size=4GB']);
  const { add, rows } = createRows();
  const lags: number[] = [];
  try {
    const url = await postgres.newDatabase();
    const pool = createHubPool({
      address: readAddress(url, undefined),
      name: 'puente bench',
      size: CONNECTIONS,
      timeoutMs: 60_000,
      onError: () => undefined,
    });
    await ensureSchema(pool);
    const over = new AbortController();
    const trouble: { error?: Error } = {};
    const bridges = Array.from({ length: BRIDGES }, (_, index) =>
      createBridge(`tienda-${index >> 1}-caja-${index & 1}`),
    );
    for (const { hub } of bridges)
      await pool.query(
        'INSERT INTO puente.bridges (bridge, shop, account, installation) VALUES ($1, $1, $2, gen_random_uuid())',
        [hub.bridge, hub.account],
      );
    for (const bridge of bridges)
      await bridge.outbox.connected({
        pool,
        hub: bridge.hub,
        over: over.signal,
        hears: () => true,
        fail: (error) => (trouble.error = error instanceof Error ? error : new Error(String(error))),
      });
    const cpu = readCpuMs(postgres.pid());
    const start = performance.now();
    const total = BRIDGES * perBridge;
    for (let sold = 0; sold < total;) {
      // As many as the clock says; the bridges sell in a mixed order.
      const due = Math.min(total, Math.ceil(((performance.now() - start) / 1000 / seconds) * total));
      for (; sold < due; sold += 1) bridges[(sold * 617) % BRIDGES]?.sell();
      for (const bridge of bridges) bridge.collect(lags);
      if (trouble.error) throw trouble.error;
      await pause(5);
    }
    while (bridges.some(({ outbox }) => outbox.pendingLines() !== 0)) {
      for (const bridge of bridges) bridge.collect(lags);
      if (trouble.error) throw trouble.error;
      await pause(5);
    }
    for (const bridge of bridges) bridge.collect(lags);
    const tookS = (performance.now() - start) / 1000;
    const cpuS = (readCpuMs(postgres.pid()) - cpu) / 1000;
    over.abort();
    for (const { outbox } of bridges) outbox.disconnected();
    const [found] = await pool.query<{
      charges: number;
      paid: number;
      lines: number;
      distinct_lines: number;
      bytes: number;
    }>(
      `SELECT (SELECT count(*) FROM puente.charges) AS charges, (SELECT count(*) FROM puente.charges WHERE paid) AS paid,
         (SELECT count(*) FROM puente.journal) AS lines, (SELECT count(DISTINCT (bridge, seq)) FROM puente.journal) AS distinct_lines,
         pg_database_size(current_database()) AS bytes`,
    );
    await pool.end();
    const what = `${BRIDGES} bridges, ${total} charges`;
    const pressed = (perBridge / CHARGES_A_DAY) * (DAY_S / tookS);
    add(what, 'charges/s', total / tookS);
    add(what, 'lag p50 ms', quantile(lags, 0.5));
    add(what, 'lag p99 ms', quantile(lags, 0.99));
    add(what, 'PostgreSQL CPU ms/charge', (cpuS * 1000) / total);
    add(what, 'PostgreSQL cores', cpuS / tookS);
    add(what, 'bytes/charge', (found?.bytes ?? 0) / total);
    add(
      what,
      'lost or doubled',
      Math.abs(total - (found?.charges ?? 0)) +
        Math.abs(total - (found?.paid ?? 0)) +
        Math.abs(total * LINES.length - (found?.lines ?? 0)) +
        Math.abs((found?.lines ?? 0) - (found?.distinct_lines ?? 0)),
    );
    return {
      title: 'A day of 1,000 shops at the hub',
      rows: rows(),
      notes: [
        `Sold at ${pressed.toFixed(0)} times a real day's pace (${CHARGES_A_DAY} charges a bridge in 12 hours), ${LINES.length} journal lines a charge; lag: from the commit in the shop to its line at the hub.`,
        `At a real day's pace that CPU is ${((cpuS / total) * ((BRIDGES * CHARGES_A_DAY) / DAY_S) * 100).toFixed(1)} % of one core, and a day is ${((((found?.bytes ?? 0) / total) * BRIDGES * CHARGES_A_DAY) / 1e9).toFixed(2)} GB with its indexes.`,
        `${CONNECTIONS} connections shared, as through a pooler; the simulated bridges run in the process that measures.`,
      ],
    };
  } finally {
    await postgres.close();
  }
}

/** A bridge's journal and charges in memory, behind the product's own outbox. */
function createBridge(name: string) {
  const hub = hubConfigSchema.parse({ url: 'postgres://bench@127.0.0.1/hub', bridge: name });
  const lines: JournalLine[] = [];
  const charges = new Map<string, ChargeView>();
  const listeners = new Set<(lines: readonly JournalLine[]) => void>();
  const committed: { readonly seq: number; readonly at: number }[] = [];
  const outbox = createOutbox({
    hub,
    clock: systemClock,
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    viewOf: (id) => charges.get(id),
    onRestored: () => undefined,
    store: {
      onCommit(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      journal: { since: (seq, limit) => lines.slice(seq, seq + limit), lastSeq: () => lines.length },
    },
  });

  function write(charge: ChargeView, kind: string): void {
    charges.set(charge.id, charge);
    const seq = lines.length + 1;
    const data = { external_id: `${name}-${charge.order_id}-1`, checkout_id: 'ch_12345678', checkout_status: 'unpaid' };
    const line = { atMs: Date.now(), chargeId: charge.id, kind, status: charge.status, data };
    const row = { at_ms: line.atMs, charge_id: line.chargeId, kind, status: line.status, data: JSON.stringify(data) };
    lines.push({ ...line, seq, hash: hashLine(lines.at(-1)?.hash ?? CHAIN_START, seq, row) });
    committed.push({ seq, at: performance.now() });
    for (const listener of listeners) listener([]);
  }

  return {
    hub,
    outbox,
    /** One charge's life: its first lines now, the payment a second later. */
    sell(): void {
      const { open, paid } = nextCharge(randomUUID());
      for (const kind of LINES.slice(0, 3)) write(open, kind);
      setTimeout(() => {
        for (const kind of LINES.slice(3)) write(paid, kind);
      }, 1000);
    },
    /** Notes the lag of the lines that the hub has by now. */
    collect(lags: number[]): void {
      const pending = outbox.pendingLines() ?? lines.length;
      const now = performance.now();
      while (committed[0] && committed[0].seq <= lines.length - pending)
        lags.push(now - (committed.shift()?.at ?? now));
    },
  };
}

/** CPU time of the server and of every process that it forked, those that ended included. */
function readCpuMs(pid: number): number {
  let ticks = 0;
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      const own = Number(fields[11]) + Number(fields[12]);
      if (Number(name) === pid) ticks += own + Number(fields[13]) + Number(fields[14]);
      else if (Number(fields[1]) === pid) ticks += own;
    } catch {
      // It ended meanwhile.
    }
  }
  return (ticks / TICKS_PER_SECOND) * 1000;
}
