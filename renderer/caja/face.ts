import type { ChargeView } from '../../main/contract/charge.ts';
import type { Connection, TerminalView } from '../../main/contract/status.ts';
import { askedOf, cardOf, totalOf } from '../ui/format.ts';
import { formatMoney } from '../../main/contract/money.ts';
import type { Link } from '../live/live-state.ts';
import type { Translate } from '../words/i18n.ts';

/** How a card looks. Each tone has a colour, an icon and a pattern of its own, so that none is told by colour alone. */
export type Tone =
  'ready' | 'busy' | 'customer' | 'paid' | 'declined' | 'doubt' | 'ask' | 'offline' | 'stale' | 'closed';

/** What one terminal's card says. */
export interface Face {
  readonly tone: Tone;
  readonly title: string;
  /** What the person at the till does now. */
  readonly step: string | null;
  readonly charge: ChargeView | null;
  /** Since when the charge is in this state; seconds are counted from here. */
  readonly sinceIso: string | null;
  /** The charge is closed: its result is shown. */
  readonly result: boolean;
}

export interface Around {
  readonly link: Link;
  readonly connection: Connection;
  /** Nothing new can be stored, so nothing new is accepted. */
  readonly diskBlocked: boolean;
  readonly nowMs: number;
}

/** How long a result stays large before the card says that the terminal is ready again, ms. */
export const PAID_SHOWN_MS = 60_000;
export const UNPAID_SHOWN_MS = 180_000;

/** The state of a terminal in the words of the till. Pure: the same state always gives the same sentence. */
export function faceOf(terminal: TerminalView, around: Around, t: Translate): Face {
  const live = faceWhenLive(terminal, around, t);
  // A good sign that may be old is worse than none.
  if (around.link === 'live') return live;
  return { ...live, tone: 'stale', title: t('face.stale'), step: t('face.staleStep') };
}

function faceWhenLive(terminal: TerminalView, around: Around, t: Translate): Face {
  const { charge, last } = terminal;
  const offline = around.connection === 'offline';
  if (charge) return faceOfOpen(charge, offline, t);
  const [next] = terminal.queue;
  if (next) return faceOfQueued(next, terminal, around.connection, t);
  if (last && isShownStill(last, around.nowMs)) return faceOfResult(last, t);
  if (around.diskBlocked) return faceOfFullDisk(t);
  const idle = faceOfIdle(around.connection, t);
  return idle.tone === 'ready' && isElsewhere(terminal)
    ? { ...idle, tone: 'closed', title: t('face.elsewhere'), step: null }
    : idle;
}

/** Another till has it, or nobody knows who; the line below the card says which. One that nobody has comes with the next charge. */
const isElsewhere = ({ lease }: TerminalView): boolean =>
  lease !== undefined && !lease.mine && !(lease.known && lease.holder === null);

function faceOfOpen(charge: ChargeView, offline: boolean, t: Translate): Face {
  const base = { charge, sinceIso: charge.attempts.at(-1)?.sent_at ?? charge.updated_at, result: false };
  switch (charge.status) {
    case 'pending':
      return {
        ...base,
        tone: 'busy',
        title: t('face.pending'),
        step: t(offline ? 'face.dispatchedOffline' : 'face.pendingStep'),
      };
    case 'dispatched':
      return {
        ...base,
        tone: offline ? 'offline' : 'customer',
        title: t('face.dispatched'),
        step: t(offline ? 'face.dispatchedOffline' : 'face.dispatchedStep'),
      };
    case 'in_doubt':
      return {
        ...base,
        sinceIso: charge.updated_at,
        tone: 'doubt',
        title: t('face.in_doubt'),
        step: doubtStep(charge, t),
      };
    case 'queued':
    case 'sending':
      return {
        ...base,
        tone: offline ? 'offline' : 'busy',
        title: t('face.sending'),
        step: t(offline ? 'face.sendingOffline' : 'face.sendingStep'),
      };
    case 'paid':
    case 'declined':
    case 'failed':
    case 'superseded':
    case 'cancelled':
    case 'expired':
      return faceOfResult(charge, t);
  }
}

/** Why nothing is known, and what to do now. An earlier payment is not ours to verify: a person must say whose it is. */
function doubtStep({ failure }: ChargeView, t: Translate): string {
  const now = t(failure?.code === 'already_paid' ? 'face.already_paidStep' : 'face.in_doubtStep');
  return failure ? `${failure.message} ${now}` : now;
}

