import { elapsedMs } from '../../contract/clock.ts';
import { noteLease, type LeaseParts, type Seen } from './lease-deps.ts';

/** Tells the lanes what they may use from now on, the journal what they may not any more, and the window what it shows of that. */
export function createLeaseTell(parts: LeaseParts, seen: ReadonlyMap<string, Seen>) {
  const { clock, log, memory, wants, onGranted, onSeen } = parts;
  const usable = new Map<string, boolean>();
  const shown = new Map<string, string>();
  const changes = new Set<() => void>();
  const closing = new AbortController();

  function tell(): void {
    for (const { terminalId, alias } of wants.places()) {
      const may = memory.mayUse(terminalId);
      const before = usable.get(terminalId);
      usable.set(terminalId, may);
      if (may && before !== true) onGranted(terminalId);
      const { mine, mode } = memory.known(terminalId);
      // One of its own has no lease to run out: after a sleep it is only not believed yet.
      if (before === true && !may && mine && mode === 'shared') {
        log.warn({ terminal: alias }, 'the lease ran out: nothing is sent until the hub renews it');
        noteLease(parts, 'lease_over', { terminal: alias });
      }
      show(terminalId, may);
    }
    for (const listener of changes) listener();
  }

  /** Only what people see: that a lease was renewed is no news. */
  function show(terminalId: string, may: boolean): void {
    const { row, at } = seen.get(terminalId) ?? {};
    const isOver = row?.left_ms != null && at !== undefined && row.left_ms < elapsedMs(clock, at);
    const look = JSON.stringify([may, row?.mode, row?.holder, row?.granted_at, row?.wanted_by, row?.busy, isOver]);
    if (shown.get(terminalId) === look) return;
    shown.set(terminalId, look);
    onSeen(terminalId);
  }

  async function watchTime(): Promise<void> {
    while (!closing.signal.aborted) {
      await clock.sleep(1000, closing.signal);
      if (closing.signal.aborted) return;
      try {
        memory.trust.noticeTime();
        tell();
      } catch (error) {
        log.error({ err: error }, 'lease watch failed');
      }
    }
  }

  return {
    tell,
    start: (): void => void watchTime(),
    stop: (): void => closing.abort(),
    /** Resolves when this bridge may use the terminal, or after that many milliseconds. */
    async waitFor(terminalId: string, ms: number): Promise<boolean> {
      const over = new AbortController();
      const listener = (): void => {
        if (memory.mayUse(terminalId)) over.abort();
      };
      changes.add(listener);
      listener();
      await clock.sleep(ms, over.signal);
      changes.delete(listener);
      return memory.mayUse(terminalId);
    },
  };
}
export type LeaseTell = ReturnType<typeof createLeaseTell>;
