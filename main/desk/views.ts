import type { ChargeView, JournalEntry, RefundView } from '../contract/charge.ts';
import type { Config } from '../contract/config.ts';
import type { Lang } from '../contract/faults.ts';
import type { HubPort } from '../contract/hub.ts';
import type { Alert, AlertEntry, LaneState, TerminalView } from '../contract/status.ts';
import type { Charge } from '../charge/charge.ts';
import { isReleasable } from '../charge/derive.ts';
import { describeLine } from '../charge/journal-words.ts';
import { viewCharge } from '../charge/view.ts';
import type { AlertLine } from '../store/alerts.ts';
import type { JournalLine } from '../store/journal.ts';
import type { Store } from '../store/store.ts';
import { describeAlert } from './alert-words.ts';

const QUEUE_SHOWN = 20;

export interface ViewDeps {
  readonly store: Store;
  readonly config: () => Config;
  readonly canSend: () => boolean;
  readonly refundOf?: (charge: Charge, lang: Lang) => RefundView | null;
  /** Other bridges that may have a terminal; without it this one has them all. */
  readonly hub?: Pick<HubPort, 'mayUse' | 'waitOf' | 'lease'>;
}

/** What the inside looks like from outside, in either language. */
export function createViews({ store, config, canSend, refundOf, hub }: ViewDeps) {
  const aliasOf = (terminalId: string): string =>
    config().terminals.find((terminal) => terminal.id === terminalId)?.alias ?? terminalId;
  const context = { aliasOf, ...(refundOf ? { refundOf } : {}), ...(hub ? { waitOf: hub.waitOf } : {}) };
  const viewOf = (charge: Charge, lang: Lang = 'es'): ChargeView => viewCharge(charge, context, lang);

  function terminal(terminalId: string, lang: Lang): TerminalView {
    const known = config().terminals.find((each) => each.id === terminalId);
    const [held] = store.charges.onTerminal(terminalId);
    const queued = store.charges.countQueued(terminalId);
    const last = store.charges.lastClosed(terminalId);
    const lease = hub?.lease(terminalId, lang);
    return {
      id: terminalId,
      alias: known?.alias ?? terminalId,
      name: known?.name ?? terminalId,
      state: laneState(held, queued, canSend() && (hub?.mayUse(terminalId) ?? true)),
      charge: held ? viewOf(held, lang) : null,
      queued,
      queue: store.charges.queued(terminalId, QUEUE_SHOWN).map((charge) => viewOf(charge, lang)),
      last: last ? viewOf(last, lang) : null,
      ...(lease ? { lease } : {}),
    };
  }

  return {
    aliasOf,
    charge: viewOf,
    terminal,
    terminals: (lang: Lang): TerminalView[] => {
      const ids = new Set([...config().terminals.map((each) => each.id), ...store.charges.terminalsWithOpenCharges()]);
      return [...ids].map((id) => terminal(id, lang));
    },
    journalEntry: (line: JournalLine, lang: Lang = 'es'): JournalEntry => ({
      seq: line.seq,
      at: new Date(line.atMs).toISOString(),
      kind: line.kind,
      status: line.status,
      message: describeLine(line.kind, line.data, lang),
      data: { ...line.data },
    }),
    alert: viewAlert,
    alertEntry: (alert: AlertLine, lang: Lang): AlertEntry => ({
      ...viewAlert(alert, lang),
      ended_at: alert.acknowledgedAtMs === null ? null : new Date(alert.acknowledgedAtMs).toISOString(),
      seen_by: alert.acknowledgedBy,
    }),
  };
}
export type Views = ReturnType<typeof createViews>;

const viewAlert = (alert: AlertLine, lang: Lang): Alert => ({
  id: alert.id,
  at: new Date(alert.atMs).toISOString(),
  code: alert.code,
  level: alert.level,
  charge_id: alert.chargeId,
  order_id: typeof alert.data['order_id'] === 'string' ? alert.data['order_id'] : null,
  message: describeAlert(alert.code, alert.data, lang),
  acknowledged: alert.acknowledgedAtMs !== null,
});

function laneState(held: Charge | undefined, queued: number, canSend: boolean): LaneState {
  if (held) return isReleasable(held) ? 'held' : 'busy';
  return queued > 0 && !canSend ? 'waiting' : 'idle';
}
