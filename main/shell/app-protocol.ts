import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describeProblem } from '../contract/problems.ts';
import { proxyToBridge, type Upstream } from './bridge-proxy.ts';
import { noticePage, RETRY_PATH, retryPage, type Notice } from './notice.ts';

export const APP_SCHEME = 'app';
export const APP_HOST = 'puente';
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
};

export interface AppProtocolDeps {
  /** Folder of the built window. */
  readonly rendererDir: string;
  /** Where the bridge listens, and the session that it gave this window; undefined while it does not run. */
  readonly upstream: () => Upstream | undefined;
  /** Why there is no bridge and will not be one by itself; it takes the window's place. */
  readonly notice: () => Notice | undefined;
  /** A person acted on the notice: start the bridge again. */
  readonly retry: () => void;
  /** The bridge's last log lines, for the log page. */
  readonly log: () => string;
  readonly newNonce: () => string;
}

/**
 * Answers every request to app://puente: the window's files, the bridge's `/v1/…` and `/docs` behind them, and three plain pages of the
 * shell's own. A pure function of the request, so that tests and a stand-in browser use the very same one.
 */
export function createAppProtocol(deps: AppProtocolDeps): (request: Request) => Promise<Response> {
  const root = path.resolve(deps.rendererDir);

  return async (request) => {
    const url = new URL(request.url);
    if (url.host !== APP_HOST || isForeign(request)) return plain(403, 'forbidden');
    if (url.pathname.startsWith('/v1/') || url.pathname === '/docs') {
      const upstream = deps.upstream();
      const answer = upstream && (await proxyToBridge(request, url, upstream));
      return answer ?? bridgeDown(request);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'method not allowed');
    if (url.pathname === '/-/log') return plain(200, deps.log());
    const notice = deps.notice();
    if (url.pathname === RETRY_PATH) {
      // Looked at again without a notice it does nothing: the bridge is on its way.
      if (notice) deps.retry();
      return page(retryPage, deps.newNonce());
    }
    if (notice && isPage(url.pathname)) return page((nonce) => noticePage(notice, nonce), deps.newNonce());
    return sendFile(root, url.pathname, deps.newNonce);
  };
}

/** A page other than our own asks. Electron tells the asking origin; top-level navigations carry none. */
function isForeign(request: Request & { readonly initiatorOrigin?: string }): boolean {
  const asking = request.initiatorOrigin ?? request.headers.get('origin') ?? undefined;
  return asking !== undefined && asking !== '' && asking !== APP_ORIGIN;
}

const isPage = (pathname: string): boolean => pathname === '/' || path.extname(pathname) === '.html';

async function sendFile(root: string, pathname: string, newNonce: () => string): Promise<Response> {
  const file = resolveInside(root, pathname === '/' ? '/index.html' : pathname);
  if (!file) return plain(403, 'forbidden');
  let content: Buffer;
  try {
    content = await readFile(file);
  } catch {
    return plain(404, 'not found');
  }
  const extension = path.extname(file);
  if (extension === '.html') return page(() => content.toString('utf8'), newNonce());
  return new Response(new Uint8Array(content), {
    headers: { ...COMMON, 'content-type': TYPES[extension] ?? 'application/octet-stream' },
  });
}

/** Undefined for a path that leads out of the folder, or that cannot be decoded. */
function resolveInside(root: string, pathname: string): string | undefined {
  try {
    const file = path.resolve(root, `.${decodeURIComponent(pathname)}`);
    return file.startsWith(root + path.sep) && !file.includes('\0') ? file : undefined;
  } catch {
    return undefined;
  }
}

const COMMON = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' };

/** The style nonce is for the one <style> that the window's component library adds; it reads it from the meta element. */
function page(html: (nonce: string) => string, nonce: string): Response {
  const body = html(nonce).replace(/<head>/i, (head) => `${head}<meta property="csp-nonce" nonce="${nonce}">`);
  return new Response(body, {
    headers: {
      ...COMMON,
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'content-security-policy': contentSecurityPolicy(nonce),
    },
  });
}

const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const plain = (status: number, text: string): Response =>
  new Response(text, { status, headers: { ...COMMON, 'content-type': 'text/plain; charset=utf-8' } });

function bridgeDown(request: Request): Response {
  // An EventSource gives up for good at an error status; a failed connection it tries again by itself.
  if (request.headers.get('accept')?.includes('text/event-stream')) return Response.error();
  const lang = request.headers.get('accept-language')?.startsWith('en') ? 'en' : 'es';
  const problem = describeProblem({ code: 'bridge_starting' }, lang);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { ...COMMON, 'content-type': 'application/problem+json', 'retry-after': '1' },
  });
}
