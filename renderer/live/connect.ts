import type { ChargeView } from '../../main/contract/charge.ts';
import type { Lang } from '../../main/contract/faults.ts';
import type { StatusView, TerminalView } from '../../main/contract/status.ts';
import { call, type Answer } from '../api/call.ts';
import { createHappenings, type Happening } from './happenings.ts';
import { absorb, nothingYet, RECENT_KEPT, type LiveEvent, type LiveState } from './live-state.ts';

/** The stream says nothing a page can see while all is quiet, so the bridge is asked this often whether it still lives. */
export const PULSE_MS = 5000;
const PULSE_PATIENCE_MS = 4000;
const REOPEN_MS = 1000;
/** A page that nobody sees has no frames. */
const HIDDEN_FRAME_MS = 100;
const DAY_MS = 86_400_000;

export interface LiveDeps {
  readonly lang: Lang;
  readonly now: () => number;
}

/**
 * Keeps one stream of news open and the state that grows from it.
 *
 * Each time the stream opens, the whole is read anew and put under the news that came meanwhile: news is in order and each
 * piece is whole, so a piece that the reading already held is followed by the newer one. Until that is done, and from the
 * moment anything fails, the link is not `live`: what is shown then is marked as possibly old.
 */
export function connectLive({ lang, now }: LiveDeps) {
  let state: LiveState = nothingYet(now());
  let source: EventSource | undefined;
  let lastSeq = '';
  let generation = 0;
  let held: LiveEvent[] | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let primed = false;
  let newsTaken = 0;
  let closed = false;
  let notifyWaits = false;
  const listeners = new Set<() => void>();
  const hearers = new Set<(happening: Happening) => void>();
  const happenings = createHappenings(now);

  function apply(event: LiveEvent): void {
    const next = absorb(state, event);
    if (next === state) return;
    state = next;
    // That the link changed is told at once; a burst of news is drawn once a frame, however long it is.
    if (event.kind === 'link' || event.kind === 'snapshot') notify();
    else if (!notifyWaits) {
      notifyWaits = true;
      if (document.visibilityState === 'visible') requestAnimationFrame(notify);
      else setTimeout(notify, HIDDEN_FRAME_MS);
    }
  }

  function notify(): void {
    notifyWaits = false;
    for (const listener of listeners) listener();
  }

  function tell(happening: Happening | undefined): void {
    if (happening) for (const hear of hearers) hear(happening);
  }

  function take(event: LiveEvent): void {
    if (held) held.push(event);
    else {
      apply(event);
      if (event.kind === 'charge') tell(happenings.ofCharge(event.charge));
      if (event.kind === 'status') tell(happenings.ofConnection(event.status.connection));
    }
  }

  function open(): void {
    if (closed) return;
    const mine = ++generation;
    source?.close();
    clearTimeout(timer);
    held = [];
    const resume = lastSeq === '' ? '' : `&last_event_id=${lastSeq}`;
    const stream = new EventSource(`/v1/events?lang=${lang}${resume}`);
    source = stream;
    const on = <T>(name: string, make: (data: T) => LiveEvent): void =>
      stream.addEventListener(name, (event: MessageEvent<string>) => {
        lastSeq = event.lastEventId || lastSeq;
        newsTaken++;
        take(make(JSON.parse(event.data) as T));
      });
    on<ChargeView>('charge', (charge) => ({ kind: 'charge', charge }));
    on<TerminalView>('terminal', (terminal) => ({ kind: 'terminal', terminal }));
    on<StatusView>('bridge', (status) => ({ kind: 'status', status }));
    stream.onopen = () => void readAll(mine);
    stream.onerror = () => void lose(mine);
  }

  async function readAll(mine: number): Promise<void> {
    const since = new Date(now() - DAY_MS).toISOString();
    const [status, recent, waiting] = await Promise.all([
      call<StatusView>('/v1/status', { lang, timeoutMs: PULSE_PATIENCE_MS }),
      call<{ data: ChargeView[] }>(`/v1/charges?limit=${RECENT_KEPT}`, { lang }),
      call<{ data: ChargeView[] }>(`/v1/charges?status=expired,in_doubt&from=${since}&limit=100`, { lang }),
    ]);
    if (mine !== generation) return;
    if (!status.ok || !recent.ok || !waiting.ok) {
      await lose(mine);
      return;
    }
    const charges = [...recent.data.data, ...waiting.data.data];
    if (primed) for (const charge of charges) tell(happenings.ofCharge(charge));
    else happenings.prime(charges);
    primed = true;
    tell(happenings.ofConnection(status.data.connection));
    apply({
      kind: 'snapshot',
      snapshot: { status: status.data, recent: recent.data.data, waiting: waiting.data.data },
      atMs: now(),
    });
    const news = held ?? [];
    held = undefined;
    news.forEach(take);
    timer = setTimeout(() => void feelPulse(mine), PULSE_MS);
  }

  async function feelPulse(mine: number): Promise<void> {
    const takenBefore = newsTaken;
    const status = await call<StatusView>('/v1/status', { lang, timeoutMs: PULSE_PATIENCE_MS });
    if (mine !== generation) return;
    if (!status.ok) {
      await lose(mine, status);
      return;
    }
    // News that came while the answer was under way is newer than the answer.
    if (newsTaken === takenBefore) take({ kind: 'status', status: status.data });
    timer = setTimeout(() => void feelPulse(mine), PULSE_MS);
  }

  /** Opened anew by ourselves, because a browser gives up for good when a bridge that starts answers 503. */
  async function lose(mine: number, answer?: Answer<StatusView>): Promise<void> {
    if (mine !== generation || closed) return;
    const next = ++generation;
    source?.close();
    clearTimeout(timer);
    if (state.link !== 'locked')
      apply({ kind: 'link', link: state.bridge ? 'reconnecting' : 'connecting', atMs: now() });
    const asked = answer ?? (await call<StatusView>('/v1/status', { lang, timeoutMs: PULSE_PATIENCE_MS }));
    if (next !== generation) return;
    if (!asked.ok && asked.refusal.status === 401) apply({ kind: 'link', link: 'locked', atMs: now() });
    timer = setTimeout(open, REOPEN_MS);
  }

  open();
  return {
    getState: (): LiveState => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hear(hearer: (happening: Happening) => void): () => void {
      hearers.add(hearer);
      return () => hearers.delete(hearer);
    },
    close(): void {
      closed = true;
      generation++;
      source?.close();
      clearTimeout(timer);
    },
  };
}
export type Live = ReturnType<typeof connectLive>;
