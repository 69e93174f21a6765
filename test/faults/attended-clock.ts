import { performance } from 'node:perf_hooks';
import type { Clock } from '../../main/contract/clock.ts';
import { machineClock } from '../../main/recurrente/sandbox/server-time.ts';

/** A step of more than this is this process standing still, not time passing. */
const LONGEST_STEP_MS = 60;

/**
 * The clock of a Recurrente that never stands still. The simulated one shares this process with the ERP and the judge, and on a
 * busy machine the process is now and then not run for a second; requests that had arrived would then be handled after a
 * customer's payment that came later. Time that nobody attended is therefore left out of its world: what arrived first is
 * handled first. The bridge, another process, counts that time as all programs do, which is the stricter side.
 */
export function createAttendedClock(): Clock & { readonly unattendedMs: () => number; stop(): void } {
  let lastMs = performance.now();
  let leftOutMs = 0;
  function attended(): number {
    const nowMs = performance.now();
    leftOutMs += Math.max(0, nowMs - lastMs - LONGEST_STEP_MS);
    lastMs = nowMs;
    return nowMs - leftOutMs;
  }
  const startMs = Date.now() - attended();
  const ticking = setInterval(attended, LONGEST_STEP_MS / 6);
  return {
    now: () => startMs + attended(),
    monotonic: attended,
    uptime: attended,
    sleep: machineClock.sleep,
    unattendedMs: () => Math.round(leftOutMs),
    stop: () => clearInterval(ticking),
  };
}
