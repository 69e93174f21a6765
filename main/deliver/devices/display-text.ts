import { COLUMNS, type Screen } from '../../../native/display/display-bytes.ts';
import { assertNever } from '../../contract/assert-never.ts';
import type { ChargeView } from '../../contract/charge.ts';
import { formatMoney } from '../../contract/money.ts';

const money = (charge: ChargeView, cents: number): string => formatMoney(cents, charge.currency).padStart(COLUMNS);

/** What the customer reads about a charge, in two rows of 20. */
export function screenOf(charge: ChargeView): Screen {
  switch (charge.status) {
    case 'queued':
    case 'sending':
    case 'pending':
    case 'dispatched':
      return ['Total a pagar', money(charge, charge.amount_in_cents)];
    case 'paid':
      return ['¡Gracias!', money(charge, charge.paid_in_cents ?? charge.amount_in_cents)];
    case 'declined':
      return ['Pago no aprobado', 'Intente otra tarjeta'];
    case 'in_doubt':
      return ['Verificando su pago', 'No pague de nuevo'];
    case 'failed':
    case 'superseded':
    case 'cancelled':
    case 'expired':
      return ['No se hizo el cobro', ''];
    default:
      return assertNever(charge.status);
  }
}

/** A text of the settings in the middle of its row. */
export const centre = (text: string): string => ' '.repeat(Math.max(0, Math.floor((COLUMNS - text.length) / 2))) + text;
