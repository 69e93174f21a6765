/** A language that the bridge speaks to people. Spanish unless asked otherwise. */
export const LANGS = ['es', 'en'] as const;
export type Lang = (typeof LANGS)[number];

/** What is wrong with one field, as stable words (the zod schemas carry these as their messages). */
export const FAULTS = {
  required: { es: 'Falta este dato.', en: 'This field is required.' },
  unknown_field: {
    es: 'Este campo no existe; revise cómo está escrito.',
    en: 'There is no such field; check its spelling.',
  },
  not_printable: {
    es: 'Tiene caracteres que no se pueden imprimir.',
    en: 'It holds characters that cannot be printed.',
  },
  too_long_40: { es: 'Admite 40 caracteres como máximo.', en: 'At most 40 characters.' },
  too_long_64: { es: 'Admite 64 caracteres como máximo.', en: 'At most 64 characters.' },
  too_long_80: { es: 'Admite 80 caracteres como máximo.', en: 'At most 80 characters.' },
  too_long_200: { es: 'Admite 200 caracteres como máximo.', en: 'At most 200 characters.' },
  too_long_255: { es: 'Admite 255 caracteres como máximo.', en: 'At most 255 characters.' },
  too_long_500: { es: 'Admite 500 caracteres como máximo.', en: 'At most 500 characters.' },
  not_utf8: {
    es: 'No está en UTF-8; codifique así la dirección (ñ es %C3%B1).',
    en: 'It is not UTF-8; encode the address so (ñ is %C3%B1).',
  },
  format_unknown: { es: 'Debe ser json o csv.', en: 'It must be json or csv.' },
  text_expected: { es: 'Debe ser un texto.', en: 'It must be text.' },
  object_expected: {
    es: 'Debe ser un objeto con campos, por ejemplo {"order_id": "FAC-1", "amount": "125.50"}.',
    en: 'It must be an object of fields, such as {"order_id": "FAC-1", "amount": "125.50"}.',
  },
  repeated: {
    es: 'Viene más de una vez con valores distintos.',
    en: 'It is given more than once with different values.',
  },
  boolean_expected: { es: 'Debe ser true o false.', en: 'It must be true or false.' },
  amount_shape: {
    es: 'El monto se escribe con punto decimal y dos decimales como máximo, por ejemplo 125.50.',
    en: 'Write the amount with a decimal point and at most two decimals, such as 125.50.',
  },
  amount_missing: {
    es: 'Falta el monto: envíe amount o amount_in_cents.',
    en: 'The amount is missing: send amount or amount_in_cents.',
  },
  amount_twice: { es: 'Envíe amount o amount_in_cents, no los dos.', en: 'Send amount or amount_in_cents, not both.' },
  amount_range: {
    es: 'El monto está fuera de lo que se puede cobrar (limits en la configuración).',
    en: 'The amount is outside of what can be charged (limits in the configuration).',
  },
  cents_shape: {
    es: 'Debe ser un número entero de centavos, por ejemplo 12550.',
    en: 'It must be a whole number of cents, such as 12550.',
  },
  currency_unknown: { es: 'La moneda debe ser GTQ o USD.', en: 'The currency must be GTQ or USD.' },
  terminal_unknown: {
    es: 'No hay ninguna terminal con ese nombre en la configuración.',
    en: 'No terminal of that name is configured.',
  },
  terminal_missing: {
    es: 'Indique la terminal: no hay una terminal por defecto configurada.',
    en: 'Name the terminal: no default terminal is configured.',
  },
  installments_shape: {
    es: 'Las cuotas son un número entero de meses, de 2 a 48.',
    en: 'Instalments are a whole number of months, 2 to 48.',
  },
  installments_currency: {
    es: 'Las cuotas solo se admiten en quetzales (GTQ).',
    en: 'Instalments are only possible in quetzales (GTQ).',
  },
  expires_shape: {
    es: 'Debe ser un número entero de segundos, de 5 a 86400.',
    en: 'It must be a whole number of seconds, 5 to 86400.',
  },
  metadata_shape: {
    es: 'Debe ser un objeto con textos, por ejemplo {"cajero": "7"}.',
    en: 'It must be an object of texts, such as {"cajero": "7"}.',
  },
  name_reserved: { es: 'Ese nombre no se puede usar; elija otro.', en: 'That name cannot be used; choose another.' },
  url_shape: { es: 'Debe ser una dirección http:// o https://.', en: 'It must be an http:// or https:// address.' },
  public_url_shape: {
    es: 'Debe ser la dirección pública del túnel y empezar con https://, por ejemplo https://puente.mitienda.gt.',
    en: "It must be the tunnel's public address and begin with https://, such as https://puente.mitienda.gt.",
  },
  callback_host: {
    es: 'El puente solo avisa a esta computadora y a los servidores de callbacks.allowedHosts. Agréguelo en Ajustes si es su ERP.',
    en: 'The bridge only calls this computer and the hosts in callbacks.allowedHosts. Add it in the settings if it is your ERP.',
  },
  outcome_unknown: {
    es: 'Debe ser not_paid, same_sale o new_sale. Que un cobro está pagado solo lo dice Recurrente.',
    en: 'It must be not_paid, same_sale or new_sale. Only Recurrente says that a charge is paid.',
  },
  status_unknown: { es: 'Ese estado no existe.', en: 'There is no such status.' },
  time_shape: {
    es: 'Debe ser una fecha (2026-11-22) o una hora ISO 8601.',
    en: 'It must be a date (2026-11-22) or an ISO 8601 time.',
  },
  limit_shape: { es: 'Debe ser un número entero de 1 a 500.', en: 'It must be a whole number from 1 to 500.' },
  wait_shape: { es: 'Debe ser un número de segundos de 0 a 60.', en: 'It must be a number of seconds from 0 to 60.' },
  cursor_shape: {
    es: 'El cursor no es de esta lista; empiece sin él.',
    en: 'The cursor is not of this list; start without it.',
  },
  key_refused: {
    es: 'Recurrente no acepta esta clave. Cópiela de nuevo desde el panel de Recurrente.',
    en: "Recurrente refuses this key. Copy it again from Recurrente's dashboard.",
  },
  key_untested: {
    es: 'No se pudo preguntar a Recurrente si la clave vale. Revise la conexión y guarde de nuevo.',
    en: 'Recurrente could not be asked whether the key is good. Check the connection and save again.',
  },
  invalid: {
    es: 'El valor no es válido; mire en /docs qué se admite.',
    en: 'The value is not valid; see /docs for what is taken.',
  },
} as const satisfies Record<string, Record<Lang, string>>;
export type FaultCode = keyof typeof FAULTS;

/** One faulty field: `path` dotted as in the body, `fault` a word of the catalogue. */
export interface FieldFault {
  readonly path: string;
  readonly fault: FaultCode;
}

export const describeFault = (fault: string, lang: Lang): string =>
  (FAULTS as Record<string, Record<Lang, string>>)[fault]?.[lang] ?? fault;
