import type { Connection } from './contract/status.ts';
import type { Store } from './store/store.ts';

const LINE = 'line';

/** Writes down that the connection changed. An outage is an alert that ends by itself, so that the log tells how long it lasted. */
export function noteConnection(store: Store, connection: Connection, atMs: number): void {
  const note = (kind: string, data: Readonly<Record<string, unknown>>): void =>
    void store.note({ atMs, chargeId: null, kind, status: null, data });
  if (connection === 'offline') {
    const alert = store.alerts.raise({
      atMs,
      code: 'offline',
      level: 'warning',
      chargeId: null,
      subject: LINE,
      data: {},
    });
    if (alert) note('alert', { id: alert.id, code: alert.code });
  } else store.alerts.withdraw('offline', LINE, atMs);
  note('connection', { connection });
}
