import { assertNever } from '../../contract/assert-never.ts';
import type { Clock } from '../../contract/clock.ts';
import { routeOf, type ApiRequest } from './api.ts';
import type { Fault, FaultPlan, Network } from './faults.ts';
import type { SandboxLog } from './log.ts';
import { refuse, WRONG_KEY, type Answer } from './refusal.ts';

/** What the caller gets: an answer, half of one, or a connection that is cut or was never made. */
export type Outcome =
  | { readonly kind: 'answer' | 'half'; readonly answer: Answer }
  | { readonly kind: 'cut' }
  | { readonly kind: 'refused' };

export interface GateDeps {
  readonly answer: (request: ApiRequest) => Answer;
  readonly faults: FaultPlan;
  readonly clock: Clock;
  readonly log: SandboxLog;
  /** Aborted when the sandbox stops: held requests are let go undone. */
  readonly stopping: AbortSignal;
}
export type Gate = (request: ApiRequest) => Promise<Outcome>;

/** Everything that lies between the caller and the rules: the network, faults, and the log of both. */
export function createGate({ answer, faults, clock, log, stopping }: GateDeps): Gate {
  let count = 0;

  return async function pass(request): Promise<Outcome> {
    const network = faults.network();
    if (network !== 'up') return noNetwork(network);
    const { route } = routeOf(request);
    const number = (count += 1);
    log.write({
      kind: 'request',
      request: number,
      route,
      method: request.method,
      path: request.url.pathname,
      ...namesIn(request.body),
    });
    /** Does the work. From here on the call has had its effect. */
    const perform = (): Answer => {
      const done = answer(request);
      log.write({ kind: 'answer', request: number, route, status: done.status });
      return done;
    };
    const fault = faults.draw(route);
    if (!fault) return { kind: 'answer', answer: perform() };
    log.write({ kind: 'fault', request: number, route, fault: nameOf(fault) });
    const outcome = await suffer(fault, request, perform);
    // A network that was cut while the call was under way takes the answer with it.
    return faults.network() === 'up' ? outcome : { kind: 'cut' };
  };

  async function suffer(fault: Fault, request: ApiRequest, perform: () => Answer): Promise<Outcome> {
    switch (fault.kind) {
      case 'drop':
        if (fault.when === 'after') perform();
        return { kind: 'cut' };
      case 'error':
        if (fault.when === 'after') perform();
        return { kind: 'answer', answer: { status: fault.status, body: { error: 'Error interno' } } };
      case 'html':
        if (fault.when === 'after') perform();
        return { kind: 'answer', answer: page(fault.status) };
      case 'rate_limit':
        return {
          kind: 'answer',
          answer: {
            status: 429,
            headers: { 'retry-after': String(fault.retryAfterSeconds) },
            body: { error: 'Demasiadas solicitudes' },
          },
        };
      case 'slow': {
        const early = fault.when === 'after' ? perform() : undefined;
        await clock.sleep(fault.ms, stopping);
        return stopping.aborted ? { kind: 'cut' } : { kind: 'answer', answer: early ?? perform() };
      }
      case 'hang':
        if (fault.when === 'after') perform();
        await gone(request);
        return { kind: 'cut' };
      case 'half_answer':
        return { kind: 'half', answer: perform() };
      case 'late':
        if (fault.cut) {
          void performLate(fault.ms, perform);
          return { kind: 'cut' };
        }
        await gone(request);
        void performLate(fault.ms, perform);
        return { kind: 'cut' };
      case 'refuse_key':
        return { kind: 'answer', answer: refuse(WRONG_KEY, 'errors') };
      default:
        return assertNever(fault);
    }
  }

  async function performLate(ms: number, perform: () => Answer): Promise<void> {
    await clock.sleep(ms, stopping);
    if (!stopping.aborted) perform();
  }

  function gone(request: ApiRequest): Promise<void> {
    return new Promise((resolve) => {
      if (request.gone.aborted || stopping.aborted) return resolve();
      request.gone.addEventListener('abort', () => resolve(), { once: true });
      stopping.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}

const noNetwork = (network: Exclude<Network, 'up'>): Outcome => ({ kind: network === 'refuse' ? 'refused' : 'cut' });

const page = (status: number): Answer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!doctype html><title>Acceso a la red</title><p>Inicie sesión para usar esta red.</p>',
});

const nameOf = (fault: Fault): string => ('when' in fault ? `${fault.kind}_${fault.when}` : fault.kind);

/** The order and terminal that a body names, for the log; nothing else of the body is kept. */
function namesIn(body: string): { external_id?: string; terminal?: string } {
  const external = /"external_id"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(body)?.[1];
  const terminal = /"terminal_id"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(body)?.[1];
  return {
    ...(external === undefined ? {} : { external_id: readString(external) }),
    ...(terminal === undefined ? {} : { terminal: readString(terminal) }),
  };
}
function readString(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
