import type { Column } from './guess-roles.ts';
import type { RawTable } from './rows.ts';

/** Of a sample. */
export const ROWS_READ = 200;

/** What each column of a sample holds, without those that a record has more than once: none of them could be a charge's. */
export const columnsOf = ({ places, rows, repeated }: RawTable): Column[] =>
  places
    .filter((place) => !repeated?.has(place))
    .map((place) => ({ place, values: rows.slice(0, ROWS_READ).map((row) => (row.read(place) ?? '').trim()) }));
