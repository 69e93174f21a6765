import { isFinal } from '../../../../main/contract/charge.ts';
import type { ChargeView, JournalEntry, Status } from '../../../../main/contract/charge.ts';
import type { Changed, Desk, News } from '../../../../main/contract/desk.ts';
import type { Config } from '../../../../main/contract/config.ts';
import type { Lang } from '../../../../main/contract/faults.ts';
import type { Problem } from '../../../../main/contract/problems.ts';
import type { Alert, StatusView, TerminalView } from '../../../../main/contract/status.ts';
import { readOrder } from '../../../../main/charge/accept-rules.ts';

/** A desk without a disk or terminals: enough of the rules for the intake to be tried, and handles to make things happen. */
export function createMemoryDesk(config: () => Config, nowMs: () => number) {
  const charges = new Map<string, ChargeView>();
  const journal: News[] = [];
  const entries = new Map<string, JournalEntry[]>();
  const listeners = new Set<(news: News) => void>();
  const alerts: Alert[] = [];
  const calls: string[] = [];
  let failure: Error | undefined;
  let seq = 0;
  let gate: Promise<void> | undefined;

  const at = (): string => new Date(nowMs()).toISOString();
  const inLang = (charge: ChargeView, lang: Lang = 'es'): ChargeView => ({
    ...charge,
    next_step: lang === 'es' ? 'Espere.' : 'Wait.',
  });
  const tell = (news: News): void => {
    journal.push(news);
    for (const listener of [...listeners]) listener(news);
  };
  const put = (charge: ChargeView): ChargeView => {
    charges.set(charge.id, charge);
    seq += 1;
    const line: JournalEntry = {
      seq,
      at: at(),
      kind: 'status',
      status: charge.status,
      message: charge.status,
      data: {},
    };
    entries.set(charge.id, [...(entries.get(charge.id) ?? []), line]);
    tell({ seq, event: 'charge', charge });
    return charge;
  };
  const check = (): void => {
    if (failure) throw failure;
  };
  const change = (
    id: string,
    allowed: (charge: ChargeView) => Problem | undefined,
    to: Partial<ChargeView>,
  ): Promise<Changed> => {
    check();
    const charge = charges.get(id);
    if (!charge) return Promise.resolve({ kind: 'refused', problem: { code: 'charge_not_found', params: { id } } });
    const problem = allowed(charge);
    if (problem) return Promise.resolve({ kind: 'refused', problem, charge });
    return Promise.resolve({ kind: 'ok', charge: put({ ...charge, ...to }) });
  };
  const terminalView = (terminal: Config['terminals'][number]): TerminalView => ({
    ...terminal,
    state: 'idle',
    charge: null,
    queued: 0,
    queue: [],
    last: null,
  });
  const status = (lang: Lang = 'es'): StatusView => {
    check();
    return {
      connection: 'online',
      connection_since: at(),
      next_step: lang === 'es' ? 'Todo bien.' : 'All well.',
      sandbox: true,
      language: 'es',
      currency: 'GTQ',
      queues: { queued: charges.size, open: 0, in_doubt: 0, expired_today: 0 },
      disk: { state: 'ok', free_bytes: null },
      versions: { puente: '0.0.0', node: process.version, sqlite: '3', schema: 1 },
      started_at: at(),
      imports: [],
      alerts: [...alerts],
      terminals: config().terminals.map(terminalView),
    };
  };

  const desk: Desk = {
    async accept(order) {
      calls.push(`accept ${order.order_id} ${order.source}`);
      await gate;
      check();
      const read = readOrder(order, config());
      if ('problem' in read) return { kind: 'refused', problem: read.problem };
      const { amountInCents, currency, terminal, installments } = read.order;
      const old = [...charges.values()].find((charge) => charge.order_id === order.order_id);
      if (old && old.amount_in_cents !== amountInCents && !order.replace)
        return {
          kind: 'refused',
          problem: { code: 'order_conflict', params: { order_id: old.order_id, differences: 'monto' } },
          charge: old,
        };
      if (old && old.amount_in_cents === amountInCents) return { kind: 'existing', charge: old };
      const charge = put({
        id: old?.id ?? `chg-${charges.size + 1}`,
        order_id: order.order_id,
        status: 'queued',
        final: false,
        paid: false,
        currency,
        amount_in_cents: amountInCents,
        paid_in_cents: null,
        tip_in_cents: null,
        terminal: { id: terminal.id, alias: terminal.alias },
        source: order.source,
        description: order.description ?? null,
        installments,
        card: null,
        auth_code: null,
        payment_intent_id: null,
        failure: null,
        refund: null,
        next_step: 'Espere.',
        attempts: [],
        created_at: at(),
        updated_at: at(),
        paid_at: null,
        expires_at: null,
        released: false,
        metadata: order.metadata ?? {},
      });
      return { kind: old ? 'replaced' : 'created', charge };
    },
    get(id, lang) {
      check();
      const charge = charges.get(id);
      return charge && inLang(charge, lang);
    },
    findByOrder: (orderId, lang) => {
      const charge = [...charges.values()].find(({ order_id }) => order_id === orderId);
      return charge && inLang(charge, lang);
    },
    list(query, lang) {
      check();
      if (query.cursor !== undefined && !/^\d+$/.test(query.cursor))
        return { code: 'invalid_request', faults: [{ path: 'cursor', fault: 'cursor_shape' }] };
      const all = [...charges.values()]
        .reverse()
        .filter((charge) => query.order_id === undefined || charge.order_id === query.order_id)
        .filter((charge) => query.status.length === 0 || query.status.includes(charge.status));
      const from = Number(query.cursor ?? 0);
      const data = all.slice(from, from + query.limit).map((charge) => inLang(charge, lang));
      const next = from + query.limit;
      return { data, next_cursor: next < all.length ? String(next) : null };
    },
    events: (id) => entries.get(id),
    cancel: (id, by) => {
      calls.push(`cancel ${id} by ${by}`);
      return change(id, ({ status }) => (status === 'queued' ? undefined : { code: 'cancel_on_terminal' }), {
        status: 'cancelled',
        final: true,
      });
    },
    retry: (id, by) => {
      calls.push(`retry ${id} by ${by}`);
      return change(
        id,
        ({ status, paid }) => (isFinal(status) && !paid ? undefined : { code: 'not_retryable', params: { status } }),
        { status: 'queued', final: false },
      );
    },
    move: (id, terminal) =>
      change(id, ({ status }) => (status === 'queued' ? undefined : { code: 'not_queued', params: { status } }), {
        terminal: { id: terminal, alias: terminal },
      }),
    resolve: (id, resolution, by) => {
      calls.push(`resolve ${id} ${resolution.outcome} by ${by}`);
      return change(
        id,
        ({ status }) => (status === 'in_doubt' ? undefined : { code: 'not_in_doubt', params: { status } }),
        { status: 'failed', final: true },
      );
    },
    check: (id) => change(id, () => undefined, {}),
    release: (terminal, note, by) => {
      calls.push(`release ${terminal} ${note} by ${by}`);
      const found = config().terminals.find(({ id, alias }) => id === terminal || alias === terminal);
      return Promise.resolve(found ? terminalView(found) : { code: 'terminal_not_found', params: { id: terminal } });
    },
    allowReplays: (note, by) => {
      calls.push(`allow ${note} by ${by}`);
      return Promise.resolve();
    },
    terminals: () => config().terminals.map(terminalView),
    status,
    acknowledgeAlert: (id) => Promise.resolve(alerts.some((alert) => alert.id === id)),
    newsSince: (after, limit, lang) =>
      journal
        .filter((news) => news.seq > after)
        .slice(0, limit)
        .map((news) => (news.event === 'charge' ? { ...news, charge: inLang(news.charge, lang) } : news)),
    lastSeq: () => seq,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  return {
    desk,
    calls,
    listeners,
    /** Moves a charge on, as a lane would. */
    move: (id: string, status: Status, more: Partial<ChargeView> = {}): ChargeView => {
      const charge = charges.get(id);
      if (!charge) throw new Error(`no charge ${id}`);
      return put({ ...charge, status, final: isFinal(status), paid: status === 'paid', updated_at: at(), ...more });
    },
    tellBridge: (): void => {
      seq += 1;
      tell({ seq, event: 'bridge', status: status() });
    },
    addAlert: (alert: Alert): void => {
      alerts.push(alert);
    },
    failWith: (error: Error | undefined): void => {
      failure = error;
    },
    /** Holds accept() until the returned function is called. */
    hold: (): (() => void) => {
      let open = (): void => undefined;
      gate = new Promise((resolve) => (open = resolve));
      return () => {
        gate = undefined;
        open();
      };
    },
  };
}
