import type { Charge } from '../charge/charge.ts';
import type { Connection } from '../contract/status.ts';
import { createConnection } from './connection.ts';
import type { DispatchDeps } from './context.ts';
import { createExpiry } from './expiry.ts';
import { createLane, type Lane } from './lane.ts';
import { createSweep } from './sweep.ts';
import { createWaker } from './waker.ts';
import { createWatch } from './watch.ts';

const HOUSEKEEPING_MS = 1000;

/** A lane's first step is a commit of its own: whoever called has its answer before that, and does not wait for another flush. */
const onceAnswered = (act: () => void): void => void setImmediate(act);

/** Lanes, connection, watch, sweep and expiry: everything that talks to Recurrente by itself. */
export function createDispatcher(deps: DispatchDeps & { readonly onConnection: (connection: Connection) => void }) {
  const { store, config, clock, log } = deps;
  const lanes = new Map<string, Lane>();
  const waker = createWaker(clock);
  const expiry = createExpiry(deps);
  let stopping = false;
  let keeping: Promise<void> | undefined;

  const connection = createConnection({
    ...deps,
    onChange: deps.onConnection,
    onBack: () => {
      wakeAll();
      sweep.nudge();
    },
  });
  const wakeAll = (): void => {
    for (const lane of lanes.values()) lane.wake();
  };
  const sweep = createSweep({ ...deps, connection, onCompared: wakeAll });
  const watch = createWatch({ ...deps, connection, expiry });

  /** A terminal taken out of the configuration keeps its lane while it has charges: nothing that was accepted is forgotten. */
  function openLanes(): void {
    const wanted = new Set([
      ...config().terminals.map((terminal) => terminal.id),
      ...store.charges.terminalsWithOpenCharges(),
    ]);
    for (const terminalId of wanted) {
      if (lanes.has(terminalId)) continue;
      const lane = createLane({ ...deps, connection, expiry, terminalId, compared: sweep.compared });
      lanes.set(terminalId, lane);
      lane.start();
    }
  }

  async function keepHouse(): Promise<void> {
    while (!stopping) {
      try {
        expiry.run();
      } catch (error) {
        log.error({ err: error }, 'housekeeping failed');
      }
      await waker.sleep(HOUSEKEEPING_MS);
    }
  }

  return {
    connection,
    sweep,
    checkClock: expiry.checkClock,
    start(): void {
      connection.start();
      openLanes();
      sweep.start();
      watch.start();
      keeping = keepHouse();
    },
    /** The configuration changed: open what is new. */
    refresh: openLanes,
    /** A terminal that left the configuration has no lane after a restart, until a charge of it is open again. */
    wake: (terminalId: string): void =>
      onceAnswered(() => {
        if (!lanes.has(terminalId)) openLanes();
        lanes.get(terminalId)?.wake();
      }),
    cancelAsked: (charge: Charge): void => lanes.get(charge.terminalId)?.cancelAsked(charge),
    /** There is a new order for this terminal, or for some of them. */
    offer: (terminalId: string): void => onceAnswered(() => lanes.get(terminalId)?.offer()),
    offerAll: (): void =>
      onceAnswered(() => {
        for (const lane of lanes.values()) lane.offer();
      }),
    wakeAll,
    /** Resolves when nothing is in flight any more. */
    async stop(): Promise<void> {
      stopping = true;
      waker.wake();
      await Promise.all([
        connection.stop(),
        sweep.stop(),
        watch.stop(),
        keeping,
        ...[...lanes.values()].map((lane) => lane.stop()),
      ]);
    },
  };
}
export type Dispatcher = ReturnType<typeof createDispatcher>;
