/** What the chain's own tools may build on: these columns stay, whatever becomes of the tables. */
export const views = {
  version: 30,
  worksWith: 10,
  sql: `
CREATE VIEW v_charges AS
  SELECT bridge, shop, account, id, order_id, terminal_id, terminal_alias, status, final, paid, currency,
    amount_in_cents, paid_in_cents, tip_in_cents, refunded_in_cents, last4, network, auth_code, source,
    created_at, updated_at, paid_at, refunded_at, day
  FROM charges;

CREATE VIEW v_day_totals AS
  SELECT day, account, shop, terminal_alias, currency,
    count(*) FILTER (WHERE paid) AS paid_count,
    coalesce(sum(paid_in_cents - coalesce(tip_in_cents, 0)) FILTER (WHERE paid), 0)::bigint AS sales_in_cents,
    coalesce(sum(tip_in_cents) FILTER (WHERE paid), 0)::bigint AS tips_in_cents,
    coalesce(sum(paid_in_cents) FILTER (WHERE paid), 0)::bigint AS paid_in_cents,
    count(*) FILTER (WHERE final AND NOT paid) AS unpaid_count,
    count(*) FILTER (WHERE NOT final) AS open_count
  FROM charges GROUP BY day, account, shop, terminal_alias, currency;

CREATE VIEW v_open_or_doubt AS
  SELECT bridge, shop, account, id, order_id, terminal_alias, status, currency, amount_in_cents, created_at, updated_at
  FROM charges WHERE NOT final;

CREATE VIEW v_terminals AS
  SELECT t.account, t.terminal_id, t.alias, t.name, t.mode, t.holder, b.shop, t.fence, t.granted_at, t.expires_at, t.busy,
    w.bridge AS wanted_by, w.wanted_at
  FROM terminals t
  LEFT JOIN bridges b ON b.bridge = t.holder
  LEFT JOIN LATERAL (
    SELECT bridge, wanted_at FROM terminal_wishes w
    WHERE w.account = t.account AND w.terminal_id = t.terminal_id AND w.renewed_at > now() - t.lease
    ORDER BY wanted_at LIMIT 1
  ) w ON true;

CREATE VIEW v_lease_history AS
  SELECT l.at, l.account, l.terminal_id, t.alias, l.kind, l.bridge, l.from_bridge, l.fence, l.note, l.person
  FROM lease_log l LEFT JOIN terminals t USING (account, terminal_id);
`,
} as const;
