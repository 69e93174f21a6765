import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type Answer } from '../api/call.ts';
import { useToast } from '../ui/toasts.tsx';
import { useLang } from '../words/use-lang.ts';

const KEY = 'bridge';

/**
 * What the bridge says at `path`, asked again every `everyMs` while the screen is open. `isKept` is false for a secret: shown again, it
 * must not stand there as it was before.
 */
export function useLook<T>(path: string, everyMs: number | false = false, isKept = true) {
  const lang = useLang();
  return useQuery({
    queryKey: [KEY, path, lang],
    refetchInterval: everyMs,
    ...(isKept ? {} : { gcTime: 0 }),
    queryFn: async ({ signal }) => {
      const answer = await call<T>(path, { lang, signal });
      if (!answer.ok) throw new Error(answer.refusal.detail);
      return answer.data;
    },
  });
}

/** Asks the bridge to do something, then looks anew at all that is shown. Refusals are told in the corner, or by a form at its field. */
export function useAsk(refusals: 'corner' | 'field' = 'corner') {
  const lang = useLang();
  const toast = useToast();
  const queries = useQueryClient();
  return async <T>(path: string, body: unknown = {}, done?: string): Promise<Answer<T>> => {
    const answer = await call<T>(path, { lang, body });
    if (answer.ok) {
      if (done !== undefined) toast({ tone: 'good', title: done });
      await queries.invalidateQueries({ queryKey: [KEY] });
    } else if (refusals === 'corner')
      toast({ tone: 'bad', title: answer.refusal.title, detail: answer.refusal.detail });
    return answer;
  };
}
