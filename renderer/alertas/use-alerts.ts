import { useInfiniteQuery } from '@tanstack/react-query';
import type { AlertPage } from '../../main/contract/status.ts';
import { call } from '../api/call.ts';
import { useLive } from '../live/live-context.tsx';
import { useLang } from '../words/use-lang.ts';

const PAGE = 50;

/** The log of alerts, newest first; read anew when one is raised, seen or over. */
export function useAlerts() {
  const lang = useLang();
  const { alerts } = useLive();
  const newest = alerts.map(({ id }) => id).join(' ');
  return useInfiniteQuery({
    queryKey: ['alerts', lang, newest],
    initialPageParam: null as number | null,
    queryFn: async ({ pageParam, signal }) => {
      const older = pageParam === null ? '' : `&before=${pageParam}`;
      const answer = await call<AlertPage>(`/v1/alerts?limit=${PAGE}${older}`, { lang, signal });
      if (!answer.ok) throw new Error(answer.refusal.detail);
      return answer.data;
    },
    getNextPageParam: ({ next_before }) => next_before,
    placeholderData: (previous) => previous,
  });
}
