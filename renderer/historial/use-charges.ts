import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ChargeView } from '../../main/contract/charge.ts';
import { call } from '../api/call.ts';
import { useLive } from '../live/live-context.tsx';
import { useLang } from '../words/use-lang.ts';
import { isWanted, toQuery, type Filters } from './filters.ts';

interface ChargePage<T> {
  readonly data: readonly T[];
  readonly next_cursor: string | null;
  /** Tells one reading from the next; nothing is measured by it. */
  readonly readAtMs: number;
}
const PAGE = 100;

/** The charges that match, page by page as they are scrolled to, as they were when they were read: anew each time the list opens. */
export function useChargePages<T extends ChargeView>(filters: Filters) {
  const lang = useLang();
  const query = useInfiniteQuery({
    queryKey: ['charges', filters, lang],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const answer = await call<Omit<ChargePage<T>, 'readAtMs'>>(`/v1/charges?${toQuery(filters, PAGE, pageParam)}`, {
        lang,
        signal,
      });
      if (!answer.ok) throw new Error(answer.refusal.detail);
      return { ...answer.data, readAtMs: Date.now() } satisfies ChargePage<T>;
    },
    getNextPageParam: (page) => page.next_cursor,
    refetchOnWindowFocus: false,
  });
  /** One question at a time; after one that failed a person asks again, or the bridge's return does. */
  const readOn = (): void => {
    if (!query.isFetching && !query.isError) void query.fetchNextPage();
  };
  return { ...query, readOn };
}

/** The charges that match; those that changed meanwhile are shown as they stand now, those that came since are counted. */
export function useCharges(filters: Filters) {
  const { recent } = useLive();
  const query = useChargePages<ChargeView>(filters);
  const charges = useMemo(() => {
    const newest = new Map(recent.map((charge) => [charge.id, charge]));
    return (query.data?.pages ?? []).flatMap((page) => page.data.map((charge) => newest.get(charge.id) ?? charge));
  }, [query.data, recent]);
  const newer = useNewer(filters, charges, recent, query.data?.pages[0]?.readAtMs, query.hasNextPage);
  return { ...query, charges, newer };
}

/** How many charges belong into the list and are not in it: they came, or changed, since it was read. */
function useNewer(
  filters: Filters,
  charges: readonly ChargeView[],
  recent: readonly ChargeView[],
  readAtMs: number | undefined,
  hasMore: boolean,
): number {
  const [reading, setReading] = useState({ atMs: readAtMs, newest: newestOf(recent) });
  if (reading.atMs !== readAtMs) setReading({ atMs: readAtMs, newest: newestOf(recent) });
  return useMemo(() => {
    if (readAtMs === undefined) return 0;
    const listed = new Set(charges.map(({ id }) => id));
    // What lies below the last row that was read is no news. With words, only the bridge can tell what matches: whatever came since
    // the reading is offered.
    const belowList = hasMore ? (charges.at(-1)?.created_at ?? '') : '';
    const since = filters.q.trim() === '' ? belowList : reading.newest;
    return recent.filter((charge) => charge.created_at > since && !listed.has(charge.id) && isWanted(filters, charge))
      .length;
  }, [filters, charges, recent, readAtMs, hasMore, reading.newest]);
}

const newestOf = (recent: readonly ChargeView[]): string =>
  recent.reduce((newest, { created_at: at }) => (at > newest ? at : newest), '');
