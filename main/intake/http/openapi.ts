import { z } from 'zod';
import type { Lang } from '../../contract/faults.ts';
import type { ProblemBody, ProblemCode } from '../../contract/problems.ts';
import { OWN_WORDS, PROBLEMS, describeProblem } from '../../contract/problems.ts';
import { problemSchema } from './answers.ts';
import { FIELD_WORDS, STATUS_WORDS } from './field-words.ts';
import type { Operation, Text } from './operation.ts';

type Json = Record<string, unknown>;

/** Refusals that every call of the bridge may give, whatever it does. */
const ALWAYS: readonly ProblemCode[] = [
  'unauthorized',
  'forbidden_scope',
  'forbidden_origin',
  'misdirected',
  'malformed_request',
  'request_timeout',
  'headers_too_large',
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
  chain: { es: 'La cadena', en: 'The chain' },
};

/** What an API says of itself; the introduction in paragraphs. */
export interface AboutApi {
  readonly title: string;
  readonly intro: Readonly<Record<Lang, readonly string[]>>;
  /** What its fields mean, by component and field. */
  readonly fields: Readonly<Record<string, Text>>;
  /** Refusals that every call may give, whatever it does. */
  readonly always: readonly ProblemCode[];
}

const BRIDGE_INTRO: AboutApi['intro'] = {
  es: [
    'El puente recibe los cobros de su ERP, los pone en la terminal de Recurrente y le dice qué pasó con cada uno. Escucha solo en esta computadora; GET /healthz, sin clave, dice solo que vive.',
    'Clave: está en el archivo api-key de la carpeta de datos. Envíela en Authorization: Bearer, en X-Api-Key, como contraseña Basic o en ?key=.',
    'Contenido: application/json o application/x-www-form-urlencoded, 64 KiB como máximo; declare el juego de caracteres si no es UTF-8.',
    'Respuestas: JSON, o líneas clave=valor con Accept: text/plain. Los errores son application/problem+json: decida por code; detail es para personas, en español o, con Accept-Language: en, en inglés.',
    'Para saber en qué quedó un cobro: espere con ?wait=30 hasta que final sea true, y entregue solo si paid es true.',
  ],
  en: [
    "The bridge takes your ERP's charges, puts them on the Recurrente terminal and tells you what became of each. It listens on this computer only; GET /healthz, without a key, tells only that it lives.",
    'Key: it is in the file api-key of the data folder. Send it as Authorization: Bearer, X-Api-Key, Basic password or ?key=.',
    'Bodies: application/json or application/x-www-form-urlencoded, 64 KiB at most; declare the character set when it is not UTF-8.',
    'Answers: JSON, or key=value lines with Accept: text/plain. Errors are application/problem+json: decide by code; detail is for people, in Spanish or, with Accept-Language: en, in English.',
    'To learn what became of a charge: wait with ?wait=30 until final is true, and hand over only when paid is true.',
  ],
};

export const BRIDGE_API: AboutApi = { title: 'Puente', intro: BRIDGE_INTRO, fields: FIELD_WORDS, always: ALWAYS };

/**
 * The OpenAPI 3.1 document of these operations, made from the schemas that check requests (bridge-api.md).
 * `serverUrl` is where this bridge listens.
 */
