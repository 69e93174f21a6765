import type { Clock } from '../../contract/clock.ts';
import type { HubPool } from '../database/pool.ts';
import type { HearCharges } from '../remote/wait.ts';

export interface HearingDeps {
  readonly hub: Pick<HubPool, 'listen'>;
  readonly clock: Pick<Clock, 'sleep'>;
}

const AGAIN_MS = 2000;

/** Keeps one connection that hears of changed remote charges; taken up again whenever it breaks. Whoever waits looks by itself too. */
export function startHearing({ hub, clock }: HearingDeps): { hear: HearCharges; stop(): Promise<void> } {
  const hearers = new Set<(id: string) => void>();
  const stopping = new AbortController();
  const { signal } = stopping;

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      const leave = (): void => end();
      signal.addEventListener('abort', leave);
      const listening = await hub
        .listen(['puente_charge'], (_channel, id) => hearers.forEach((hear) => hear(id)), end)
        .catch(() => undefined);
      if (listening) {
        await ended;
        await listening.close().catch(() => undefined);
      }
      // A database that is away for days is asked for every two seconds.
      signal.removeEventListener('abort', leave);
      await clock.sleep(AGAIN_MS, signal);
    }
  }
  const running = run();

  return {
    hear(hearer) {
      hearers.add(hearer);
      return () => hearers.delete(hearer);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
