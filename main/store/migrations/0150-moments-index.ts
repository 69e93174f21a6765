/** A range of days is a range of rows since `charge_blocks` (0140): each charge need not be indexed by its moment as well. */
export const momentsIndex = {
  version: 150,
  sql: 'DROP INDEX charges_created;',
} as const;
