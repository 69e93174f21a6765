import type { Upstream } from './bridge-proxy.ts';

/**
 * Opens the window's session on a bridge the way a browser does: a one-time link, made with the API key, answers with the
 * cookie. What the window does then stands in the journal as the window's doing. Undefined when the bridge will not have it.
 */
export async function openSession(port: number, apiKey: string): Promise<Upstream | undefined> {
  try {
    const signal = AbortSignal.timeout(5000);
    const made = await fetch(`http://127.0.0.1:${port}/v1/ui/links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}` },
      signal,
    });
    if (!made.ok) return undefined;
    const { url } = (await made.json()) as { url: string };
    const opened = await fetch(`http://127.0.0.1:${port}${new URL(url).pathname}`, { redirect: 'manual', signal });
    const cookie = opened.headers.getSetCookie()[0]?.split(';')[0];
    return cookie === undefined ? undefined : { port, cookie };
  } catch {
    return undefined;
  }
}
