import path from 'node:path';
import { readConfig } from '../../main/contract/config.ts';
import type { ChargeView, JournalEntry } from '../../main/contract/charge.ts';
import type { Changed, Desk, News } from '../../main/contract/desk.ts';
import type { Lang } from '../../main/contract/faults.ts';
import type { LeaseView } from '../../main/contract/hub.ts';
import type { Problem } from '../../main/contract/problems.ts';
import type { Alert, Connection, StatusView, TerminalView } from '../../main/contract/status.ts';
import { startHttpIntake, type HttpIntakeDeps } from '../../main/intake/http/server.ts';
import { freePort } from '../free-port.ts';
import { sampleCharge, type Sample } from './sample-charges.ts';

const KEY = 'key-of-the-window-tests';

/** What the window should see: set as a whole, changed piece by piece. */
export interface Stage {
  readonly terminals?: readonly { readonly alias: string; readonly name: string; readonly lease?: LeaseView }[];
  readonly charges?: readonly Sample[];
  readonly connection?: Connection;
  readonly disk?: StatusView['disk'];
  readonly alerts?: readonly Omit<Alert, 'at' | 'id'>[];
  readonly sandbox?: boolean;
}

const ONE = [{ alias: 'caja1', name: 'Caja 1' }];
const HOLDING = ['sending', 'pending', 'dispatched', 'in_doubt'];

/**
 * The real HTTP intake over a desk that only shows what a test put on stage: every state of the window can be looked at, and each
 * call that the window makes can be read back. What charges really do is tested against the real bridge.
 */
