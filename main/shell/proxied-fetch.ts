import http from 'node:http';

/** Where Node's fetch keeps the dispatcher that requests use when they name none. */
const DISPATCHER = Symbol.for('undici.globalDispatcher.1');
const HERE = 'localhost,127.0.0.1,::1';

export interface ProxiedFetch {
  readonly fetch: typeof fetch;
  /** From now on calls go through this proxy (`http://host:port`), but for those to this PC; null: directly. */
  use(proxy: string | null): void;
}

/**
 * A fetch with a proxy of its own. Only calls to Recurrente use it: the ERP's callbacks stay in the shop's network, where a
 * proxy for the internet has no business. Node offers its proxies for the whole process only; so its dispatcher is taken from
 * there, and the process is left as it was.
 *
 * @throws when Node no longer keeps its dispatcher there
 */
export function createProxiedFetch(): ProxiedFetch {
  let through: object = {};
  return {
    fetch: (input, init) => fetch(input, { ...init, ...through }),
    use(proxy) {
      through = proxy === null ? {} : { dispatcher: takeDispatcher(proxy) };
    },
  };
}

function takeDispatcher(proxy: string): object {
  const restore = http.setGlobalProxyFromEnv({ http_proxy: proxy, https_proxy: proxy, no_proxy: HERE });
  try {
    const dispatcher = (globalThis as { [DISPATCHER]?: object })[DISPATCHER];
    if (!dispatcher || !('dispatch' in dispatcher)) throw new Error("this Node's fetch takes no proxy");
    return dispatcher;
  } finally {
    restore();
  }
}
