import { z } from 'zod';
import type { FaultCode, FieldFault } from '../../contract/faults.ts';
import { FAULTS } from '../../contract/faults.ts';
import type { Problem } from '../../contract/problems.ts';
import type { RequestRules } from './operation.ts';

type Issue = z.core.$ZodIssue;
export type Checked = { readonly value: unknown } | { readonly problem: Problem };

/**
 * Checks a body against its schema and its further rules; the refusal names every fault at once, one for each field. `repeated`: fields
 * that were sent with several values.
 */
export function checkBody(rules: RequestRules, body: unknown, repeated: readonly string[] = []): Checked {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  const sent = isObject ? (body as Record<string, unknown>) : {};
  const refused = rules.refuse?.(sent);
  if (refused) return { problem: refused };
  if (!isObject) return invalid([{ path: '(body)', fault: 'object_expected' }]);
  const fields = withoutNulls(rules.schema, sent);
  const parsed = rules.schema.safeParse(fields);
  const faults = [
    ...repeated.map((path): FieldFault => ({ path, fault: 'repeated' })),
    ...(parsed.error ? faultsOf(parsed.error.issues, fields) : []),
    ...(rules.findFaults?.(fields) ?? []),
  ];
  return faults.length > 0 || !parsed.success
    ? invalid([...faults, ...(rules.findMore?.(fields) ?? [])])
    : { value: parsed.data };
}

/** What is optional may be sent as null as well: many ERPs' libraries write every field that has no value so. */
function withoutNulls(schema: z.ZodType, fields: Record<string, unknown>): Record<string, unknown> {
  if (!(schema instanceof z.ZodObject) || !Object.values(fields).includes(null)) return fields;
  const shapes = new Map(Object.entries<z.ZodType>(schema.shape));
  const isLeftOut = ([name, value]: [string, unknown]): boolean =>
    value === null && shapes.get(name)?.safeParse(undefined).success === true;
  return Object.fromEntries(Object.entries(fields).filter((field) => !isLeftOut(field)));
}

/**
 * Checks a query. Parameters given twice with different values are faults; `status` may repeat, as a list. What is left empty counts
 * as not sent, as in a form, but for the order number: an ERP that lost it must find nothing, not everybody's payments.
 */
export function checkQuery(schema: z.ZodObject, search: URLSearchParams): Checked {
  const query: Record<string, string> = {};
  const faults: FieldFault[] = [];
  for (const name of new Set(search.keys())) {
    if (name === 'key' || name === 'lang') continue;
    const values = [...new Set(search.getAll(name))];
    if (values.join('') === '' && name !== 'order_id' && Object.hasOwn(schema.shape, name)) continue;
    // What no UTF-8 is becomes this sign, and would find nothing: "no such order" of one that is there.
    if (values.some((value) => value.includes('\ufffd'))) faults.push({ path: name, fault: 'not_utf8' });
    if (values.length > 1 && name !== 'status') faults.push({ path: name, fault: 'repeated' });
    Object.defineProperty(query, name, { value: values.join(','), enumerable: true });
  }
  const parsed = schema.safeParse(query);
  if (parsed.error) faults.push(...faultsOf(parsed.error.issues, query));
  // A question accepts nothing anyway.
  return faults.length > 0 || !parsed.success ? invalid(faults, { effect: '' }) : { value: parsed.data };
}

function invalid(faults: readonly FieldFault[], params?: Problem['params']): { problem: Problem } {
  const first = new Map<string, FieldFault>();
  for (const fault of faults) if (!first.has(fault.path)) first.set(fault.path, fault);
  return { problem: { code: 'invalid_request', faults: [...first.values()], ...(params ? { params } : {}) } };
}

/** zod's issues as faults of the catalogue; the schemas carry its words as their messages. */
function faultsOf(issues: readonly Issue[], body: unknown): FieldFault[] {
  return issues.flatMap((issue): FieldFault[] => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: join([...issue.path, key]), fault: 'unknown_field' }));
    return [{ path: join(issue.path), fault: faultOf(issue, body) }];
  });
}

function faultOf(issue: Issue, body: unknown): FaultCode {
  const word = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  // "required" is also what the schemas say to a number where text belongs; the caller did send something.
  if (word === 'required' && issue.code === 'invalid_type' && at(body, issue.path) !== undefined)
    return 'text_expected';
  return word in FAULTS ? (word as FaultCode) : 'invalid';
}

const join = (path: readonly PropertyKey[]): string => path.map(String).join('.');

const at = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    body,
  );
