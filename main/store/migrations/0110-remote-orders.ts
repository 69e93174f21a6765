/**
 * Orders that this bridge sent to another's terminal through the hub. What became of them is the hub's to tell; here stands only
 * that the number is taken, so that it is not charged at this shop as well, hub or no hub.
 */
export const remoteOrders = {
  version: 110,
  sql: `
    CREATE TABLE remote_orders (
      order_id TEXT PRIMARY KEY,
      -- null while it is not known whether the hub got it
      id TEXT UNIQUE,
      terminal_id TEXT NOT NULL,
      at_ms INTEGER NOT NULL,
      -- 1: no bridge charged it and none will by itself; the number may be used here
      ended INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX remote_orders_open ON remote_orders (at_ms) WHERE ended = 0;
  `,
} as const;
