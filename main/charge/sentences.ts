import type { Lang } from '../contract/faults.ts';
import type { Status } from '../contract/charge.ts';

type Text = Readonly<Record<Lang, string>>;

/** Why a charge is not paid or in doubt, by failure code, when Recurrente gave no words of its own. */
const FAILURES: Readonly<Record<string, Text>> = {
  declined: { es: 'La tarjeta fue rechazada.', en: 'The card was declined.' },
  superseded: {
    es: 'Otro cobro tomó el lugar de este en la terminal.',
    en: 'Another charge took its place on the terminal.',
  },
  command_failed: { es: 'La terminal no pudo hacer el cobro.', en: 'The terminal could not make the charge.' },
  cancelled_in_queue: {
    es: 'Se canceló antes de llegar a la terminal.',
    en: 'It was cancelled before it reached the terminal.',
  },
  cancelled_on_terminal: { es: 'Se canceló en la terminal.', en: 'It was cancelled on the terminal.' },
  cancelled_at_recurrente: { es: 'Recurrente lo muestra cancelado.', en: 'Recurrente shows it as cancelled.' },
  expired_in_queue: {
    es: 'Esperó demasiado en la fila y no se envió.',
    en: 'It waited too long in the queue and was not sent.',
  },
  expired_at_recurrente: { es: 'Venció en Recurrente sin pago.', en: 'It expired at Recurrente without a payment.' },
  resolved_not_paid: { es: 'Una persona confirmó que no se pagó.', en: 'A person confirmed that it was not paid.' },
  no_answer: {
    es: 'Recurrente no ha dicho qué pasó con este cobro.',
    en: 'Recurrente has not told what became of this charge.',
  },
  cancel_unconfirmed: {
    es: 'Se pidió cancelar en la terminal y Recurrente no ha dicho si se pagó.',
    en: 'A cancellation on the terminal was asked for, and Recurrente has not told whether it was paid.',
  },
  already_paid: {
    es: 'Recurrente muestra un pago anterior de esta misma orden.',
    en: 'Recurrente shows an earlier payment of this very order.',
  },
  number_in_use: {
    es: 'Un cobro anterior con este número sigue abierto en una terminal.',
    en: 'An earlier charge of this number is still open on a terminal.',
  },
  paid_less: {
    es: 'Recurrente muestra un pago menor que lo cobrado.',
    en: 'Recurrente shows a payment of less than was charged.',
  },
  send_too_old: {
    es: 'El envío quedó sin respuesta hace más de 24 horas.',
    en: 'The send went unanswered more than 24 hours ago.',
  },
  rejected: { es: 'Recurrente no aceptó el cobro.', en: 'Recurrente did not accept the charge.' },
};

export function describeFailure(code: string, message: string | null, lang: Lang): string {
  return message ?? FAILURES[code]?.[lang] ?? FAILURES['rejected']?.[lang] ?? code;
}

const STEPS: Readonly<Record<Status, Text>> = {
  queued: { es: 'Espere: se enviará a la terminal en su turno.', en: 'Wait: it goes to the terminal in its turn.' },
  sending: { es: 'Enviando a Recurrente. No vuelva a cobrar.', en: 'Being sent to Recurrente. Do not charge again.' },
  pending: {
    es: 'Ya está en Recurrente. Revise que la terminal esté encendida y diga «Listo para cobrar».',
    en: 'Recurrente has it. Check that the terminal is on and says “Listo para cobrar”.',
  },
  dispatched: { es: 'El cliente puede pagar en la terminal.', en: 'The customer can pay on the terminal.' },
  in_doubt: {
    es: 'No vuelva a cobrar; estamos verificando. Mire la terminal y el comprobante, y llame a un responsable.',
    en: 'Do not charge again; we are verifying. Look at the terminal and the slip, and call a supervisor.',
  },
  paid: { es: 'Pagado. Entregue la compra.', en: 'Paid. Hand over the goods.' },
  declined: {
    es: 'No se pagó. Pida otra tarjeta u otra forma de pago y reintente.',
    en: 'Not paid. Ask for another card or means of payment, and retry.',
  },
  failed: { es: 'No se pagó. Corrija el motivo y reintente.', en: 'Not paid. Correct the reason and retry.' },
  superseded: {
    es: 'No se pagó: otro cobro lo reemplazó. Reintente si aún hace falta.',
    en: 'Not paid: another charge replaced it. Retry if it is still wanted.',
  },
  cancelled: {
    es: 'No se pagó: se canceló. Reintente si aún hace falta.',
    en: 'Not paid: it was cancelled. Retry if it is still wanted.',
  },
  expired: {
    es: '¿El cliente sigue aquí? Si es así, reintente el cobro.',
    en: 'Is the customer still here? If so, retry the charge.',
  },
};

const DOUBT_STEPS: Readonly<Record<string, Text>> = {
  cancel_unconfirmed: {
    es: 'No vuelva a cobrar todavía. Si la terminal dice «Listo para cobrar» y no imprimió comprobante, un responsable confirma que no se pagó.',
    en: 'Do not charge again yet. If the terminal says “Listo para cobrar” and gave no slip, a supervisor confirms that it was not paid.',
  },
  already_paid: {
    es: 'No vuelva a cobrar. Un responsable debe decir si el pago anterior es de esta venta (same_sale) o de otra (new_sale).',
    en: 'Do not charge again. A supervisor must say whether the earlier payment is of this sale (same_sale) or of another (new_sale).',
  },
  number_in_use: {
    es: 'No vuelva a cobrar. Revise la terminal: un cobro anterior con este número sigue abierto.',
    en: 'Do not charge again. Look at the terminal: an earlier charge of this number is still open.',
  },
  paid_less: {
    es: 'No vuelva a cobrar. Se pagó un monto menor: un responsable debe revisarlo en Recurrente.',
    en: 'Do not charge again. Less was paid than asked: a supervisor must look at it in Recurrente.',
  },
};

/** What the person at the till does now, in one sentence. Every status has one. */
export function describeNextStep(status: Status, failureCode: string | null, lang: Lang): string {
  const doubt = status === 'in_doubt' && failureCode ? DOUBT_STEPS[failureCode] : undefined;
  return (doubt ?? STEPS[status])[lang];
}

/** A paid charge whose money went back: the goods are not handed over on it any more. */
export const describeRefunded = (lang: Lang): string =>
  lang === 'es' ? 'Reembolsado: el dinero vuelve al cliente.' : 'Refunded: the money goes back to the customer.';