export function describeApi(
  about: AboutApi,
  operations: readonly Operation[],
  version: string,
  serverUrl: string,
  lang: Lang,
): Json {
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
    (paths[operation.path] ??= {})[operation.method] = describeOperation(operation, about, lang, requests, answers);
  return {
    openapi: '3.1.0',
    info: { title: about.title, version, description: about.intro[lang].join('\n\n') },
    servers: [{ url: serverUrl }],
    security: [{ bearer: [] }, { apiKey: [] }, { basic: [] }, { keyInQuery: [] }],
    tags: Object.entries(GROUPS)
      .filter(([name]) => operations.some(({ group }) => group === name))
      .map(([name, text]) => ({ name, description: text[lang] })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
        basic: { type: 'http', scheme: 'basic' },
        keyInQuery: { type: 'apiKey', in: 'query', name: 'key' },
      },
      schemas: describeFields({ ...requests.definitions, ...answers.definitions }, about.fields, lang),
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

function describeOperation(
  operation: Operation,
  { fields, always }: AboutApi,
  lang: Lang,
  requests: Schemas,
  answers: Schemas,
): Json {
  const { request, query, path } = operation;
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...(query ? queryParameters(requests.inline(query), requests, fields, lang) : []),
    ...(operation.idempotent
      ? [{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string', maxLength: 255 } }]
      : []),
    ...(operation.headers ?? []).map((name) => ({ name, in: 'header', schema: { type: 'string' } })),
  ];
  return {
    operationId: operation.id,
    tags: [operation.group],
    summary: operation.summary[lang],
    ...(operation.detail ? { description: operation.detail[lang] } : {}),
    'x-scope': operation.scope,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(request ? { requestBody: describeBody(requests.inline(request.schema), request.example) } : {}),
    responses: { ...describeAnswers(operation, lang, answers), ...describeProblems(operation, always, lang) },
  };
}

const describeBody = (schema: Json, example: unknown): Json => ({
  required: true,
  content: { 'application/json': { schema, example }, 'application/x-www-form-urlencoded': { schema } },
});

function queryParameters(reference: Json, { definitions }: Schemas, fields: AboutApi['fields'], lang: Lang): Json[] {
  const name = typeof reference.$ref === 'string' ? (reference.$ref.split('/').at(-1) ?? '') : '';
  const schema = (describeFields(definitions, fields, lang)[name] ?? reference) as Component;
  return Object.entries(schema.properties ?? {}).map(([field, fieldSchema]) => ({
    name: field,
    in: 'query',
    schema: fieldSchema,
    ...(schema.required?.includes(field) ? { required: true } : {}),
  }));
}

type Component = Json & { readonly properties?: Readonly<Record<string, Json>>; readonly required?: readonly string[] };

/** Adds what the fields and statuses mean, in the language asked for. */
function describeFields(components: Json, fields: AboutApi['fields'], lang: Lang): Json {
  const statuses = Object.fromEntries(Object.entries(STATUS_WORDS).map(([status, text]) => [status, text[lang]]));
  return Object.fromEntries(
    Object.entries(components as Record<string, Component>).map(([name, component]) => {
      const properties = Object.entries(component.properties ?? {}).map(([field, schema]) => {
        const words = fields[`${name}.${field}`]?.[lang];
        const described = words === undefined ? schema : { ...schema, description: words };
        return [
          field,
          name.endsWith('Charge') && field === 'status' ? { ...described, 'x-enumDescriptions': statuses } : described,
        ];
      });
      return [
        name,
        component.properties ? { ...component, properties: Object.fromEntries(properties) as Json } : component,
      ];
    }),
  );
}

/** A problem as it looks; what is filled in at run time stands as its name in angle quotes. */
function exampleOf(code: ProblemCode, lang: Lang): ProblemBody {
  const names = [...PROBLEMS[code][lang].join(' ').matchAll(/\{(\w+)\}/g)]
    .filter(([, name = '']) => !OWN_WORDS.has(name))
    .map(([, name = '']) => [name, `‹${name}›`]);
  return describeProblem({ code, params: Object.fromEntries(names) as Record<string, string> }, lang);
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
function problemsOf({ problems, request, idempotent }: Operation, always: readonly ProblemCode[]): ProblemCode[] {
  const all = [...problems, ...(request ? WITH_BODY : []), ...(idempotent ? WITH_KEY : []), ...always];
  return [...new Set(all)];
}

function describeProblems(operation: Operation, always: readonly ProblemCode[], lang: Lang): Json {
  const byStatus = Map.groupBy(problemsOf(operation, always), (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `${code}: ${PROBLEMS[code][lang][0]}`).join('; '),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code, lang) }])),
          },
        },
      },
    ]),
  );
}
