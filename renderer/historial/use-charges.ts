import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ChargeView } from '../../main/contract/charge.ts';
import { call } from '../api/call.ts';
import { useLive } from '../live/live-context.tsx';
import { useLang } from '../words/use-lang.ts';
import { toQuery, type Filters } from './filters.ts';

interface ChargePage<T> {
  readonly data: readonly T[];
  readonly next_cursor: string | null;
}
const PAGE = 100;

/** The charges that match, page by page as they are scrolled to, as they were when they were read. */
export function useChargePages<T extends ChargeView>(filters: Filters) {
  const lang = useLang();
  return useInfiniteQuery({
    queryKey: ['charges', filters, lang],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const answer = await call<ChargePage<T>>(`/v1/charges?${toQuery(filters, PAGE, pageParam)}`, { lang, signal });
      if (!answer.ok) throw new Error(answer.refusal.detail);
      return answer.data;
    },
    getNextPageParam: (page) => page.next_cursor,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
}

/** The charges that match; those that changed meanwhile are shown as they stand now. */
export function useCharges(filters: Filters) {
  const { recent } = useLive();
  const query = useChargePages<ChargeView>(filters);
  const charges = useMemo(() => {
    const newest = new Map(recent.map((charge) => [charge.id, charge]));
    return (query.data?.pages ?? []).flatMap((page) => page.data.map((charge) => newest.get(charge.id) ?? charge));
  }, [query.data, recent]);
  const newer = useMemo(() => {
    const first = charges[0];
    if (!first || filters.q || filters.outcome !== 'all' || filters.terminal || filters.to) return 0;
    return recent.filter((charge) => charge.created_at > first.created_at).length;
  }, [charges, recent, filters]);
  return { ...query, charges, newer };
}
