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

const UNREACHABLE: Readonly<Record<Lang, readonly [title: string, detail: string]>> = {
  es: [
    'El puente no responde',
    'No se hizo nada. La ventana se reconecta sola; intente de nuevo cuando diga «En línea».',
  ],
  en: [
    'The bridge does not answer',
    'Nothing was done. The window reconnects by itself; try again when it says “Online”.',
  ],
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
    return { ok: false, refusal: readProblem(response.status, data, lang) };
  } catch (error) {
    if (signal?.aborted) throw error;
    const [title, detail] = UNREACHABLE[lang];
    return { ok: false, refusal: { status: 0, code: 'unreachable', title, detail, errors: [] } };
  }
}

function readProblem(status: number, data: unknown, lang: Lang): Refusal {
  const problem = (typeof data === 'object' && data !== null ? data : {}) as Partial<ProblemBody>;
  const [title, detail] = UNREACHABLE[lang];
  return {
    status,
    code: problem.code ?? 'unreachable',
    title: problem.title ?? title,
    detail: problem.detail ?? detail,
    errors: problem.errors ?? [],
  };
}
