import type { ProblemText } from './problem-text.ts';

/** What cannot be done with a charge, its terminal or its refund. */
export const CHARGE_PROBLEMS = {
  amount_out_of_range: {
    status: 422,
    es: ['Monto fuera de rango', 'El monto {amount} no se puede cobrar: debe estar entre {min} y {max}.'],
    en: ['Amount out of range', 'The amount {amount} cannot be charged: it must be between {min} and {max}.'],
  },
  charge_not_found: {
    status: 404,
    es: ['Cobro no encontrado', 'No hay ningún cobro con el identificador {id}.'],
    en: ['Charge not found', 'There is no charge with the id {id}.'],
  },
  terminal_not_found: {
    status: 404,
    es: ['Terminal no encontrada', 'No hay ninguna terminal {id} en la configuración.'],
    en: ['Terminal not found', 'There is no terminal {id} in the configuration.'],
  },
  order_conflict: {
    status: 409,
    es: [
      'La orden ya existe con otros datos',
      'La orden {order_id} ya existe con diferencias: {differences}. {advice}',
    ],
    en: ['The order exists with other data', 'Order {order_id} exists and differs: {differences}. {advice}'],
  },
  cancel_on_terminal: {
    status: 409,
    es: [
      'Cancele en la terminal',
      'El cobro ya está en Recurrente. Cancélelo en la terminal con la tecla roja; si el cliente paga, quedará pagado.',
    ],
    en: [
      'Cancel on the terminal',
      'The charge is at Recurrente already. Cancel it on the terminal with the red key; if the customer pays, it will be paid.',
    ],
  },
  on_terminal: {
    status: 409,
    es: [
      'El cliente lo tiene en la terminal',
      'No se puede cambiar mientras el cliente lo ve. Cancélelo en la terminal primero.',
    ],
    en: ['On the terminal', 'It cannot be changed while the customer sees it. Cancel it on the terminal first.'],
  },
  already_paid: {
    status: 409,
    es: ['Ya está pagado', 'La orden {order_id} ya está pagada. No vuelva a cobrar.'],
    en: ['Already paid', 'Order {order_id} is paid. Do not charge again.'],
  },
  still_verifying: {
    status: 409,
    es: ['En verificación', 'No vuelva a cobrar; estamos verificando este cobro con Recurrente.'],
    en: ['Being verified', 'Do not charge again; this charge is being verified with Recurrente.'],
  },
  not_queued: {
    status: 409,
    es: ['Ya no está en la fila', 'Solo se puede mover un cobro que espera en la fila; este está {status}.'],
    en: ['No longer queued', 'Only a queued charge can be moved; this one is {status}.'],
  },
  not_retryable: {
    status: 409,
    es: ['No se puede reintentar', 'Solo se reintenta un cobro no pagado y terminado; este está {status}.'],
    en: ['Cannot be retried', 'Only a closed, unpaid charge can be retried; this one is {status}.'],
  },
  not_in_doubt: {
    status: 409,
    es: ['No está en duda', 'Solo se resuelve un cobro en duda; este está {status}.'],
    en: ['Not in doubt', 'Only a charge in doubt can be resolved; this one is {status}.'],
  },
  paid_needs_recurrente: {
    status: 422,
    es: [
      'Pagado lo dice Recurrente',
      'Que un cobro está pagado no se acepta de palabra: solo de Recurrente. Use check para preguntar de nuevo.',
    ],
    en: [
      'Only Recurrente says paid',
      "A person's word is not taken for paid, only Recurrente's. Use check to ask again.",
    ],
  },
  outcome_not_offered: {
    status: 409,
    es: [
      'Esa respuesta no corresponde',
      'same_sale y new_sale solo valen cuando Recurrente muestra un pago anterior de esta orden. Si una persona vio que no se pagó, envíe not_paid; si no, pregunte de nuevo con check.',
    ],
    en: [
      'That outcome does not apply',
      'same_sale and new_sale only apply when Recurrente shows an earlier payment of this order. Send not_paid where a person saw that it was not paid; else ask again with check.',
    ],
  },
  nothing_to_release: {
    status: 409,
    es: ['Nada que liberar', 'La terminal {id} no está detenida por un cobro en duda.'],
    en: ['Nothing to release', 'Terminal {id} is not held by a charge in doubt.'],
  },
  not_refundable: { status: 409, es: ['No se puede reembolsar', '{reason}'], en: ['Cannot be refunded', '{reason}'] },
  refund_not_in_doubt: {
    status: 409,
    es: ['El reembolso no está en duda', 'Solo se resuelve un reembolso en duda. Mire cómo quedó este en el cobro.'],
    en: ['The refund is not in doubt', 'Only a refund in doubt can be resolved. See in the charge what became of it.'],
  },
  refund_too_fresh: {
    status: 409,
    es: [
      'Aún puede llegar',
      'El reembolso se pidió hace menos de un minuto y todavía puede aparecer. Mire de nuevo en Recurrente y repita su respuesta.',
    ],
    en: [
      'It may still arrive',
      'The refund was asked for less than a minute ago and may still appear. Look at Recurrente again and repeat your answer.',
    ],
  },
  refund_not_matching: {
    status: 409,
    es: [
      'No es ese reembolso',
      'Recurrente no muestra con el número {id} un reembolso que pueda ser este. Copie de nuevo el número de su panel.',
    ],
    en: [
      'Not that refund',
      'Recurrente shows no refund {id} that could be this one. Copy the number from its dashboard again.',
    ],
  },
  recurrente_unreachable: {
    status: 503,
    es: ['Recurrente no contesta', 'No se pudo preguntar a Recurrente. Revise la conexión y repita.'],
    en: ['Recurrente does not answer', 'Recurrente could not be asked. Check the connection and repeat.'],
  },
  recurrente_refused: {
    status: 409,
    es: ['Recurrente no lo aceptó', '{reason}'],
    en: ['Recurrente did not accept it', '{reason}'],
  },
} as const satisfies Record<string, ProblemText>;
