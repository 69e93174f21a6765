import type { Core } from './core.ts';
import type { Behaviour } from './behaviour.ts';
import type { Route } from './faults.ts';
import { isRefusal, notFound, refuse, WRONG_KEY, type Answer, type Refusal } from './refusal.ts';
import type { Wire } from './wire.ts';

/** A request as it came in, whatever carried it. */
export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  readonly secretKey: string | undefined;
  readonly body: string;
  /** Aborted when the caller has gone. */
  readonly gone: AbortSignal;
}
export interface ApiDeps {
  readonly core: Core;
  readonly wire: Wire;
  readonly behaviour: () => Behaviour;
  readonly secretKey: string;
  readonly accountName: string;
}

/** Which call of recurrente-api.md this is, and the id in its path. */
export function routeOf({ method, url }: Pick<ApiRequest, 'method' | 'url'>): { route: Route; id: string } {
  const [, api, resource = '', id = '', ...rest] = url.pathname.replace(/\/$/, '').split('/');
  const known =
    api === 'api' && rest.length === 0 ? ROUTE_TABLE[`${method} ${resource}${id === '' ? '' : '/id'}`] : undefined;
  return { route: known ?? 'unknown', id: decode(id) };
}
const ROUTE_TABLE: Readonly<Record<string, Route>> = {
  'GET test': 'test',
  'POST terminal_session_commands': 'create_command',
  'GET checkouts': 'list_checkouts',
  'GET checkouts/id': 'get_checkout',
  'POST refunds': 'create_refund',
  'GET refunds/id': 'get_refund',
  'POST webhook_endpoints': 'register_webhook',
};

/** Answers one call: the key first, then the rules. Nothing here waits. */
export function createApi({ core, wire, behaviour, secretKey, accountName }: ApiDeps) {
  return function answer(request: ApiRequest): Answer {
    if (core.state.keyRevoked || request.secretKey !== secretKey) return refuse(WRONG_KEY, 'errors');
    const reply = perform(request);
    return isRefusal(reply) ? refuse(reply, behaviour().errorShape) : reply;
  };

  function perform(request: ApiRequest): Answer | Refusal {
    const { route, id } = routeOf(request);
    switch (route) {
      case 'test':
        return { status: 200, body: { name: accountName } };
      case 'create_command':
        return withBody(request.body, (body) =>
          map(core.createCommand(body), ({ status, command }) => ({ status, body: wire.command(command) })),
        );
      case 'get_checkout':
        return map(core.getCheckout(id), (view) => ({ status: 200, body: wire.checkout(view) }));
      case 'list_checkouts':
        return map(core.listCheckouts(request.url.searchParams), (list) => {
          const items = list.items.map((view) => wire.checkout(view));
          return {
            status: 200,
            // "page counts are in response headers" [ref]; their names are not documented.
            headers: {
              'current-page': String(list.page),
              'page-items': String(list.perPage),
              'total-pages': String(list.totalPages),
              'total-count': String(list.totalCount),
            },
            body: behaviour().listShape === 'array' ? items : { data: items },
          };
        });
      case 'create_refund':
        return withBody(request.body, (body) =>
          map(core.createRefund(body), (refund) => ({ status: 201, body: wire.refund(refund) })),
        );
      case 'get_refund':
        return map(core.getRefund(id), (refund) => ({ status: 200, body: wire.refund(refund) }));
      case 'register_webhook':
        return withBody(request.body, (body) =>
          map(core.registerEndpoint(body), (endpoint) => ({ status: 201, body: wire.endpoint(endpoint) })),
        );
      case 'unknown':
        return notFound('La ruta');
    }
  }
}

function map<T extends object>(value: T | Refusal, write: (value: T) => Answer): Answer | Refusal {
  return isRefusal(value) ? value : write(value);
}

function withBody(text: string, use: (body: Readonly<Record<string, unknown>>) => Answer | Refusal): Answer | Refusal {
  const body = parseObject(text);
  return body
    ? use(body)
    : { status: 400, message: 'Solicitud mal formada', errors: { base: ['no es un objeto JSON'] } };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
