import { chargeViewSchema, type ChargeView } from '../contract/charge.ts';
import type { Clock } from '../contract/clock.ts';
import type { Lang } from '../contract/faults.ts';
import { statusViewSchema, type StatusView } from '../contract/status.ts';
import type { Upstream } from './bridge-proxy.ts';

const RETRY_MS = 1000;

export interface StatusWatchDeps {
  readonly upstream: () => Upstream | undefined;
  readonly clock: Clock;
  /** Of the sentences in what is read. */
  readonly lang: () => Lang;
  readonly onStatus: (status: StatusView) => void;
  readonly onCharge: (charge: ChargeView) => void;
  /** The stream ended: what was known of the bridge is old from now on. */
  readonly onLost: () => void;
}

/**
 * Follows the bridge the way the window does: over its event stream, connecting again by itself. Each event is a reason to
 * read the status anew; what comes while one is being read makes one more reading, not many. Ends with the signal.
 */
export async function watchStatus(deps: StatusWatchDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const upstream = deps.upstream();
    if (upstream) {
      await follow(deps, upstream, signal).catch(() => undefined);
      if (!signal.aborted) deps.onLost();
    }
    await deps.clock.sleep(RETRY_MS, signal);
  }
}

async function follow(deps: StatusWatchDeps, upstream: Upstream, signal: AbortSignal): Promise<void> {
  const ask = (path: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${upstream.port}${path}`, {
      headers: { cookie: upstream.cookie, 'accept-language': deps.lang() },
      signal,
    });
  let reading: Promise<void> | undefined;
  let again = false;
  const readStatus = async (): Promise<void> => {
    do {
      again = false;
      const parsed = statusViewSchema.safeParse(await (await ask('/v1/status')).json());
      if (parsed.success) deps.onStatus(parsed.data);
    } while (again);
  };
  const refresh = (): void => {
    again = true;
    reading ??= readStatus()
      // The stream tells of a bridge that went away; a single failed reading says nothing.
      .catch(() => undefined)
      .finally(() => (reading = undefined));
  };

  const answer = await ask('/v1/events');
  if (!answer.ok || !answer.body) throw new Error(`the event stream answered ${answer.status}`);
  refresh();
  for await (const { event, data } of readEvents(answer.body)) {
    refresh();
    if (event !== 'charge') continue;
    const charge = chargeViewSchema.safeParse(JSON.parse(data));
    if (charge.success) deps.onCharge(charge.data);
  }
}

/** Server-sent events of a stream, as far as the bridge uses them: `event:` and one or more `data:` lines. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<{ readonly event: string; readonly data: string }> {
  let event = 'message';
  let data: string[] = [];
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield { event, data: data.join('\n') };
        event = 'message';
        data = [];
      } else if (line.startsWith('event:')) event = line.slice(6).trimStart();
      else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
    }
  }
}
