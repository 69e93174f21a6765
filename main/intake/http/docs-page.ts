import { DOCS_STYLE } from './docs-style.ts';
import type { DocsWords } from './docs-words.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly format?: string;
  readonly example?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly 'x-enumDescriptions'?: Readonly<Record<string, string>>;
}
type Content = Readonly<
  Record<string, { schema?: Schema; example?: unknown; examples?: Record<string, { value: ProblemLike }> }>
>;
interface ProblemLike {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}
interface DocumentedCall {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly 'x-scope': string;
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema: Schema }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: Content }>>;
}
interface Document {
  readonly info: { readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedCall>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** The readable page at `/docs`, written from the OpenAPI document and nothing else. */
export function writeDocsPage(openapi: object, words: DocsWords): string {
  const document = openapi as Document;
  const url = document.servers[0]?.url ?? '';
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => ({ path, method, call })),
  );
  const groups = document.tags.map((tag) => ({
    ...tag,
    calls: calls.filter(({ call }) => call.tags.includes(tag.name)),
  }));
  const nav = groups
    .map(
      (group) =>
        `<h2>${escape(group.description)}</h2><ul>${group.calls
          .map(
            ({ method, path, call }) =>
              `<li><a href="#${call.operationId}">${badge(method)}<span>${writePath(path)}</span></a></li>`,
          )
          .join('')}</ul>`,
    )
    .join('');
  const body = groups
    .map(
      (group) =>
        `<h2 class="group" id="${group.name}">${escape(group.description)}</h2>${group.calls
          .map(({ path, method, call }) => writeCall(document, words, url, path, method, call))
          .join('')}`,
    )
    .join('');
  return `<!doctype html>
<html lang="${words.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><title>${words.pageTitle}</title>
<style nonce="{nonce}">${DOCS_STYLE}</style></head>
<body><nav aria-label="${words.calls}"><p class="name">Puente <small>${escape(document.info.version)}</small></p><ul><li><a href="#inicio">${words.start}</a></li></ul>${nav}<h2>${words.shapes}</h2><ul>${Object.keys(
    document.components.schemas,
  )
    .map((name) => `<li><a href="#${name}">${escape(name)}</a></li>`)
    .join('')}</ul></nav>
<main><header id="inicio"><h1>${words.title}</h1>${document.info.description
    .split('\n\n')
    .map((paragraph) => `<p class="lead">${escape(paragraph)}</p>`)
    .join('')}
<p>${words.address} <code>${escape(url)}</code>. ${words.same} <a href="/v1/openapi.json">/v1/openapi.json</a> (OpenAPI 3.1). ${words.other}</p></header>
${body}<h2 class="group">${words.shapes}</h2>${Object.entries(document.components.schemas)
    .map(([name, schema]) => `<section id="${name}"><h3>${escape(name)}</h3>${writeFields(words, schema)}</section>`)
    .join('')}</main></body></html>`;
}

function writeCall(
  document: Document,
  words: DocsWords,
  url: string,
  path: string,
  method: string,
  call: DocumentedCall,
): string {
  const body = call.requestBody?.content['application/json'];
  const parameters = call.parameters ?? [];
  const responses = Object.entries(call.responses);
  const good = responses.filter(([status]) => Number(status) < 400);
  const bad = responses
    .filter(([status]) => Number(status) >= 400)
    .flatMap(([status, { content }]) =>
      Object.values(content['application/problem+json']?.examples ?? {}).map(({ value }) => ({
        status,
        problem: value,
      })),
    );
  const example = good
    .map(([, { content }]) => content['application/json']?.example)
    .find((sample) => sample !== undefined);
  return `<section id="${call.operationId}"><h3>${escape(call.summary)}</h3>
<p class="call">${badge(method)}<code>${writePath(path)}</code></p>
${call.description ? `<p>${escape(call.description)}</p>` : ''}
${parameters.length > 0 ? `<h4>${words.parameters}</h4>${writeParameters(words, parameters)}` : ''}
${body?.schema ? `<h4>${words.content}</h4>${writeFields(words, resolve(document, body.schema))}` : ''}
<h4>${words.example}</h4><pre>${escape(writeCurl(words, url, path, method, body?.example))}</pre>
<h4>${words.answers}</h4><dl>${good
    .map(
      ([status, { description, content }]) =>
        `<dt class="good">${status}</dt><dd>${escape(description)}${writeType(content)}</dd>`,
    )
    .join('')}</dl>
${example === undefined ? '' : `<details><summary>${words.sample}</summary><pre>${escape(JSON.stringify(example, null, 2))}</pre></details>`}
<details><summary>${words.errors} (${bad.length})</summary><table><thead><tr>${words.columns.map((name) => `<th>${name}</th>`).join('')}</tr></thead><tbody>${bad
    .map(
      ({ status, problem }) =>
        `<tr><td>${status}</td><td><code>${problem.code}</code></td><td>${escape(problem.title)}. <small>${escape(problem.detail)}</small></td></tr>`,
    )
    .join('')}</tbody></table></details></section>`;
}

