import { setTimeout } from 'node:timers/promises';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { endsCharge } from '../charge/story.ts';
import { isFinal } from '../contract/charge.ts';
import type { Lang } from '../contract/faults.ts';
import type { StatusView } from '../contract/status.ts';
import { CONNECTIONS, LANE_STATES } from '../contract/status.ts';
import type { JournalLine } from '../store/journal.ts';
import type { Store } from '../store/store.ts';

export interface MetricsDeps {
  readonly store: Pick<Store, 'charges' | 'journal' | 'onCommit'>;
  /** `GET /v1/status` as it would answer now. */
  readonly status: (lang: Lang) => StatusView;
  readonly aliasOf: (terminalId: string) => string;
  readonly onError: (error: unknown) => void;
  /** Counts that other rooms keep, read when Prometheus asks. */
  readonly refunds: () => Readonly<Record<string, number>>;
  readonly callbacks: () => Readonly<Record<string, number>>;
  readonly webhooks: () => {
    readonly received: Readonly<Record<string, number>>;
    readonly lastReceivedMs: number | null;
  };
}

/** Some looks at the event loop, so that the first scrape has its lag as well. */
const FIRST_LOOK_MS = 50;
/** Names that Prometheus' own rules complain of: gauges that end in `_total`. */
const ILL_NAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/**
 * What Prometheus reads at `/metrics`. Gauges are read from the ledger at each scrape; counters and durations come from the
 * journal as it grows. Names are a contract with dashboards (native/dashboards/); no order numbers, cards or keys in labels.
 */
