/**
 * From when until when the charges of each 1,024 rows were made, kept between commits as the search is (search-index.ts). A range
 * of days is then a range of rows, also where the PC's clock was set back: the one need not follow the other.
 */
export const moments = {
  version: 140,
  sql: `
    CREATE TABLE charge_blocks (block INTEGER PRIMARY KEY, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL) STRICT;
    INSERT INTO charge_blocks (block, first_ms, last_ms)
      SELECT seq >> 10, min(created_at_ms), max(created_at_ms) FROM charges
      WHERE seq <= (SELECT seq FROM charge_words_cursor) GROUP BY 1;
  `,
} as const;