function faceOfQueued(next: ChargeView, terminal: TerminalView, connection: Connection, t: Translate): Face {
  // Tried before: what counts is since when it waits again, and why it does not go out at once.
  const again = next.attempts.length > 0;
  const base = { charge: next, sinceIso: again ? next.updated_at : next.created_at, result: false };
  if (terminal.state === 'waiting') {
    switch (connection) {
      case 'offline':
        return { ...base, tone: 'offline', title: t('face.offline'), step: t('face.offlineIdleStep') };
      case 'key_missing':
        return { ...base, tone: 'offline', title: t('face.noKey'), step: t('face.noKeyStep') };
      case 'key_refused':
        return { ...base, tone: 'offline', title: t('face.keyRefused'), step: t('face.keyRefusedStep') };
      case 'online':
      case 'replay_stopped':
        break;
    }
  }
  if (isElsewhere(terminal)) return { ...base, tone: 'busy', title: t('face.nextElsewhere'), step: null };
  return { ...base, tone: 'busy', title: t('face.next'), step: again ? t('face.againStep') : null };
}

function faceOfResult(charge: ChargeView, t: Translate): Face {
  const base = { charge, sinceIso: charge.updated_at, result: true };
  const reason = charge.failure?.message ?? '';
  switch (charge.status) {
    case 'paid':
      return { ...base, tone: 'paid', title: t('face.paid'), step: null };
    case 'declined':
      return { ...base, tone: 'declined', title: t('face.declined', { reason }), step: charge.next_step };
    case 'failed':
      return { ...base, tone: 'declined', title: t('face.failed', { reason }), step: charge.next_step };
    case 'superseded':
      return { ...base, tone: 'declined', title: t('face.superseded'), step: t('face.supersededStep') };
    case 'cancelled':
      return { ...base, tone: 'closed', title: t('face.cancelled'), step: reason || charge.next_step };
    case 'expired':
      return { ...base, tone: 'ask', title: t('face.expired'), step: t('face.expiredStep') };
    case 'queued':
    case 'sending':
    case 'pending':
    case 'dispatched':
    case 'in_doubt':
      return faceOfOpen(charge, false, t);
  }
}

const faceOfFullDisk = (t: Translate): Face => ({
  tone: 'declined',
  title: t('face.diskBlocked'),
  step: t('face.diskBlockedStep'),
  charge: null,
  sinceIso: null,
  result: false,
});

function faceOfIdle(connection: Connection, t: Translate): Face {
  const base = { charge: null, sinceIso: null, result: false };
  switch (connection) {
    case 'offline':
      return { ...base, tone: 'offline', title: t('face.offlineIdle'), step: t('face.offlineIdleStep') };
    case 'key_missing':
      return { ...base, tone: 'offline', title: t('face.noKey'), step: t('face.noKeyStep') };
    case 'key_refused':
      return { ...base, tone: 'offline', title: t('face.keyRefused'), step: t('face.keyRefusedStep') };
    case 'online':
    case 'replay_stopped':
      return { ...base, tone: 'ready', title: t('face.ready'), step: t('face.readyStep') };
  }
}

const isShownStill = (charge: ChargeView, nowMs: number): boolean =>
  nowMs - Date.parse(charge.updated_at) < (charge.status === 'paid' ? PAID_SHOWN_MS : UNPAID_SHOWN_MS);

/** `propina Q 12.00 · total Q 137.50 · Visa 4242 · aut. 123456`: what is told of a payment beside its amount. */
export function paymentFacts(charge: ChargeView, t: Translate): string[] {
  const { tip_in_cents: tip, currency, auth_code: code } = charge;
  return [
    tip ? t('face.tip', { amount: formatMoney(tip, currency) }) : null,
    tip ? t('face.total', { amount: totalOf(charge) }) : null,
    cardOf(charge),
    code && t('face.auth', { code }),
    charge.installments && charge.installments > 1 ? t('face.installments', { count: charge.installments }) : null,
    charge.refund && charge.refund.status !== 'failed'
      ? t(charge.refund.status === 'succeeded' ? 'face.refunded' : 'face.refunding')
      : null,
  ].filter((fact): fact is string => fact !== null && fact !== '');
}

/** The result of a charge in one line: `Pagado Q 125.50 · Visa 4242 · aut. 123456`. */
export function resultLine(charge: ChargeView, t: Translate): string {
  const head = `${t(`status.${charge.status}`)} ${askedOf(charge)}`;
  return [head, ...(charge.status === 'paid' ? paymentFacts(charge, t) : [])].join(' · ');
}
