import type { Connection } from './contract/status.ts';
import type { Store } from './store/store.ts';

const LINE = 'line';

/** Writes down that the connection changed. An outage is an alert that ends by itself, so that the log tells how long it lasted. */
export function noteConnection(store: Store, connection: Connection, atMs: number): void {
  if (connection === 'offline')
    store.raiseAlert({ atMs, code: 'offline', level: 'warning', chargeId: null, subject: LINE, data: {} });
  else store.alerts.withdraw('offline', LINE, atMs);
  store.note({ atMs, chargeId: null, kind: 'connection', status: null, data: { connection } });
}
