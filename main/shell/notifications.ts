import { Notification } from 'electron';
import type { ChargeView } from '../contract/charge.ts';
import { formatMoney } from '../contract/money.ts';
import type { StatusView } from '../contract/status.ts';

export interface Notifier {
  /** New alerts are always told. Those of the first status are history: the window lists them. */
  status(status: StatusView): void;
  /** An outcome is told once, and only while nobody sees the window. */
  charge(charge: ChargeView): void;
}

/** @param onClick opens the window */
export function createNotifier(windowIsVisible: () => boolean, onClick: () => void): Notifier {
  let told: Set<number> | undefined;
  const outcomes = new Map<string, string>();
  const notify = (title: string, body: string): void => {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    notification.on('click', onClick);
    notification.show();
  };

  return {
    status({ alerts }) {
      const open = alerts.filter(({ acknowledged, level }) => !acknowledged && level !== 'info');
      if (told) for (const alert of open) if (!told.has(alert.id)) notify('Puente: revise esto', alert.message);
      told = new Set(alerts.map(({ id }) => id));
    },
    charge(charge) {
      if (!charge.final && charge.status !== 'in_doubt') {
        outcomes.delete(charge.id);
        return;
      }
      if (outcomes.get(charge.id) === charge.status) return;
      outcomes.set(charge.id, charge.status);
      if (outcomes.size > 1000) outcomes.delete(outcomes.keys().next().value ?? '');
      if (windowIsVisible()) return;
      const money = formatMoney(charge.paid_in_cents ?? charge.amount_in_cents, charge.currency);
      const outcome = charge.paid ? 'Pagado' : charge.final ? 'Sin pago' : 'En duda';
      notify(`${outcome}: ${charge.order_id}`, `${money}. ${charge.next_step}`);
    },
  };
}
