import type { Recovery } from './store/recover.ts';
import type { Store } from './store/store.ts';

/** A damaged database was replaced: one alert, kept until a person has seen it. */
export function tellRecovery(store: Store, { setAside, backupAtMs, reason }: Recovery, atMs: number): void {
  const backupAt = backupAtMs === undefined ? '(ninguna copia)' : new Date(backupAtMs).toISOString();
  store.transact('recovered', () =>
    store.raiseAlert({
      atMs,
      code: 'database_restored',
      level: 'critical',
      chargeId: null,
      subject: setAside,
      data: { backup_at: backupAt, set_aside: setAside, reason },
    }),
  );
}
