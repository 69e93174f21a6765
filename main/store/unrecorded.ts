import type { Database } from 'better-sqlite3';

export interface UnrecordedCheckout {
  readonly checkoutId: string;
  readonly externalId: string;
}
interface Row {
  checkout_id: string;
  external_id: string;
}

/** Checkouts under our prefix that no charge here owns (migration 130). */
export function createUnrecorded(db: Database) {
  const add = db.prepare<[string, string, number]>(
    'INSERT INTO unrecorded_checkouts (checkout_id, external_id, seen_at_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const prune = db.prepare<[number]>('DELETE FROM unrecorded_checkouts WHERE seen_at_ms < ?');
  const between = db.prepare<[string, string], Row>(
    'SELECT checkout_id, external_id FROM unrecorded_checkouts WHERE external_id >= ? AND external_id < ?',
  );
  return {
    add: ({ checkoutId, externalId }: UnrecordedCheckout, seenAtMs: number): void =>
      void add.run(checkoutId, externalId, seenAtMs),
    /** Drops what was first seen before that moment. */
    forgetBefore: (ms: number): void => void prune.run(ms),
    /** Those whose external id is `stem` and a number. */
    ofStem: (stem: string): (UnrecordedCheckout & { readonly number: number })[] =>
      // The sign after the digits ends the range.
      between.all(stem, `${stem}:`).flatMap(({ checkout_id, external_id }) => {
        const digits = external_id.slice(stem.length);
        return /^\d{1,6}$/.test(digits)
          ? [{ checkoutId: checkout_id, externalId: external_id, number: Number(digits) }]
          : [];
      }),
  };
}