export function createMetrics(deps: MetricsDeps) {
  const { store } = deps;
  const register = new Registry();
  const registers = [register];
  let watchesProcess = false;
  /** From the first scrape on: measuring the event loop's lag wakes the process a hundred times a second, 0.8 % of a core. */
  async function watchProcess(): Promise<void> {
    watchesProcess = true;
    collectDefaultMetrics({ register });
    for (const name of ILL_NAMED) register.removeSingleMetric(name);
    await setTimeout(FIRST_LOOK_MS);
  }

  const finished = new Counter({
    name: 'puente_charges_finished_total',
    help: 'Charges that reached a final status since the bridge started.',
    labelNames: ['status', 'source', 'terminal'],
    registers,
  });
  const duration = new Histogram({
    name: 'puente_charge_duration_seconds',
    help: 'From accepting a charge to its final status.',
    labelNames: ['status'],
    buckets: [1, 2.5, 5, 10, 20, 30, 60, 120, 300, 900],
    registers,
  });
  const sendDelay = new Histogram({
    name: 'puente_send_delay_seconds',
    help: 'From accepting a charge to its first POST to Recurrente.',
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 120, 600],
    registers,
  });
  const calls = new Histogram({
    name: 'puente_recurrente_call_duration_seconds',
    help: 'Calls to Recurrente, by what became of them.',
    labelNames: ['call', 'result'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const callbackTries = new Counter({
    name: 'puente_callback_tries_total',
    help: 'Tries to tell the ERP, by how they ended.',
    labelNames: ['outcome'],
    registers,
  });

  const gauge = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    read: (gauge: Gauge<Label>) => void,
  ): Gauge<Label> =>
    new Gauge<Label>({
      name,
      help,
      labelNames: [...labelNames],
      registers,
      collect() {
        this.reset();
        read(this);
      },
    });

  // One status for all gauges of a scrape: they are collected in one turn.
  let view: StatusView | undefined;
  const now = (): StatusView => (view ??= deps.status('es'));

  gauge('puente_info', 'Versions, as labels.', ['version', 'sqlite', 'schema'], (each) => {
    const { versions } = now();
    each.set({ version: versions.puente, sqlite: versions.sqlite, schema: String(versions.schema) }, 1);
  });
  gauge('puente_connection', '1 for the state that the connection with Recurrente is in.', ['state'], (each) => {
    for (const state of CONNECTIONS) each.set({ state }, now().connection === state ? 1 : 0);
  });
  gauge('puente_charges_open', 'Charges that are not final, by status.', ['status'], (each) => {
    const open = store.charges.countOpen();
    for (const status of ['queued', 'sending', 'pending', 'dispatched', 'in_doubt'])
      each.set({ status }, open[status] ?? 0);
  });
  gauge('puente_terminal_state', '1 for the state that a lane is in.', ['terminal', 'state'], (each) => {
    for (const { alias, state } of now().terminals)
      for (const other of LANE_STATES) each.set({ terminal: alias, state: other }, other === state ? 1 : 0);
  });
  gauge('puente_terminal_queued', 'Charges that wait for a terminal.', ['terminal'], (each) => {
    for (const { alias, queued } of now().terminals) each.set({ terminal: alias }, queued);
  });
  gauge('puente_alerts_open', 'Alerts that nobody has acknowledged.', ['level'], (each) => {
    for (const level of ['info', 'warning', 'critical'])
      each.set({ level }, now().alerts.filter((alert) => alert.level === level).length);
  });
  gauge('puente_disk_free_bytes', 'Free space on the disk of the data folder.', [], (each) => {
    const { free_bytes: free } = now().disk;
    if (free !== null) each.set(free);
  });
  gauge('puente_journal_lines', 'Lines in the journal.', [], (each) => each.set(store.journal.lastSeq()));
  gauge('puente_refunds', 'Refunds by status.', ['status'], (each) => {
    const counts = deps.refunds();
    for (const status of ['requested', 'sending', 'in_doubt', 'pending', 'succeeded', 'failed'])
      each.set({ status }, counts[status] ?? 0);
  });
  gauge('puente_callbacks', 'Callbacks by state; delivered ones are kept for seven days.', ['state'], (each) => {
    const counts = deps.callbacks();
    for (const state of ['waiting', 'delivered', 'dead']) each.set({ state }, counts[state] ?? 0);
  });
  gauge('puente_webhook_last_received_timestamp_seconds', 'When the last webhook was taken in.', [], (each) => {
    const { lastReceivedMs } = deps.webhooks();
    if (lastReceivedMs !== null) each.set(lastReceivedMs / 1000);
  });
  new Counter({
    name: 'puente_webhooks_total',
    help: 'Webhooks since the bridge started, by what became of them; forged ones leave no other trace.',
    labelNames: ['result'],
    registers,
    collect() {
      this.reset();
      const { received } = deps.webhooks();
      for (const result of ['taken', 'repeated', 'twin', 'foreign', 'unknown', 'unreadable', 'forged', 'failed'])
        this.inc({ result }, received[result] ?? 0);
    },
  });

  const stopListening = store.onCommit((lines) => {
    try {
      for (const line of lines) count(line);
    } catch (error) {
      deps.onError(error);
    }
  });
  function count({ chargeId, status, kind, seq, atMs }: JournalLine): void {
    if (chargeId === null || status === null) return;
    if (kind === 'send_started') {
      const story = store.journal.ofCharge(chargeId);
      if (story.find((line) => line.kind === 'send_started')?.seq === seq)
        sendDelay.observe(Math.max(0, atMs - (story[0]?.atMs ?? atMs)) / 1000);
      return;
    }
    if (!isFinal(status) || !endsCharge(store.journal.ofCharge(chargeId), { seq, status })) return;
    const charge = store.charges.get(chargeId);
    if (!charge) return;
    finished.inc({ status, source: charge.source, terminal: deps.aliasOf(charge.terminalId) });
    duration.observe({ status }, Math.max(0, atMs - charge.createdAtMs) / 1000);
  }

  return {
    contentType: register.contentType,
    async read(): Promise<string> {
      if (!watchesProcess) await watchProcess();
      view = undefined;
      const text = await register.metrics();
      view = undefined;
      return text;
    },
    observeCall: (call: string, result: string, ms: number): void => calls.observe({ call, result }, ms / 1000),
    countCallback: (outcome: string): void => callbackTries.inc({ outcome }),
    stop(): void {
      stopListening();
      register.clear();
    },
  };
}
export type Metrics = ReturnType<typeof createMetrics>;
