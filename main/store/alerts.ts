import type { Database } from 'better-sqlite3';
import type { Alert, AlertCode } from '../contract/status.ts';

export interface AlertLine {
  readonly id: number;
  readonly atMs: number;
  readonly code: AlertCode;
  readonly level: Alert['level'];
  readonly chargeId: string | null;
  readonly data: Readonly<Record<string, string | number>>;
  readonly acknowledgedAtMs: number | null;
  /** Who saw it; null while nobody has, and when its cause went away by itself. */
  readonly acknowledgedBy: string | null;
}
export type NewAlert = Omit<AlertLine, 'id' | 'acknowledgedAtMs' | 'acknowledgedBy'> & {
  /** What it is about (a charge, a checkout): the same alert about the same thing is raised once. */
  readonly subject: string;
};

interface Row {
  id: number;
  at_ms: number;
  code: string;
  level: string;
  charge_id: string | null;
  data: string;
  acknowledged_at_ms: number | null;
  acknowledged_by: string | null;
}

/** What a person must be told and has to acknowledge. */
export function createAlerts(db: Database) {
  const insert = db.prepare<[number, string, string, string | null, string, string]>(
    `INSERT INTO alerts (at_ms, code, level, charge_id, subject, data) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const open = db.prepare<[], Row>('SELECT * FROM alerts WHERE acknowledged_at_ms IS NULL ORDER BY id DESC LIMIT 100');
  const before = db.prepare<[number, number], Row>('SELECT * FROM alerts WHERE id < ? ORDER BY id DESC LIMIT ?');
  const acknowledge = db.prepare<[number, string, number]>(
    'UPDATE alerts SET acknowledged_at_ms = ?, acknowledged_by = ? WHERE id = ? AND acknowledged_at_ms IS NULL',
  );
  // The line stays for the log; its subject is free for the next time.
  const end = db.prepare<[number, string, string]>(
    `UPDATE alerts SET acknowledged_at_ms = coalesce(acknowledged_at_ms, ?), subject = subject || ' ~' || id WHERE code = ? AND subject = ?`,
  );
  return {
    /** The new alert's id, or undefined when it was raised before. */
    raise(alert: NewAlert): Pick<AlertLine, 'id'> | undefined {
      const { changes, lastInsertRowid } = insert.run(
        alert.atMs,
        alert.code,
        alert.level,
        alert.chargeId,
        alert.subject,
        JSON.stringify(alert.data),
      );
      return changes === 0 ? undefined : { id: Number(lastInsertRowid) };
    },
    open: (): AlertLine[] => open.all().map(read),
    /** The log, newest first: alerts with a smaller number than `id`. */
    before: (id: number, limit: number): AlertLine[] => before.all(id, limit).map(read),
    acknowledge: (id: number, atMs: number, by: string): boolean => acknowledge.run(atMs, by, id).changes === 1,
    /** The cause is gone (the key works again): nobody needs to look any more, and it may be raised anew when it returns. */
    withdraw: (code: AlertCode, subject: string, atMs: number): boolean => end.run(atMs, code, subject).changes > 0,
  };
}
export type Alerts = ReturnType<typeof createAlerts>;

const read = (row: Row): AlertLine => ({
  id: row.id,
  atMs: row.at_ms,
  code: row.code as AlertCode,
  level: row.level as Alert['level'],
  chargeId: row.charge_id,
  data: JSON.parse(row.data) as Record<string, string | number>,
  acknowledgedAtMs: row.acknowledged_at_ms,
  acknowledgedBy: row.acknowledged_by,
});
