import type { Accepted, Desk } from '../contract/desk.ts';
import type { Config } from '../contract/config.ts';
import type { Clock } from '../contract/clock.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { Store } from '../store/store.ts';
import type { AcceptInTransaction } from './accept.ts';
import { createChanges } from './changes.ts';
import { createIntakeQueue } from './intake-queue.ts';
import type { createNews } from './news.ts';
import { listCharges } from './query.ts';
import type { StatusView } from '../contract/status.ts';
import type { Lang } from '../contract/faults.ts';
import type { Views } from './views.ts';

export interface DeskDeps {
  readonly store: Store;
  readonly config: () => Config;
  readonly clock: Clock;
  readonly serverNow: () => number;
  readonly views: Views;
  readonly dispatcher: Dispatcher;
  readonly acceptInTransaction: AcceptInTransaction;
  readonly news: ReturnType<typeof createNews>;
  readonly status: (lang: Lang) => StatusView;
  /** Asks Recurrente about one charge now; resolves when it has answered or could not be reached. */
  readonly checkNow: (chargeId: string) => Promise<void>;
  /** Called with the name of a step; fault tests kill the process there. */
  readonly failpoint: (name: string) => void;
}

/** The inside of the bridge as every intake sees it (contract/desk.ts). */
export function createDesk(deps: DeskDeps): Desk {
  const { store, config, clock, views, dispatcher, news, status } = deps;
  const changes = createChanges(deps);
  const wakeLanes = (answers: readonly Accepted[]): void => {
    for (const answer of answers)
      if (answer.kind === 'created') dispatcher.offer(answer.charge.terminal.id);
      else if (answer.kind === 'replaced') dispatcher.wake(answer.charge.terminal.id);
  };
  const accept = createIntakeQueue(store, deps.acceptInTransaction, wakeLanes, deps.failpoint);
  const wakeFor = <T extends { kind: string; charge?: { terminal: { id: string } } }>(changed: T): T => {
    if (changed.kind === 'ok' && changed.charge) dispatcher.wake(changed.charge.terminal.id);
    return changed;
  };

  return {
    accept,
    get: (id, lang = 'es') => {
      const charge = store.charges.get(id);
      return charge && views.charge(charge, lang);
    },
    findByOrder: (orderId, lang = 'es') => {
      const charge = store.charges.byOrder(orderId);
      return charge && views.charge(charge, lang);
    },
    list: (query, lang = 'es') => store.read(() => listCharges(deps, query, lang)),
    events: (id, lang) =>
      store.charges.get(id) ? store.journal.ofCharge(id).map((line) => views.journalEntry(line, lang)) : undefined,
    async cancel(id, by) {
      const changed = changes.cancel(id, by);
      const charge = store.charges.get(id);
      if (charge && changed.kind === 'refused' && changed.problem.code === 'cancel_on_terminal')
        dispatcher.cancelAsked(charge);
      return wakeFor(changed);
    },
    retry: async (id, by) => wakeFor(changes.retry(id, by)),
    move: async (id, terminal, by) => wakeFor(changes.move(id, terminal, by)),
    resolve: async (id, resolution, by) => wakeFor(changes.resolve(id, resolution, by)),
    async check(id, by) {
      const charge = store.charges.get(id);
      if (!charge) return { kind: 'refused', problem: { code: 'charge_not_found', params: { id } } };
      store.transact('check', () =>
        store.note({ atMs: clock.now(), chargeId: id, kind: 'checked', status: charge.status, data: { by } }),
      );
      await deps.checkNow(id);
      await store.untilOnDisk();
      dispatcher.wake(charge.terminalId);
      return { kind: 'ok', charge: views.charge(store.charges.get(id) ?? charge) };
    },
    async release(terminal, note, by) {
      const id = config().terminals.find((each) => each.alias === terminal || each.id === terminal)?.id ?? terminal;
      if (!views.terminals('es').some((each) => each.id === id))
        return { code: 'terminal_not_found', params: { id: terminal } };
      const problem = changes.release(id, note, by);
      if (problem) return problem;
      dispatcher.wake(id);
      return views.terminal(id, 'es');
    },
    async allowReplays(note, by) {
      store.transact('allow_replays', () => {
        store.settings.set('replays_stopped', null);
        store.note({ atMs: clock.now(), chargeId: null, kind: 'replays_allowed', status: null, data: { by, note } });
      });
    },
    terminals: (lang = 'es') => store.read(() => views.terminals(lang)),
    status: (lang = 'es') => store.read(() => status(lang)),
    acknowledgeAlert: async (id, by) =>
      store.transact('acknowledge', () => {
        const done = store.alerts.acknowledge(id, clock.now(), by);
        if (done)
          store.note({ atMs: clock.now(), chargeId: null, kind: 'alert_acknowledged', status: null, data: { id, by } });
        return done;
      }),
    newsSince: (seq, limit, lang = 'es') => news.since(seq, limit, lang),
    lastSeq: () => store.journal.lastSeq(),
    subscribe: news.subscribe,
  };
}
