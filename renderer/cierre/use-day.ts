import { useQuery } from '@tanstack/react-query';
import type { DayReport } from '../../main/contract/report.ts';
import { call } from '../api/call.ts';
import { useLive } from '../live/live-context.tsx';
import { useLang } from '../words/use-lang.ts';

/** The day close of a day; read again whenever a charge changed since, so that what is printed is what the journal says. */
export function useDay(date: string) {
  const lang = useLang();
  const { recent } = useLive();
  return useQuery({
    queryKey: ['day', date, lang, recent[0]?.updated_at],
    queryFn: async ({ signal }) => {
      const answer = await call<DayReport>(`/v1/reports/day?date=${date}`, { lang, signal });
      if (!answer.ok) throw new Error(answer.refusal.detail);
      return answer.data;
    },
    placeholderData: (previous) => (previous?.date === date ? previous : undefined),
  });
}
