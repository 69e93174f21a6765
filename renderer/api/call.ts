import type { Lang } from '../../main/contract/faults.ts';
import type { ProblemBody } from '../../main/contract/problems.ts';

/** A refusal as the window shows it: the bridge's own problem, or that there was no bridge to ask. */
export interface Refusal {
  readonly status: number;
  readonly code: ProblemBody['code'] | 'unreachable';
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}
export type Answer<T> =
  { readonly ok: true; readonly status: number; readonly data: T } | { readonly ok: false; readonly refusal: Refusal };

type Words = Readonly<Record<Lang, string>>;
const UNREACHABLE: Words = { es: 'El puente no responde', en: 'The bridge does not answer' };
const NOT_READ: Words = {
  es: 'La ventana se reconecta sola. Intente de nuevo cuando diga «En línea».',
  en: 'The window reconnects by itself. Try again when it says “Online”.',
};
/** An answer that never came says nothing about what was asked: it may have been done. */
const NOT_KNOWN: Words = {
  es: 'No se sabe si alcanzó a recibirlo. Cuando diga «En línea», mire si se hizo antes de repetirlo.',
  en: 'It is not known whether it received this. Once it says “Online”, look whether it was done before you repeat it.',
};

export interface CallOptions {
  readonly lang: Lang;
  readonly body?: unknown;
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One call to the bridge. Refusals and silence are values; nothing is thrown but an abort by `signal`. */
export async function call<T>(path: string, options: CallOptions): Promise<Answer<T>> {
  const { lang, body, signal, timeoutMs = 20_000 } = options;
  const method = options.method ?? (body === undefined ? 'GET' : 'POST');
  const limit = AbortSignal.timeout(timeoutMs);
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        Accept: 'application/json',
        'Accept-Language': lang,
        'X-Puente-Source': 'manual',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...options.headers,
      },
      cache: 'no-store',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    const data: unknown = await response.json();
    if (response.ok) return { ok: true, status: response.status, data: data as T };
    return { ok: false, refusal: readProblem(response.status, data, method, lang) };
  } catch (error) {
    if (signal?.aborted) throw error;
    return { ok: false, refusal: readProblem(0, undefined, method, lang) };
  }
}

function readProblem(status: number, data: unknown, method: string, lang: Lang): Refusal {
  const problem = (typeof data === 'object' && data !== null ? data : {}) as Partial<ProblemBody>;
  return {
    status,
    code: problem.code ?? 'unreachable',
    title: problem.title ?? UNREACHABLE[lang],
    detail: problem.detail ?? (method === 'GET' ? NOT_READ : NOT_KNOWN)[lang],
    errors: problem.errors ?? [],
  };
}
