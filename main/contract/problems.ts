import type { Status } from './charge.ts';
import type { FieldFault, Lang } from './faults.ts';
import { describeFault } from './faults.ts';

interface ProblemText {
  readonly status: number;
  readonly es: readonly [title: string, detail: string];
  readonly en: readonly [title: string, detail: string];
}

/**
 * Every refusal that a caller can meet. The code is the contract and never changes; the sentences are for people and say
 * what to do next. `{name}` is filled from the problem's params. Source: bridge-api.md.
 */
export const PROBLEMS = {
  invalid_request: {
    status: 422,
    es: ['Datos inválidos', 'Corrija los campos señalados y vuelva a enviar. No se aceptó ningún cobro.'],
    en: ['Invalid data', 'Correct the fields named and send again. No charge was accepted.'],
  },
  amount_out_of_range: {
    status: 422,
    es: ['Monto fuera de rango', 'El monto {amount} no se puede cobrar: debe estar entre {min} y {max}.'],
    en: ['Amount out of range', 'The amount {amount} cannot be charged: it must be between {min} and {max}.'],
  },
  malformed_body: {
    status: 400,
    es: ['Contenido ilegible', 'El contenido no es {format} válido: {reason}. No se aceptó ningún cobro.'],
    en: ['Unreadable body', 'The body is not valid {format}: {reason}. No charge was accepted.'],
  },
  unauthorized: {
    status: 401,
    es: [
      'Falta la clave',
      'Envíe la clave del puente en Authorization: Bearer, X-Api-Key, como contraseña Basic o en ?key=. Está en el archivo api-key de la carpeta de datos.',
    ],
    en: [
      'Key missing or wrong',
      "Send the bridge's key as Authorization: Bearer, X-Api-Key, Basic password or ?key=. It is in the file api-key of the data folder.",
    ],
  },
  forbidden_scope: {
    status: 403,
    es: ['Permiso insuficiente', 'Esta clave no tiene el permiso {scope}. Pida a informática una clave que lo tenga.'],
    en: ['Not permitted', 'This key lacks the permission {scope}. Ask IT for one that has it.'],
  },
  window_only: {
    status: 403,
    es: ['Solo en la ventana', 'Esto se ve y se cambia solo en la ventana de Puente, en Ajustes; con una clave no.'],
    en: ['In the window only', "This is shown and changed in Puente's window only, in the settings; not with a key."],
  },
  forbidden_origin: {
    status: 403,
    es: ['Origen no permitido', 'La página {origin} no está en allowedOrigins. Agréguela en Ajustes si es su ERP.'],
    en: ['Origin not allowed', 'The page {origin} is not in allowedOrigins. Add it in the settings if it is your ERP.'],
  },
  misdirected: {
    status: 421,
    es: ['Dirección equivocada', 'Use http://127.0.0.1 o http://localhost con el puerto del puente.'],
    en: ['Misdirected request', "Use http://127.0.0.1 or http://localhost with the bridge's port."],
  },
  not_found: {
    status: 404,
    es: ['No existe', 'Aquí no hay nada. La lista de llamadas está en /docs.'],
    en: ['Not found', 'There is nothing here. The calls are listed at /docs.'],
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
  method_not_allowed: {
    status: 405,
    es: ['Método no admitido', 'Esta dirección admite {allow}.'],
    en: ['Method not allowed', 'This address takes {allow}.'],
  },
  body_too_large: {
    status: 413,
    es: ['Contenido demasiado grande', 'El contenido admite 64 KiB como máximo.'],
    en: ['Body too large', 'A body may hold 64 KiB at most.'],
  },
  unsupported_media_type: {
    status: 415,
    es: ['Formato no admitido', 'Envíe application/json o application/x-www-form-urlencoded.'],
    en: ['Unsupported media type', 'Send application/json or application/x-www-form-urlencoded.'],
  },
  order_conflict: {
    status: 409,
    es: [
      'La orden ya existe con otros datos',
      'La orden {order_id} ya existe con diferencias: {differences}. Use otro número o envíe "replace": true si quiere cambiarla.',
    ],
    en: [
      'The order exists with other data',
      'Order {order_id} exists and differs: {differences}. Use another number, or send "replace": true to change it.',
    ],
  },
  idempotency_key_reused: {
    status: 409,
    es: ['Clave de idempotencia repetida', 'Esa Idempotency-Key ya se usó con otro contenido en las últimas 24 horas.'],
    en: ['Idempotency key reused', 'That Idempotency-Key was used with another body within the last 24 hours.'],
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
      'same_sale y new_sale solo valen cuando Recurrente muestra un pago anterior de esta orden.',
    ],
    en: [
      'That outcome does not apply',
      'same_sale and new_sale only apply when Recurrente shows an earlier payment of this order.',
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
  key_name_taken: {
    status: 409,
    es: ['Ese nombre ya se usa', 'Ya hay una clave con el nombre {name}. Use otro, o revoque la anterior.'],
    en: ['That name is taken', 'There is a key named {name} already. Use another name, or revoke the old one.'],
  },
  secret_unusable: {
    status: 422,
    es: [
      'El secreto no sirve',
      'Copie completo el secreto del punto de webhook en el panel de Recurrente: empieza con whsec_.',
    ],
    en: [
      'The secret is unusable',
      "Copy the whole secret of the webhook endpoint from Recurrente's dashboard: it starts with whsec_.",
    ],
  },
  disk_full: {
    status: 507,
    es: ['Disco lleno', 'No se pudo guardar y no se aceptó nada. Libere espacio en el disco y envíe de nuevo.'],
    en: ['Disk full', 'Nothing could be stored and nothing was accepted. Free some disk space and send again.'],
  },
  storage_unavailable: {
    status: 503,
    es: [
      'No se puede guardar',
      'El disco no admite escritura y no se aceptó nada. Revise los permisos y envíe de nuevo.',
    ],
    en: [
      'Storage unavailable',
      'The disk cannot be written and nothing was accepted. Check permissions and send again.',
    ],
  },
  file_unreadable: {
    status: 422,
    es: ['El archivo no se puede leer', 'No se pudo leer {file}: {reason}. No se cobró nada.'],
    en: ['The file cannot be read', '{file} could not be read: {reason}. Nothing was charged.'],
  },
  remote_at_shop: {
    status: 409,
    es: [
      'Ya está en la tienda',
      'El puente {bridge} ya recogió la orden {order_id}. Desde aquí ya no se cambia: hágalo en la ventana de esa caja.',
    ],
    en: [
      'Already at the shop',
      "Bridge {bridge} has fetched order {order_id}. It is no longer changed from here: use that till's window.",
    ],
  },
  remote_unsupported: {
    status: 422,
    es: [
      'No se puede para otra tienda',
      'callback_url avisa a esta computadora y no vale para una terminal de otro puente. Pregunte con GET y wait, o escuche /v1/events.',
    ],
    en: [
      'Not possible for another shop',
      "callback_url calls this PC and does not work for another bridge's terminal. Ask with GET and wait, or listen to /v1/events.",
    ],
  },
  hub_unreachable: {
    status: 503,
    es: [
      'La central no contesta',
      'No se puede saber ni enviar nada de otras tiendas ahora. Las terminales de esta caja siguen cobrando. Repita cuando vuelva la conexión con la central.',
    ],
    en: [
      'The hub does not answer',
      "Nothing of other shops can be known or sent now. This till's own terminals go on. Repeat when the connection to the hub is back.",
    ],
  },
  terminal_ambiguous: {
    status: 422,
    es: [
      'Esa terminal no es única',
      'Hay varias terminales {id}: {choices}. Escriba tienda/alias o el identificador. No se aceptó ningún cobro.',
    ],
    en: [
      'More than one terminal',
      'There are several terminals {id}: {choices}. Write shop/alias or the id. No charge was accepted.',
    ],
  },
  hub_database: {
    status: 503,
    es: [
      'La base de datos no contesta',
      'La central no alcanza su base de datos PostgreSQL. Antes de repetir un cobro, consulte la orden: pudo quedar guardada. Las cajas siguen cobrando.',
    ],
    en: [
      'The database does not answer',
      'The hub cannot reach its PostgreSQL database. Before repeating a charge, look the order up: it may have been stored. The tills go on charging.',
    ],
  },
  hub_unauthorized: {
    status: 401,
    es: [
      'Falta el secreto',
      'Envíe el secreto de un usuario de la central en Authorization: Bearer, X-Api-Key o como contraseña Basic. Lo crea informática con «puente hub user add».',
    ],
    en: [
      'Secret missing or wrong',
      "Send a hub user's secret as Authorization: Bearer, X-Api-Key or Basic password. IT makes one with `puente hub user add`.",
    ],
  },
  hub_misdirected: {
    status: 421,
    es: [
      'Dirección equivocada',
      'La central no conoce ese nombre. Use la dirección con la que se arrancó; detrás de un proxy, arránquela con --public-url.',
    ],
    en: [
      'Misdirected request',
      'The hub does not know that name. Use the address it was started with; behind a proxy, start it with --public-url.',
    ],
  },
  settings_changed: {
    status: 409,
    es: ['La configuración cambió', 'Otra ventana guardó cambios. Cárguela de nuevo y repita los suyos.'],
    en: ['The settings changed', 'Another window saved changes. Load them again and repeat yours.'],
  },
  key_fixed: {
    status: 409,
    es: ['La clave no se cambia aquí', 'La clave viene del entorno o del Recurrente simulado. Cámbiela allí.'],
    en: [
      'The key is not changed here',
      'The key comes from the environment or the simulated Recurrente. Change it there.',
    ],
  },
  stopping: {
    status: 503,
    es: ['El puente se está cerrando', 'No se aceptó nada. Envíe de nuevo cuando vuelva a abrir.'],
    en: ['The bridge is stopping', 'Nothing was accepted. Send again when it is back.'],
  },
  key_not_kept: {
    status: 409,
    es: ['La clave no se guardó', '{reason}'],
    en: ['The key was not stored', '{reason}'],
  },
  bridge_starting: {
    status: 503,
    es: ['El puente está iniciando', 'La ventana se conectará sola en unos segundos. No se perdió ningún cobro.'],
    en: ['The bridge is starting', 'The window will connect by itself in a few seconds. No charge was lost.'],
  },
  hub_off: {
    status: 409,
    es: [
      'Sin central',
      'Este puente trabaja solo: su configuración no nombra una central. No hay a quién pasarle la terminal.',
    ],
    en: ['No hub', 'This bridge works alone: its settings name no hub. There is nobody to pass the terminal to.'],
  },
  terminal_held: {
    status: 409,
    es: [
      'Otra caja tiene la terminal',
      'La terminal {id} la tiene {holder}; ya se le pidió y la pasa al terminar su cobro. Solo si esa caja está apagada o averiada, tómela con "force": true y una nota: si aún tuviera un cobro en la terminal, el suyo lo quitaría o el cliente podría pagar dos veces. Mire antes la pantalla de la terminal.',
    ],
    en: [
      'Another till has the terminal',
      '{holder} has terminal {id}; it was asked and passes it on when its charge is done. Only if that till is switched off or broken, take it with "force": true and a note: were a charge of that till still on the terminal, yours would push it off, or the customer could pay twice. Look at the terminal\'s screen first.',
    ],
  },
  terminal_wanted: {
    status: 409,
    es: [
      'Otra caja espera la terminal',
      '{by} espera la terminal {id}: sigue compartida. Pásela, y vuelva a intentarlo cuando nadie la espere.',
    ],
    en: [
      'Another till waits for the terminal',
      '{by} waits for terminal {id}: it stays shared. Pass it on, and try again when nobody waits for it.',
    ],
  },
  terminal_shared: {
    status: 409,
    es: [
      'La terminal es compartida',
      'La configuración de esta caja dice que varias usan la terminal {id}. Quítela de hub.shared y vuelva a intentarlo.',
    ],
    en: [
      'The terminal is shared',
      "This till's settings say that several use terminal {id}. Take it out of hub.shared and try again.",
    ],
  },
  terminal_busy: {
    status: 409,
    es: ['Hay un cobro en la terminal', 'La terminal {id} tiene un cobro abierto. Pásela cuando termine.'],
    en: ['A charge is on the terminal', 'Terminal {id} has an open charge. Pass it on when that is done.'],
  },
  bridge_not_found: {
    status: 404,
    es: ['Caja desconocida', 'La central no conoce a otra caja {bridge} de esta cuenta. Revise el nombre.'],
    en: ['Unknown till', 'The hub knows no other till {bridge} of this account. Check the name.'],
  },
  internal_error: {
    status: 500,
    es: [
      'Error del puente',
      'Ocurrió un error que no esperábamos. Antes de repetir, consulte la orden: pudo quedar guardada. Referencia {request_id}.',
    ],
    en: [
      'Bridge error',
      'Something unexpected happened. Before repeating, look the order up: it may have been stored. Reference {request_id}.',
    ],
  },
} as const satisfies Record<string, ProblemText>;
export type ProblemCode = keyof typeof PROBLEMS;

/** An expected refusal as a value (design decision 11): never thrown, translated only at the edge. */
export interface Problem {
  readonly code: ProblemCode;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly faults?: readonly FieldFault[];
}

/** RFC 9457 body as bridge-api.md promises it. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  errors?: { path: string; message: string }[];
}

export function describeProblem(problem: Problem, lang: Lang): ProblemBody {
  const text: ProblemText = PROBLEMS[problem.code];
  const [title, detail] = text[lang];
  const body: ProblemBody = {
    type: `urn:puente:problem:${problem.code}`,
    title,
    status: text.status,
    code: problem.code,
    detail: detail.replace(/\{(\w+)\}/g, (_, name: string) => tellParameter(name, problem.params?.[name], lang)),
  };
  if (problem.faults?.length)
    body.errors = problem.faults.map(({ path, fault }) => ({ path, message: describeFault(fault, lang) }));
  return body;
}

/** A status is told in words, with its stable name beside it for who programs. */
function tellParameter(name: string, value: string | number | undefined, lang: Lang): string {
  const words = name === 'status' && lang === 'es' ? STATUS_IN_SPANISH[value as Status] : undefined;
  return words === undefined ? String(value ?? '') : `${words} (${value})`;
}

const STATUS_IN_SPANISH: Readonly<Record<Status, string | undefined>> = {
  queued: 'en la fila',
  sending: 'enviándose',
  pending: 'por llegar a la terminal',
  dispatched: 'en la terminal',
  in_doubt: 'en duda',
  paid: 'pagado',
  declined: 'rechazado',
  failed: 'fallido',
  superseded: 'reemplazado',
  cancelled: 'cancelado',
  expired: 'vencido',
};
