import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { AlertPage } from '../../main/contract/status.ts';
import { call } from '../api/call.ts';
import { useLive } from '../live/live-context.tsx';
import { useLang } from '../words/use-lang.ts';

const PAGE = 50;

/** The log of alerts, newest first; read anew, as far as it was read, when one is raised, seen or over. */
export function useAlerts() {
  const lang = useLang();
  const { alerts } = useLive();
  const newest = alerts.map(({ id }) => id).join(' ');
  const log = useInfiniteQuery({
    queryKey: ['alerts', lang],
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
  const readAnew = useEffectEvent(() => void log.refetch());
  const seen = useRef(newest);
  useEffect(() => {
    if (seen.current === newest) return;
    seen.current = newest;
    readAnew();
  }, [newest]);
  return log;
}
