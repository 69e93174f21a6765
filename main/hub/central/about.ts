import { CHAIN_FIELD_WORDS } from './field-words.ts';
import type { AboutApi } from '../../intake/http/openapi.ts';

/** What the hub's API says of itself at `/docs`. */
export const HUB_API: AboutApi = {
  title: 'Puente: central',
  fields: CHAIN_FIELD_WORDS,
  always: [
    'hub_unauthorized',
    'forbidden_scope',
    'forbidden_origin',
    'hub_misdirected',
    'malformed_request',
    'request_timeout',
    'headers_too_large',
    'stopping',
    'internal_error',
  ],
  intro: {
    es: [
      'La central reúne los puentes de una cadena: qué hace cada tienda, todos sus cobros y el cierre del día, y envía cobros a la terminal de cualquiera.',
      'Clave: la de un usuario de la central (puente hub user add), en Authorization: Bearer, en X-Api-Key o como contraseña Basic. Cada usuario ve las tiendas que se le dieron.',
      'Respuestas: JSON, o líneas clave=valor con Accept: text/plain. Los errores son application/problem+json: decida por code; detail es para personas, en español o, con Accept-Language: en, en inglés.',
      'Lo que se ve es lo que los puentes contaron: trouble y last_seen_at dicen de cuáles no se sabe. Para saber en qué quedó un cobro enviado: espere con ?wait=30 hasta que final sea true, y entregue solo si paid es true.',
    ],
    en: [
      "The hub brings a chain's bridges together: what each shop is doing, all its charges and the day close, and it sends charges to the terminal of any of them.",
      'Key: that of a user of the hub (puente hub user add), as Authorization: Bearer, X-Api-Key or Basic password. Each user sees the shops that it was given.',
      'Answers: JSON, or key=value lines with Accept: text/plain. Errors are application/problem+json: decide by code; detail is for people, in Spanish or, with Accept-Language: en, in English.',
      'What is shown is what the bridges told: trouble and last_seen_at say of which nothing is known. To learn what became of a charge that was sent: wait with ?wait=30 until final is true, and hand over only when paid is true.',
    ],
  },
};
