/** What was paid is searched for as well as what was asked; only payments with a tip differ. */
export const search = {
  version: 75,
  sql: `
    CREATE INDEX charges_paid_amount ON charges (paid_in_cents, seq) WHERE paid_in_cents <> amount_in_cents;
  `,
} as const;
