import type { Status } from './charge.ts';
import type { FieldFault, Lang } from './faults.ts';
import { describeFault } from './faults.ts';
import { adviseOnConflict, describeDifferences } from './order-conflict.ts';
import { CHARGE_PROBLEMS } from './problem-texts/charges.ts';
import { HUB_PROBLEMS } from './problem-texts/hub.ts';
import { KEEPING_PROBLEMS } from './problem-texts/keeping.ts';
import { REQUEST_PROBLEMS } from './problem-texts/requests.ts';
import type { ProblemText } from './problem-texts/problem-text.ts';

/**
 * Every refusal that a caller can meet. The code is the contract and never changes; the sentences are for people and say
 * what to do next. `{name}` is filled from the problem's params. Source: bridge-api.md.
 */
export const PROBLEMS = {
  ...REQUEST_PROBLEMS,
  ...CHARGE_PROBLEMS,
  ...KEEPING_PROBLEMS,
  ...HUB_PROBLEMS,
} as const;
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
    detail: detail.replace(/\{(\w+)\}/g, (_, name: string) => tellParameter(name, problem.params ?? {}, lang)).trim(),
  };
  if (problem.faults?.length)
    body.errors = problem.faults.map(({ path, fault }) => ({ path, message: describeFault(fault, lang) }));
  return body;
}

/** The refusal as one text, as a shop reads it of a row of a file: each faulty field, or else the sentence. */
export function explainProblem(problem: Problem, lang: Lang): string {
  const faults = (problem.faults ?? []).map(({ path, fault }) => `${path}: ${describeFault(fault, lang)}`);
  return faults.length > 0 ? faults.join(' ') : describeProblem(problem, lang).detail;
}

/** What is kept in no language is told in words; a status with its stable name beside it for who programs. */
function tellParameter(name: string, params: NonNullable<Problem['params']>, lang: Lang): string {
  const value = params[name];
  if (name === 'differences') return describeDifferences(String(value ?? ''), lang);
  if (name === 'advice') return adviseOnConflict(params['status'], lang);
  if (name === 'effect' && value === undefined) return NOTHING_ACCEPTED[lang];
  if (name === 'not_read' && value !== undefined) return NOT_READ[String(params['what'])]?.[lang](value) ?? '';
  const words = name === 'status' && lang === 'es' ? STATUS_IN_SPANISH[value as Status] : undefined;
  return words === undefined ? String(value ?? '') : `${words} (${value})`;
}

const NOTHING_ACCEPTED: Readonly<Record<Lang, string>> = {
  es: 'No se aceptó ningún cobro.',
  en: 'No charge was accepted.',
};

/** What of a body of the right type cannot be read, by the header that says so. */
const NOT_READ: Readonly<Record<string, Readonly<Record<Lang, (value: string | number) => string>>>> = {
  charset: {
    es: (value) => `El juego de caracteres ${value} no se admite: use utf-8 o windows-1252.`,
    en: (value) => `The character set ${value} is not supported: use utf-8 or windows-1252.`,
  },
  encoding: {
    es: (value) => `Content-Encoding: ${value} no se admite: envíe el contenido sin comprimir.`,
    en: (value) => `Content-Encoding: ${value} is not supported: send the body uncompressed.`,
  },
};

/** Parameters that have words of their own where a problem does not bring them. */
export const OWN_WORDS: ReadonlySet<string> = new Set(['advice', 'effect', 'not_read']);

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
