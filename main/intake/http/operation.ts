import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { FieldFault, Lang } from '../../contract/faults.ts';
import type { Problem, ProblemCode } from '../../contract/problems.ts';
import { describeProblem } from '../../contract/problems.ts';
import type { ChargeView } from '../../contract/charge.ts';
import { pathWithoutKeys, withoutKeys } from './no-keys.ts';
import type { Scope } from '../../contract/keys.ts';

export type Text = Readonly<Record<Lang, string>>;

/** Who asks, and how that was shown. */
export interface Caller {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly via: 'key' | 'session';
  /** Aborted when the key that was shown ends: what waits for this caller ends with it. */
  readonly ended?: AbortSignal;
  /** The shops that a user of a chain may see; null for all. The bridge of one shop knows no shops. */
  readonly shops?: readonly string[] | null;
}

/** One request on its way through the intake. */
export interface Call<Body = unknown, Query = unknown> {
  readonly id: string;
  readonly lang: Lang;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly query: Query;
  /** Aborted when the caller hangs up, its key ends or the bridge stops; for answers that wait. */
  readonly gone: () => AbortSignal;
  /** There when the answer is to be stored for repeats: an operation may do so in its own transaction. */
  readonly keep?: (answer: Answer) => void;
  readonly req: Request;
  readonly res: Response;
}

/** An answer before it is written as JSON or as text lines. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
/** Returned by a handler that wrote its answer itself (a stream, a file). */
export const WRITTEN: 'written' = 'written' as const;

/** One call of the API: its route, its checks and its documentation in one place, so that they cannot drift apart. */
export interface Operation {
  readonly id: string;
  readonly method: 'get' | 'post';
  /** `/v1/charges/{id}` */
  readonly path: string;
  readonly scope: Scope;
  readonly group: 'charges' | 'news' | 'terminals' | 'bridge' | 'chain';
  readonly summary: Text;
  readonly detail?: Text;
  readonly request?: RequestRules;
  readonly query?: z.ZodObject;
  readonly answers: Readonly<Record<number, AnswerDescription>>;
  readonly problems: readonly ProblemCode[];
  /** Further headers that it reads, for the documentation. */
  readonly headers?: readonly string[];
  /** Honours the header Idempotency-Key. */
  readonly idempotent?: boolean;
  handle(call: Call): Answer | typeof WRITTEN | Promise<Answer | typeof WRITTEN>;
}

export interface RequestRules {
  readonly schema: z.ZodType;
  readonly example: unknown;
  /** Where files are sent; 64 KiB without it. */
  readonly maxBytes?: number;
  /** Faults that the schema cannot see; sees half-broken bodies too, so that one answer names all faults. */
  readonly findFaults?: (body: Readonly<Record<string, unknown>>) => readonly FieldFault[];
  /** Faults that have a refusal of their own where they stand alone, and are told among the others where they do not. */
  readonly findMore?: (body: Readonly<Record<string, unknown>>) => readonly FieldFault[];
  /** A refusal that comes before all others. */
  readonly refuse?: (body: Readonly<Record<string, unknown>>) => Problem | undefined;
}

export interface AnswerDescription {
  readonly text: Text;
  readonly schema?: z.ZodType;
  readonly example?: unknown;
  /** Media type, where it is not JSON. */
  readonly type?: string;
}

type Typed<Body extends z.ZodType, Query extends z.ZodObject> = Omit<Operation, 'request' | 'query' | 'handle'> & {
  readonly request?: Omit<RequestRules, 'schema'> & { readonly schema: Body };
  readonly query?: Query;
  handle(call: Call<z.output<Body>, z.output<Query>>): ReturnType<Operation['handle']>;
};

/** Declares an operation whose handler sees its body and query in the types of their schemas. */
export function defineOperation<Body extends z.ZodType, Query extends z.ZodObject>(
  operation: Typed<Body, Query>,
): Operation {
  // The route checks body and query against these very schemas before it calls the handler.
  return operation;
}

export const ok = (body: unknown, status = 200): Answer => ({ status, body });

/** What a refusal says back of the request: ids from the path and names of fields. A key that was mistyped into them is not said back. */
function withoutCallersKey(problem: Problem): Problem {
  const { params, faults } = problem;
  const id = params?.['id'];
  return {
    ...problem,
    ...(typeof id === 'string' ? { params: { ...params, id: pathWithoutKeys(id) } } : {}),
    ...(faults ? { faults: faults.map(({ path, fault }) => ({ path: withoutKeys(path), fault })) } : {}),
  };
}

/** A refusal as its RFC 9457 body; the charge as it stands comes along where there is one. */
export function refuse(problem: Problem, lang: Lang, charge?: ChargeView): Answer {
  const body = describeProblem(withoutCallersKey(problem), lang);
  return { status: body.status, body: charge ? { ...body, charge } : body };
}