const writeType = (content: Content): string => {
  const [type, first] = Object.entries(content)[0] ?? [];
  const name = first?.schema?.$ref?.split('/').at(-1);
  return name ? `: <a href="#${name}">${escape(name)}</a>` : type ? `: <code>${escape(type)}</code>` : '';
};

function writeParameters(words: DocsWords, parameters: NonNullable<DocumentedCall['parameters']>): string {
  const places: Readonly<Record<string, string>> = words.places;
  const rows = parameters.map(
    ({ name, in: place, required, schema }) =>
      `<tr><td><code>${escape(name)}</code></td><td>${places[place] ?? place}${required ? `, ${words.required}` : ''}</td><td>${writeSchema(words, schema)}</td></tr>`,
  );
  return `<table><tbody>${rows.join('')}</tbody></table>`;
}

function writeFields(words: DocsWords, schema: Schema): string {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(
    ([name, field]) =>
      `<tr><td><code>${escape(name)}</code></td><td>${required.has(name) ? words.always : words.optional}</td><td>${writeSchema(words, field)}</td></tr>`,
  );
  return `<table><tbody>${rows.join('')}</tbody></table>`;
}

/** A field's type in a few words, with what it means below. */
function writeSchema(words: DocsWords, schema: Schema): string {
  const example = schema.example === undefined ? '' : `, ${words.forExample} <code>${escape(schema.example)}</code>`;
  const meaning = schema.description ? `<br><small>${escape(schema.description)}</small>` : '';
  const values = Object.entries(schema['x-enumDescriptions'] ?? {});
  if (values.length === 0) return writeKind(words, schema) + example + meaning;
  const rows = values.map(([value, text]) => `<dt><code>${escape(value)}</code></dt><dd>${escape(text)}</dd>`);
  return `${schema.description ? escape(schema.description) : ''}<dl class="values">${rows.join('')}</dl>`;
}

function writeLimits(words: DocsWords, { maxLength, minimum, maximum }: Schema): string {
  if (maxLength !== undefined) return `, ${words.upTo(maxLength)}`;
  return isLimit(minimum) || isLimit(maximum) ? `, ${words.range(minimum ?? '', maximum ?? '')}` : '';
}

/** zod gives every integer the bounds of a safe one; those say nothing to a reader. */
const isLimit = (bound: number | undefined): boolean =>
  bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;

function writeKind(words: DocsWords, schema: Schema): string {
  const deeper = (part: Schema): string => writeKind(words, part);
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return `<a href="#${name}">${escape(name)}</a>`;
  }
  if (schema.enum) return schema.enum.map((value) => `<code>${escape(String(value))}</code>`).join(' ');
  if (schema.anyOf) return [...new Set(schema.anyOf.map(deeper))].join(words.or);
  if (schema.items) return `${words.listOf} ${deeper(schema.items)}`;
  if (schema.properties)
    return `${words.objectWith} ${Object.keys(schema.properties)
      .map((name) => `<code>${escape(name)}</code>`)
      .join(', ')}`;
  if (schema.format === 'date-time') return words.moment;
  if (schema.format === 'date') return words.day;
  const names: Readonly<Record<string, string>> = words.kinds;
  const kinds = [schema.type ?? 'string'].flat().map((type) => names[type] ?? type);
  return kinds.join(words.or) + writeLimits(words, schema);
}

function writeCurl(words: DocsWords, url: string, path: string, method: string, example: unknown): string {
  const verb = method === 'get' ? '' : ' -X POST';
  const body =
    example === undefined
      ? ''
      : ` \\\n  -H "Content-Type: application/json" \\\n  -d '${JSON.stringify(example, null, 1).replace(/\n\s*/g, ' ')}'`;
  return `curl${verb} ${url}${path} \\\n  -H "Authorization: Bearer ${words.key}"${body}`;
}

const resolve = (document: Document, schema: Schema): Schema =>
  (schema.$ref && document.components.schemas[schema.$ref.split('/').at(-1) ?? '']) || schema;

const badge = (method: string): string => `<b class="${method}">${method.toUpperCase()}</b>`;

/** Long paths may break after a slash. */
const writePath = (path: string): string => escape(path).replaceAll('/', '/<wbr>');

const escape = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('{nonce}', '');
