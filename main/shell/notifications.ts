import { Notification } from 'electron';
import type { ChargeView } from '../contract/charge.ts';
import type { WindowChoices } from '../contract/desktop.ts';
import type { HappeningKind } from '../contract/happenings.ts';
import { formatMoney } from '../contract/money.ts';
import type { AlertCode, StatusView } from '../contract/status.ts';

export interface Notifier {
  /** New alerts are always told. Those of the first status are history: the window lists them. */
  status(status: StatusView): void;
  /** An outcome is told once, and only while nobody sees the window. */
  charge(charge: ChargeView): void;
}

export interface NotifierDeps {
  /** A person has the window before them: not hidden, not minimized, not behind the ERP's. */
  readonly windowIsSeen: () => boolean;
  /** Opens the window. */
  readonly onClick: () => void;
  /** In which language, and which kinds are not told. */
  readonly choices: () => WindowChoices;
}

const WORDS = {
  es: { look: 'Puente: revise esto', paid: 'Pagado', late: 'Pago tardío', unpaid: 'Sin pago', doubt: 'En duda' },
  en: { look: 'Puente: look at this', paid: 'Paid', late: 'Late payment', unpaid: 'Not paid', doubt: 'In doubt' },
} as const;

/** Alerts that a person may mute; every other one asks for somebody in any case. */
const KIND_OF_ALERT: Partial<Record<AlertCode, HappeningKind>> = {
  late_payment: 'late_payment',
  charge_in_doubt: 'in_doubt',
  offline: 'offline',
};

const MOST_HELD = 50;

export function createNotifier({ windowIsSeen, onClick, choices }: NotifierDeps): Notifier {
  let told: Set<number> | undefined;
  const outcomes = new Map<string, ChargeView['status']>();
  /**
   * Electron forgets a notification that nobody holds, and with it what a click does, while the system shows it still. That it
   * closed is no reason to let it go: on Windows it may be clicked in the list of notices later on.
   */
  const held: Notification[] = [];
  const notify = (kind: HappeningKind | undefined, title: string, body: string): void => {
    if ((kind && choices().muted.includes(kind)) || !Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    notification.on('click', onClick);
    held.push(notification);
    if (held.length > MOST_HELD) held.shift();
    notification.show();
  };

  return {
    status({ alerts }) {
      const open = alerts.filter(({ acknowledged, level }) => !acknowledged && level !== 'info');
      const { look } = WORDS[choices().lang];
      if (told) for (const { id, code, message } of open) if (!told.has(id)) notify(KIND_OF_ALERT[code], look, message);
      told = new Set(alerts.map(({ id }) => id));
    },
    charge(charge) {
      const before = outcomes.get(charge.id);
      if (!charge.final && charge.status !== 'in_doubt') {
        outcomes.delete(charge.id);
        return;
      }
      if (before === charge.status) return;
      outcomes.set(charge.id, charge.status);
      if (outcomes.size > 1000) outcomes.delete(outcomes.keys().next().value ?? '');
      if (windowIsSeen()) return;
      const money = formatMoney(charge.paid_in_cents ?? charge.amount_in_cents, charge.currency);
      const words = WORDS[choices().lang];
      const kind = kindOf(charge, before);
      const outcome =
        kind === 'late_payment' ? words.late : charge.paid ? words.paid : charge.final ? words.unpaid : words.doubt;
      notify(kind, `${outcome}: ${charge.order_id}`, `${money}. ${charge.next_step}`);
    },
  };
}

/** @param before the outcome that was told of it last */
function kindOf({ paid, final, status }: ChargeView, before: ChargeView['status'] | undefined): HappeningKind {
  if (paid) return before === undefined || before === 'in_doubt' ? 'paid' : 'late_payment';
  if (!final) return 'in_doubt';
  return status === 'expired' ? 'expired' : 'not_paid';
}
