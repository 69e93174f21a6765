import type { ChargeView } from '../../main/contract/charge.ts';
import { call } from '../api/call.ts';
import { useToast } from '../ui/toasts.tsx';
import { useLang } from '../words/use-lang.ts';

/** Opens a charge of which only the id is known; that it cannot be read is told in the corner. */
export function useOpenCharge(onOpen: (charge: ChargeView) => void): (id: string) => Promise<void> {
  const lang = useLang();
  const toast = useToast();
  return async (id) => {
    const answer = await call<ChargeView>(`/v1/charges/${encodeURIComponent(id)}`, { lang });
    if (answer.ok) onOpen(answer.data);
    else toast({ tone: 'bad', title: answer.refusal.title, detail: answer.refusal.detail });
  };
}