export async function startFakeBridge(options: { port?: number; extraRouters?: HttpIntakeDeps['extraRouters'] } = {}) {
  let terminals: NonNullable<Stage['terminals']> = ONE;
  let charges = new Map<string, { sample: Sample; atMs: number }>();
  let connection: Connection = 'online';
  let disk: StatusView['disk'] = { state: 'ok', free_bytes: 80_000_000_000 };
  let alerts: Alert[] = [];
  let sandbox = false;
  let seq = 0;
  const startedAt = new Date().toISOString();
  const listeners = new Set<(news: News) => void>();
  const history: News[] = [];
  const asked: { readonly what: string; readonly id: string; readonly body?: unknown }[] = [];
  let refusal: Problem | undefined;

  const viewOf = ({ sample, atMs }: { sample: Sample; atMs: number }, lang: Lang = 'es'): ChargeView =>
    sampleCharge(sample, atMs, lang);
  const all = (lang: Lang = 'es'): ChargeView[] => [...charges.values()].map((each) => viewOf(each, lang));
  const get = (id: string, lang?: Lang): ChargeView | undefined => all(lang).find((charge) => charge.id === id);

  function terminalView(terminal: { alias: string; name: string }, lang: Lang): TerminalView {
    const mine = all(lang).filter((charge) => charge.terminal.alias === terminal.alias);
    const holder = mine.find((charge) => HOLDING.includes(charge.status) && !charge.released) ?? null;
    const queue = mine.filter(({ status }) => status === 'queued');
    const last =
      mine.filter((charge) => charge.final).sort((a, b) => b.updated_at.localeCompare(a.updated_at))[0] ?? null;
    const canSend = connection === 'online' || connection === 'replay_stopped';
    return {
      id: `trm_${terminal.alias}`,
      ...terminal,
      state: holder
        ? holder.status === 'in_doubt'
          ? 'held'
          : 'busy'
        : queue.length > 0 && !canSend
          ? 'waiting'
          : 'idle',
      charge: holder,
      queued: queue.length,
      queue: queue.slice(0, 20),
      last,
    };
  }

  function status(lang: Lang = 'es'): StatusView {
    const count = (...wanted: string[]): number => all().filter((charge) => wanted.includes(charge.status)).length;
    return {
      connection,
      connection_since: startedAt,
      next_step: '',
      sandbox,
      language: 'es',
      currency: 'GTQ',
      queues: {
        queued: count('queued'),
        open: count('sending', 'pending', 'dispatched'),
        in_doubt: count('in_doubt'),
        expired_today: count('expired'),
      },
      disk,
      versions: { puente: '0.1.0', node: '24.21.0', sqlite: '3.54.1', schema: 30 },
      started_at: startedAt,
      imports: [],
      alerts,
      terminals: terminals.map((terminal) => terminalView(terminal, lang)),
    };
  }

  function tell(make: (seq: number) => News): void {
    const news = make(++seq);
    history.push(news);
    for (const listener of listeners) listener(news);
  }

  const refusedOr = (what: string, id: string, body?: unknown): Changed => {
    asked.push({ what, id, body });
    const charge = get(id);
    if (refusal) return { kind: 'refused', problem: refusal, ...(charge ? { charge } : {}) };
    return charge ? { kind: 'ok', charge } : { kind: 'refused', problem: { code: 'charge_not_found', params: { id } } };
  };

  const desk: Desk = {
    accept(order) {
      asked.push({ what: 'accept', id: order.order_id, body: order });
      if (refusal) return Promise.resolve({ kind: 'refused', problem: refusal });
      const known = all().find((charge) => charge.order_id === order.order_id);
      if (known) return Promise.resolve({ kind: 'existing', charge: known });
      bridge.put({
        order_id: order.order_id,
        status: 'queued',
        amount_in_cents: order.amount_in_cents ?? 0,
        currency: order.currency ?? 'GTQ',
        source: order.source,
        age: 0,
        ...(order.terminal ? { terminal: order.terminal } : {}),
      });
      const charge = get(`ch-${order.order_id}`);
      if (!charge) throw new Error('it was put on stage a line above');
      return Promise.resolve({ kind: 'created', charge });
    },
    get,
    findByOrder: (orderId, lang) => all(lang).find((charge) => charge.order_id === orderId),
    list(query, lang) {
      const text = query.q?.toLowerCase();
      const from = Number(query.cursor ?? 0);
      const found = all(lang)
        .filter(
          (charge) =>
            (query.status.length === 0 || query.status.includes(charge.status)) &&
            (!text ||
              charge.order_id.toLowerCase().includes(text) ||
              charge.card?.last4 === text ||
              String(charge.amount_in_cents / 100).startsWith(text)) &&
            (!query.terminal || charge.terminal.alias === query.terminal),
        )
        .sort((a, b) => b.created_at.localeCompare(a.created_at));
      const next = from + query.limit;
      return { data: found.slice(from, next), next_cursor: next < found.length ? String(next) : null };
    },
    events: (id) => (get(id) ? journalOf(id) : undefined),
    cancel: (id) => Promise.resolve(refusedOr('cancel', id)),
    retry: (id) => Promise.resolve(refusedOr('retry', id)),
    move: (id, terminal) => Promise.resolve(refusedOr('move', id, { terminal })),
    resolve: (id, resolution) => Promise.resolve(refusedOr('resolve', id, resolution)),
    check: (id) => Promise.resolve(refusedOr('check', id)),
    release(id, note, by) {
      asked.push({ what: 'release', id, body: { note, by } });
      const terminal = status().terminals.find((each) => each.id === id);
      return Promise.resolve(refusal ?? terminal ?? { code: 'terminal_not_found', params: { id } });
    },
    allowReplays(note, by) {
      asked.push({ what: 'allowReplays', id: '', body: { note, by } });
      return Promise.resolve();
    },
    terminals: (lang) => status(lang).terminals,
    status,
    acknowledgeAlert(id) {
      asked.push({ what: 'acknowledge', id: String(id) });
      alerts = alerts.filter((alert) => alert.id !== id);
      tell((number) => ({ seq: number, event: 'bridge', status: status() }));
      return Promise.resolve(true);
    },
    newsSince: (after) => history.filter((news) => news.seq > after),
    lastSeq: () => seq,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  function journalOf(id: string): JournalEntry[] {
    const charge = get(id);
    const line = (number: number, at: string, kind: string, message: string): JournalEntry => ({
      seq: number,
      at,
      kind,
      status: null,
      message,
      data: {},
    });
    if (!charge) return [];
    return [
      line(1, charge.created_at, 'accepted', 'Cobro aceptado y guardado: Q 125.50 en caja1, recibido por http.'),
      line(2, charge.created_at, 'send_started', `Se empieza a enviar a Recurrente como tienda1-${charge.order_id}-1.`),
      line(3, charge.updated_at, 'checkout', 'Recurrente muestra el checkout ch_a81: pagado, Q 125.50.'),
    ];
  }

  const config = readConfig({ terminals: terminals.map(({ alias, name }) => ({ id: `trm_${alias}`, alias, name })) });
  if (!config.ok) throw new Error('the configuration of the fake bridge is sound');
  let shown = config.config;
  const intake = (port: number): Promise<Awaited<ReturnType<typeof startHttpIntake>>> =>
    startHttpIntake(
      {
        desk,
        keys: { check: (key) => (key === KEY ? { name: 'test', scopes: ['read', 'charge', 'manage'] } : undefined) },
        config: () => shown,
        log: {
          info: () => undefined,
          warn: () => undefined,
          error: (fields, message) => console.error(message, fields),
        },
        clock: { now: Date.now },
        newId: () => crypto.randomUUID(),
        version: '0.1.0',
        uiFiles: path.resolve(import.meta.dirname, '../../dist/renderer'),
        sessions: { has: (token) => sessions.has(token), add: (token) => void sessions.add(token) },
        heartbeatMs: 1000,
        ...(options.extraRouters ? { extraRouters: options.extraRouters } : {}),
      },
      { port },
    );
  const sessions = new Set<string>();
  let running = await intake(options.port ?? (await freePort()));
  const { port } = running;

  const bridge = {
    url: running.url,
    asked,
    /** A link that opens the window once. */
    async newLink(): Promise<string> {
      const answer = await fetch(`${running.url}/v1/ui/links`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' },
        body: '{}',
      });
      return ((await answer.json()) as { url: string }).url;
    },
    setStage(stage: Stage): void {
      const nowMs = Date.now();
      terminals = stage.terminals ?? ONE;
      charges = new Map((stage.charges ?? []).map((sample) => [`ch-${sample.order_id}`, { sample, atMs: nowMs }]));
      connection = stage.connection ?? 'online';
      disk = stage.disk ?? { state: 'ok', free_bytes: 80_000_000_000 };
      alerts = (stage.alerts ?? []).map((alert, index) => ({ ...alert, id: index + 1, at: new Date().toISOString() }));
      sandbox = stage.sandbox ?? false;
      refusal = undefined;
      asked.length = 0;
      const next = readConfig({
        terminals: terminals.map(({ alias, name }) => ({ id: `trm_${alias}`, alias, name })),
        ...(terminals[0] ? { defaultTerminal: terminals[0].alias } : {}),
      });
      if (next.ok) shown = next.config;
      tell((number) => ({ seq: number, event: 'bridge', status: status() }));
    },
    /** A charge appears or changes; the window hears of it as of any other. */
    put(sample: Sample): void {
      charges.set(`ch-${sample.order_id}`, { sample, atMs: Date.now() });
      const charge = get(`ch-${sample.order_id}`);
      if (!charge) throw new Error('it was put on stage a line above');
      tell((number) => ({ seq: number, event: 'charge', charge }));
      const terminal = status().terminals.find(({ alias }) => alias === charge.terminal.alias);
      if (terminal) tell((number) => ({ seq: number, event: 'terminal', terminal }));
    },
    /** A charge changed while no window heard of it. */
    putUnheard(sample: Sample): void {
      charges.set(`ch-${sample.order_id}`, { sample, atMs: Date.now() });
    },
    setConnection(next: Connection): void {
      connection = next;
      tell((number) => ({ seq: number, event: 'bridge', status: status() }));
    },
    /** Everything that is asked from now on is refused like this. */
    refuseWith(problem: Problem | undefined): void {
      refusal = problem;
    },
    forgetSessions: (): void => sessions.clear(),
    stop: () => running.stop(),
    async restart(): Promise<void> {
      running = await intake(port);
    },
  };
  return bridge;
}
export type FakeBridge = Awaited<ReturnType<typeof startFakeBridge>>;
