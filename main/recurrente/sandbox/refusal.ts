import type { Behaviour } from './behaviour.ts';

/** A call that Recurrente refuses, with its reasons by field, in Spanish. */
export interface Refusal {
  readonly status: 400 | 401 | 404 | 409 | 422;
  readonly message: string;
  readonly errors: Readonly<Record<string, readonly string[]>>;
}
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or text as it stands. */
  readonly body: unknown;
}

export const invalid = (errors: Refusal['errors']): Refusal => ({
  status: 422,
  message: 'La solicitud no es válida',
  errors,
});
export const notFound = (what: string): Refusal => ({
  status: 404,
  message: 'No encontrado',
  errors: { base: [`${what} no existe`] },
});
export const WRONG_KEY: Refusal = {
  status: 401,
  message: 'No autorizado',
  errors: { authentication: ['La llave secreta no es válida o fue revocada'] },
};

export const isRefusal = (value: object): value is Refusal => 'errors' in value && 'message' in value;

/** "Some failures carry `error`, some plain text" [seen]; 401 is documented and keeps its shape. */
export function refuse(refusal: Refusal, shape: Behaviour['errorShape']): Answer {
  const { status, message, errors } = refusal;
  const sentence = `${message}: ${Object.entries(errors)
    .map(([field, reasons]) => `${field} ${reasons.join(', ')}`)
    .join('; ')}`;
  if (status === 401 || shape === 'errors') return { status, body: { message, errors } };
  if (shape === 'error') return { status, body: { error: sentence } };
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: sentence };
}
