import { useQuery } from '@tanstack/react-query';
import type { ChainUser } from '../../main/contract/chain.ts';
import { call } from '../api/call.ts';
import { useLang } from '../words/use-lang.ts';

/** Who looks, and what they may do; undefined until the hub has said so. */
export function useMe(): ChainUser | undefined {
  const lang = useLang();
  const { data } = useQuery({
    queryKey: ['me'],
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const answer = await call<ChainUser>('/v1/me', { lang, signal });
      if (!answer.ok) throw new Error(answer.refusal.detail);
      return answer.data;
    },
  });
  return data;
}
