import type { ChainCharge, ChainSummary, Overview, ShopView } from '../../main/contract/chain.ts';
import type { Lang } from '../../main/contract/faults.ts';
import { call } from '../api/call.ts';
import { absorbChain, NOTHING_YET, type ChainEvent, type ChainState } from './chain-state.ts';

/** The hub says something every five seconds; a line that is silent for longer is dead. */
const SILENT_MS = 12_000;
const REOPEN_MS = 1000;

/** Keeps one stream of the chain's news open, and the state that grows from it. Each opening begins with the whole. */
export function connectChain(lang: Lang) {
  let state: ChainState = NOTHING_YET;
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  const listeners = new Set<() => void>();

  function apply(event: ChainEvent): void {
    const next = absorbChain(state, event);
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  }

  function expectNews(stream: EventSource): void {
    clearTimeout(timer);
    timer = setTimeout(() => void lose(stream), SILENT_MS);
  }

  function open(): void {
    if (closed) return;
    const stream = new EventSource(`/v1/events?lang=${lang}`);
    source = stream;
    const on = <T>(name: string, take: (data: T) => ChainEvent | undefined): void =>
      stream.addEventListener(name, (message: MessageEvent<string>) => {
        expectNews(stream);
        const event = take(JSON.parse(message.data) as T);
        if (event) apply(event);
      });
    on<Overview>('overview', (overview) => ({ kind: 'overview', overview }));
    on<ChainSummary>('summary', (summary) => ({ kind: 'summary', summary }));
    on<ShopView>('shop', (shop) => ({ kind: 'shop', shop }));
    on<{ shop: string }>('gone', ({ shop }) => ({ kind: 'gone', shop }));
    on<ChainCharge>('charge', (charge) => ({ kind: 'charge', charge }));
    on('blind', () => ({ kind: 'line', line: 'blind' }));
    on('pulse', () => ({ kind: 'line', line: 'live' }));
    stream.onerror = () => void lose(stream);
    expectNews(stream);
  }

  /** Opened anew by ourselves: a browser gives up for good when a server that starts answers 503. */
  async function lose(stream: EventSource): Promise<void> {
    if (stream !== source || closed) return;
    source = undefined;
    stream.close();
    clearTimeout(timer);
    // Said at once: a hub that hangs is not asked first whether it is there.
    if (state.line !== 'locked') apply({ kind: 'line', line: 'away' });
    const asked = await call<unknown>('/v1/me', { lang, timeoutMs: 4000 });
    if (closed) return;
    apply({ kind: 'line', line: !asked.ok && asked.refusal.status === 401 ? 'locked' : 'away' });
    timer = setTimeout(open, REOPEN_MS);
  }

  open();
  return {
    getState: (): ChainState => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close(): void {
      closed = true;
      source?.close();
      clearTimeout(timer);
    },
  };
}
export type Chain = ReturnType<typeof connectChain>;
