import { z } from 'zod';
import type { Lang } from '../../contract/faults.ts';
import type { ProblemCode } from '../../contract/problems.ts';
import { PROBLEMS, describeProblem } from '../../contract/problems.ts';
import { problemSchema } from './answers.ts';
import type { Operation } from './operation.ts';

type Json = Record<string, unknown>;

/** Refusals that every call may give, whatever it does. */
const ALWAYS: readonly ProblemCode[] = [
  'unauthorized',
  'forbidden_scope',
  'forbidden_origin',
  'misdirected',
  'stopping',
  'internal_error',
];
const WITH_BODY: readonly ProblemCode[] = ['malformed_body', 'body_too_large', 'unsupported_media_type'];
const WITH_KEY: readonly ProblemCode[] = ['idempotency_key_reused'];

const GROUPS: Readonly<Record<Operation['group'], Readonly<Record<Lang, string>>>> = {
  charges: { es: 'Cobros', en: 'Charges' },
  news: { es: 'Novedades', en: 'News' },
  terminals: { es: 'Terminales', en: 'Terminals' },
  bridge: { es: 'El puente', en: 'The bridge' },
};

const INTRO = {
  es: 'El puente recibe los cobros de su ERP, los pone en la terminal de Recurrente y le dice qué pasó con cada uno. Escucha solo en esta computadora. Envíe la clave en Authorization: Bearer, X-Api-Key, como contraseña Basic o en ?key=. Con Accept: text/plain responde líneas clave=valor; con Accept-Language: en, en inglés.',
  en: "The bridge takes your ERP's charges, puts them on the Recurrente terminal and tells you what became of each. It listens on this computer only. Send the key as Authorization: Bearer, X-Api-Key, Basic password or ?key=. With Accept: text/plain it answers key=value lines.",
} as const;

/**
 * The OpenAPI 3.1 document of these operations, made from the schemas that check requests (bridge-api.md).
 * `serverUrl` is where this bridge listens.
 */
export function describeApi(operations: readonly Operation[], version: string, serverUrl: string, lang: Lang): Json {
  const requests = collectSchemas(
    operations.flatMap(({ request, query }) => [request?.schema, query]),
    'input',
  );
  const answers = collectSchemas(
    [problemSchema, ...operations.flatMap((operation) => Object.values(operation.answers).map(({ schema }) => schema))],
    'output',
  );
  const paths: Record<string, Json> = {};
  for (const operation of operations)
    (paths[operation.path] ??= {})[operation.method] = describeOperation(operation, lang, requests, answers);
  return {
    openapi: '3.1.0',
    info: { title: 'Puente', version, description: INTRO[lang] },
    servers: [{ url: serverUrl }],
    security: [{ bearer: [] }, { apiKey: [] }, { basic: [] }, { keyInQuery: [] }],
    tags: Object.entries(GROUPS).map(([name, text]) => ({ name, description: text[lang] })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
        basic: { type: 'http', scheme: 'basic' },
        keyInQuery: { type: 'apiKey', in: 'query', name: 'key' },
      },
      schemas: { ...requests.definitions, ...answers.definitions },
    },
  };
}

interface Schemas {
  readonly definitions: Json;
  /** The schema as it is used in place: a reference when it has a name. */
  readonly inline: (schema: z.ZodType) => Json;
}

/** Named schemas become components; names come from `meta({ id })`. */
function collectSchemas(schemas: readonly (z.ZodType | undefined)[], io: 'input' | 'output'): Schemas {
  const distinct = [...new Set(schemas.filter((schema) => schema !== undefined))];
  const all = z.toJSONSchema(z.object(Object.fromEntries(distinct.map((schema, index) => [String(index), schema]))), {
    io,
  });
  const pointed = JSON.parse(JSON.stringify(all).replaceAll('"#/$defs/', '"#/components/schemas/')) as {
    properties?: Record<string, Json>;
    $defs?: Json;
  };
  return {
    definitions: pointed.$defs ?? {},
    inline: (schema) => pointed.properties?.[String(distinct.indexOf(schema))] ?? {},
  };
}

function describeOperation(operation: Operation, lang: Lang, requests: Schemas, answers: Schemas): Json {
  const { request, query, path } = operation;
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...(query ? queryParameters(requests.inline(query), requests) : []),
    ...(operation.idempotent
      ? [{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string', maxLength: 255 } }]
      : []),
  ];
  return {
    operationId: operation.id,
    tags: [operation.group],
    summary: operation.summary[lang],
    ...(operation.detail ? { description: operation.detail[lang] } : {}),
    'x-scope': operation.scope,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(request ? { requestBody: describeBody(requests.inline(request.schema), request.example) } : {}),
    responses: { ...describeAnswers(operation, lang, answers), ...describeProblems(operation, lang) },
  };
}

const describeBody = (schema: Json, example: unknown): Json => ({
  required: true,
  content: { 'application/json': { schema, example }, 'application/x-www-form-urlencoded': { schema } },
});

function queryParameters(reference: Json, { definitions }: Schemas): Json[] {
  const name = typeof reference.$ref === 'string' ? (reference.$ref.split('/').at(-1) ?? '') : '';
  const { properties = {}, required = [] } = (definitions[name] ?? reference) as {
    properties?: Json;
    required?: string[];
  };
  return Object.entries(properties).map(([field, schema]) => ({
    name: field,
    in: 'query',
    schema,
    ...(required.includes(field) ? { required: true } : {}),
  }));
}

function describeAnswers(operation: Operation, lang: Lang, answers: Schemas): Json {
  return Object.fromEntries(
    Object.entries(operation.answers).map(([status, { text, schema, example, type }]) => [
      status,
      {
        description: text[lang],
        content: schema
          ? {
              'application/json': { schema: answers.inline(schema), ...(example === undefined ? {} : { example }) },
              'text/plain': { schema: { type: 'string' } },
            }
          : { [type ?? 'text/plain']: { schema: { type: 'string' } } },
      },
    ]),
  );
}

/** Every problem that an operation may answer, by status. */
export function problemsOf({ problems, request, idempotent }: Operation): ProblemCode[] {
  const all = [...problems, ...(request ? WITH_BODY : []), ...(idempotent ? WITH_KEY : []), ...ALWAYS];
  return [...new Set(all)];
}

function describeProblems(operation: Operation, lang: Lang): Json {
  const byStatus = Map.groupBy(problemsOf(operation), (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `${code}: ${PROBLEMS[code][lang][0]}`).join('; '),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(codes.map((code) => [code, { value: describeProblem({ code }, lang) }])),
          },
        },
      },
    ]),
  );
}
