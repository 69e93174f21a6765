import type { Response } from 'express';
import type { ChainSummary, ShopView } from '../../contract/chain.ts';
import type { Lang } from '../../contract/faults.ts';
import { translateCharge } from '../../charge/translate.ts';
import { MAX_UNREAD_BYTES } from '../../intake/http/stream.ts';
import type { Queries } from '../database/pool.ts';
import { readRemote } from '../remote/change.ts';
import { viewRemote } from '../remote/row.ts';
import type { HearCharges } from '../remote/wait.ts';
import type { Live, Seen } from './live.ts';
import { buildOverview } from './queries/overview.ts';

export interface ChainStreamDeps {
  readonly live: Live;
  readonly hub: Queries;
  readonly hear: HearCharges;
  readonly res: Response;
  readonly lang: Lang;
  readonly shops: readonly string[] | null;
  readonly gone: AbortSignal;
}

/** Said at least this often, so that a page knows a quiet chain from a dead line. */
const PULSE_MS = 5000;

/**
 * Sends what changes in the chain as server-sent events until the caller leaves: first `overview` whole, then `summary` and
 * `shop` as they change and `gone` for a shop that is no more; `charge` for a remote charge; `blind` while the hub's database does not answer, and
 * `pulse` in between. A caller that comes again gets the whole again: nothing has to be resumed.
 */
export async function streamChain({ live, hub, hear, res, lang, shops, gone }: ChainStreamDeps): Promise<void> {
  res.status(200);
  // Set with setHeader, because express adds a charset, and the type is UTF-8 by definition.
  res.setHeader('Content-Type', 'text/event-stream');
  // A proxy in front must not keep events back to send them together.
  res.setHeader('X-Accel-Buffering', 'no');
  res.flushHeaders();
  let saidAtMs = 0;
  const say = (event: string, data: unknown): void => {
    if (res.writableLength > MAX_UNREAD_BYTES * 8) res.destroy();
    else res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    saidAtMs = performance.now();
  };
  res.write('retry: 1000\n\n');

  let told: { summary: string; shops: ReadonlyMap<string, string> } | undefined;
  function tell(seen: Seen): void {
    if (seen.kind === 'blind') {
      say('blind', {});
      told = undefined;
      return;
    }
    const overview = buildOverview(seen.input, shops);
    const summary = inLanguage(overview.summary, lang);
    const next = {
      // The moment of reading always changes; that alone is no news.
      summary: JSON.stringify({ ...summary, made_at: '' }),
      shops: new Map(overview.shops.map((shop) => [shop.shop, contentOf(shop)])),
    };
    if (!told) say('overview', { summary, shops: overview.shops });
    else {
      if (next.summary !== told.summary) say('summary', summary);
      for (const shop of overview.shops) if (next.shops.get(shop.shop) !== told.shops.get(shop.shop)) say('shop', shop);
      for (const name of told.shops.keys()) if (!next.shops.has(name)) say('gone', { shop: name });
      if (performance.now() - saidAtMs > PULSE_MS) say('pulse', { made_at: summary.made_at });
    }
    told = next;
  }

  async function tellCharge(id: string): Promise<void> {
    const row = await readRemote(hub, id).catch(() => undefined);
    if (row && (shops === null || (row.shop !== null && shops.includes(row.shop))))
      say('charge', viewRemote(row, lang));
  }

  const stopWatching = live.watch(tell);
  const stopHearing = hear((id) => void tellCharge(id));
  await new Promise<void>((resolve) => {
    if (gone.aborted) resolve();
    else gone.addEventListener('abort', () => resolve(), { once: true });
  });
  stopWatching();
  stopHearing();
  res.end();
}

/** A lease that is renewed each few seconds, and a bridge that looks in, are no news either. */
const contentOf = (shop: ShopView): string =>
  JSON.stringify(shop, (key, value: unknown) =>
    key === 'expires_in_seconds' || key === 'last_seen_at' ? undefined : value,
  );

const inLanguage = (summary: ChainSummary, lang: Lang): ChainSummary => ({
  ...summary,
  in_doubt: summary.in_doubt.map((charge) => translateCharge(charge, lang)),
  waiting: summary.waiting.map((charge) => translateCharge(charge, lang)),
});
