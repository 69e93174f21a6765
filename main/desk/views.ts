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
  /** Why a file was refused, by the code and the values that are stored with its alert. */
  readonly fileReason?: (code: string, params: string, lang: Lang) => string | undefined;
}

/** What the inside looks like from outside, in either language. */
export function createViews({ store, config, canSend, refundOf, hub, fileReason }: ViewDeps) {
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

  /** Its reason too in the reader's language, but for those stored as a Spanish sentence alone. */
  function alert(line: AlertLine, lang: Lang): Alert {
    const { reason_code: code, reason_params: params } = line.data;
    return viewAlert(line, lang, code === undefined ? undefined : fileReason?.(String(code), String(params), lang));
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
    alert,
    alertEntry: (line: AlertLine, lang: Lang): AlertEntry => ({
      ...alert(line, lang),
      ended_at: line.acknowledgedAtMs === null ? null : new Date(line.acknowledgedAtMs).toISOString(),
      seen_by: line.acknowledgedBy,
    }),
  };
}
export type Views = ReturnType<typeof createViews>;

const viewAlert = (alert: AlertLine, lang: Lang, reason: string | undefined): Alert => ({
  id: alert.id,
  at: new Date(alert.atMs).toISOString(),
  code: alert.code,
  level: alert.level,
  charge_id: alert.chargeId,
  order_id: typeof alert.data['order_id'] === 'string' ? alert.data['order_id'] : null,
  message: describeAlert(alert.code, { ...alert.data, ...(reason !== undefined && { reason }) }, lang),
  acknowledged: alert.acknowledgedAtMs !== null,
});

function laneState(held: Charge | undefined, queued: number, canSend: boolean): LaneState {
  if (held) return isReleasable(held) ? 'held' : 'busy';
  return queued > 0 && !canSend ? 'waiting' : 'idle';
}
