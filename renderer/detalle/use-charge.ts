import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ChargeView } from '../../main/contract/charge.ts';
import { call } from '../api/call.ts';
import { useLive } from '../live/live-context.tsx';
import { useLang } from '../words/use-lang.ts';

const LOOK_MS = 2000;

/**
 * The charge as it stands now. The last ones arrive by themselves; an older one, found in the history, is read when it is opened:
 * the row that it was opened from may be hours old. It is read again while its refund is under way. `keep` takes over what the bridge answered to a change.
 */
export function useCharge(opened: ChargeView) {
  const lang = useLang();
  const { recent } = useLive();
  const queries = useQueryClient();
  const live = recent.find(({ id }) => id === opened.id);
  const queryKey = ['charge', opened.id, lang];
  const read = useQuery({
    queryKey,
    enabled: live === undefined,
    initialData: opened,
    initialDataUpdatedAt: 0,
    refetchOnMount: 'always',
    queryFn: async ({ signal }) => {
      const answer = await call<ChargeView>(`/v1/charges/${encodeURIComponent(opened.id)}`, { lang, signal });
      if (!answer.ok) throw new Error(answer.refusal.detail);
      return answer.data;
    },
    refetchInterval: ({ state }) => (isRefundMoving(state.data ?? opened) ? LOOK_MS : false),
  });
  return { charge: live ?? read.data, keep: (charge: ChargeView) => queries.setQueryData(queryKey, charge) };
}

const isRefundMoving = ({ refund }: ChargeView): boolean =>
  refund !== null && ['requested', 'sending', 'pending'].includes(refund.status);
