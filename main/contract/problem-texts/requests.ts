import type { ProblemText } from './problem-text.ts';

/** What is wrong with a request before it is about a charge, and what the bridge itself answers with. */
export const REQUEST_PROBLEMS = {
  invalid_request: {
    status: 422,
    es: ['Datos inválidos', 'Corrija los campos señalados y vuelva a enviar. {effect}'],
    en: ['Invalid data', 'Correct the fields named and send again. {effect}'],
  },
  malformed_body: {
    status: 400,
    es: ['Contenido ilegible', 'El contenido no es {format} válido: {reason}. No se aceptó ningún cobro.'],
    en: ['Unreadable body', 'The body is not valid {format}: {reason}. No charge was accepted.'],
  },
  malformed_request: {
    status: 400,
    es: [
      'Petición ilegible',
      'Lo que llegó no es una petición HTTP válida ({reason}). Revise cómo la arma su sistema: la línea inicial, los encabezados y que Content-Length cuente bytes. Si era un cobro, repítalo con el mismo order_id: no se cobra dos veces.',
    ],
    en: [
      'Unreadable request',
      'What arrived is no valid HTTP request ({reason}). Check how your system builds it: the first line, the headers, and that Content-Length counts bytes. If it was a charge, repeat it with the same order_id: it is not charged twice.',
    ],
  },
  https_not_spoken: {
    status: 400,
    es: ['Aquí no se habla HTTPS', 'Escriba http:// en lugar de https:// en la dirección; este puerto no usa TLS.'],
    en: ['HTTPS is not spoken here', 'Write http:// instead of https:// in the address; this port speaks no TLS.'],
  },
  request_timeout: {
    status: 408,
    es: [
      'La petición no llegó completa',
      'Se esperó lo que faltaba y no llegó: {headers} segundos para los encabezados, {whole} para todo. Envíela entera de nuevo. Si era un cobro, repítalo con el mismo order_id: no se cobra dos veces.',
    ],
    en: [
      'The request did not come whole',
      'The rest was waited for and did not come: {headers} seconds for the headers, {whole} for all of it. Send it whole again. If it was a charge, repeat it with the same order_id: it is not charged twice.',
    ],
  },
  headers_too_large: {
    status: 431,
    es: [
      'Encabezados demasiado grandes',
      'La dirección y los encabezados admiten 16 KiB juntos. Quite los que sobran (las cookies, por ejemplo) y envíe los datos en el contenido.',
    ],
    en: [
      'Headers too large',
      'The address and the headers may hold 16 KiB together. Leave out what is not needed (cookies, for one) and send data in the body.',
    ],
  },
  body_too_large: {
    status: 413,
    es: [
      'Contenido demasiado grande',
      'El contenido admite 64 KiB como máximo. Envíe un cobro por petición y quite lo que sobra, por ejemplo de metadata.',
    ],
    en: [
      'Body too large',
      'A body may hold 64 KiB at most. Send one charge a request, and leave out what is not needed, of metadata for one.',
    ],
  },
  unsupported_media_type: {
    status: 415,
    es: ['Formato no admitido', 'Envíe application/json o application/x-www-form-urlencoded. {not_read}'],
    en: ['Unsupported media type', 'Send application/json or application/x-www-form-urlencoded. {not_read}'],
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
  method_not_allowed: {
    status: 405,
    es: ['Método no admitido', 'Esta dirección admite {allow}.'],
    en: ['Method not allowed', 'This address takes {allow}.'],
  },
  idempotency_key_reused: {
    status: 409,
    es: [
      'Clave de idempotencia repetida',
      'Esa Idempotency-Key ya se usó con otro contenido en las últimas 24 horas. Mire cómo está la orden de antes; para otra orden use otra clave.',
    ],
    en: [
      'Idempotency key reused',
      'That Idempotency-Key was used with another body within the last 24 hours. Look how the order of before stands; for another order use another key.',
    ],
  },
  stopping: {
    status: 503,
    es: ['El puente se está cerrando', 'No se aceptó nada. Envíe de nuevo cuando vuelva a abrir.'],
    en: ['The bridge is stopping', 'Nothing was accepted. Send again when it is back.'],
  },
  bridge_starting: {
    status: 503,
    es: ['El puente está iniciando', 'La ventana se conectará sola en unos segundos. No se perdió ningún cobro.'],
    en: ['The bridge is starting', 'The window will connect by itself in a few seconds. No charge was lost.'],
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
