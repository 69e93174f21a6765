import { findTerminal } from '../charge/accept-rules.ts';
import type { DispatchDeps } from './context.ts';

/** Steps are tried again every two seconds: a fault that stays this long is nothing that passes. */
const STUCK_AFTER = 5;

/**
 * Tells people of a lane that cannot go on: its charges would wait for ever behind "in its turn" (a window that says nothing). The
 * alert ends by itself with the first step that succeeds. A disk that takes nothing is told by the status instead.
 */
export function createStuckWatch({ store, clock, config, log }: DispatchDeps, terminalId: string) {
  let failures = 0;
  /** One of the process before may still stand. */
  let mayStand = true;

  function write(step: string, work: () => void): void {
    try {
      store.transact(step, work);
    } catch (error) {
      log.error({ terminal: terminalId, err: error }, 'alert not written');
    }
  }

  return {
    failed(): void {
      failures += 1;
      if (failures !== STUCK_AFTER) return;
      mayStand = true;
      const terminal = findTerminal(config(), terminalId)?.alias ?? terminalId;
      write('lane_stuck', () =>
        store.raiseAlert({
          atMs: clock.now(),
          code: 'lane_stuck',
          level: 'critical',
          chargeId: null,
          subject: terminalId,
          data: { terminal },
        }),
      );
    },
    went(): void {
      failures = 0;
      if (!mayStand) return;
      mayStand = false;
      write('lane_goes_on', () => store.alerts.withdraw('lane_stuck', terminalId, clock.now()));
    },
  };
}
