/**
 * Files that are taken up again because their writer went on with them: what names their rows (null: their own content and time),
 * how many rows an earlier reading took, and the name under which they lie in `done/` or `rejected/`.
 */
export const filesAgain = {
  version: 170,
  sql: `
    ALTER TABLE files ADD COLUMN identity TEXT;
    ALTER TABLE files ADD COLUMN named_at_ms INTEGER;
    ALTER TABLE files ADD COLUMN taken_before INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE files ADD COLUMN kept_as TEXT;
  `,
} as const;
