import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import type { RefundResolution } from '../../main/contract/refunds.ts';
import type { Resolution } from '../../main/contract/requests.ts';
import { call, type Answer } from '../api/call.ts';
import { useToast } from '../ui/toasts.tsx';
import { useLang } from '../words/use-lang.ts';

/** What a person can ask of a charge. The answer only says whether the bridge agreed: the screen changes when the journal does. */
export function useChanges() {
  const lang = useLang();
  const toast = useToast();
  const { t } = useTranslation();
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());

  /** One at a time for each thing asked: a key held down asks once. */
  async function ask<T>(
    key: string,
    path: string,
    body: unknown = {},
    tellRefusal = true,
  ): Promise<Answer<T> | undefined> {
    if (busy.has(key)) return undefined;
    setBusy((all) => new Set(all).add(key));
    const answer = await call<T>(path, { lang, body });
    setBusy((all) => new Set([...all].filter((each) => each !== key)));
    if (!answer.ok && tellRefusal) toast({ tone: 'bad', title: answer.refusal.title, detail: answer.refusal.detail });
    return answer;
  }

  const on = (charge: ChargeView, verb: string): string => `/v1/charges/${encodeURIComponent(charge.id)}/${verb}`;
  return {
    isBusy: (charge: ChargeView): boolean => busy.has(charge.id),
    cancel: (charge: ChargeView) => ask<ChargeView>(charge.id, on(charge, 'cancel')),
    retry: (charge: ChargeView) => ask<ChargeView>(charge.id, on(charge, 'retry')),
    move: (charge: ChargeView, terminal: string) => ask<ChargeView>(charge.id, on(charge, 'move'), { terminal }),
    async check(charge: ChargeView) {
      const answer = await ask<ChargeView>(charge.id, on(charge, 'check'));
      if (answer?.ok)
        toast({
          tone: 'info',
          title: t('caja.checkDone', { status: t(`status.${answer.data.status}`) }),
          detail: answer.data.next_step,
        });
      return answer;
    },
    resolve: (charge: ChargeView, resolution: Resolution) =>
      ask<ChargeView>(charge.id, on(charge, 'resolve'), resolution),
    refund: (charge: ChargeView) => ask<ChargeView>(charge.id, on(charge, 'refund')),
    resolveRefund: (charge: ChargeView, told: RefundResolution) =>
      ask<ChargeView>(charge.id, on(charge, 'refund/resolve'), told),
    release: (terminalId: string, word: { note: string; name: string }) =>
      ask(terminalId, `/v1/terminals/${encodeURIComponent(terminalId)}/release`, word),
    isTaking: (terminalId: string): boolean => busy.has(`take-${terminalId}`),
    /** The refusal is the caller's to tell: it says what taking by force would risk. */
    take: (terminalId: string) =>
      ask(`take-${terminalId}`, `/v1/terminals/${encodeURIComponent(terminalId)}/take`, {}, false),
    force: (terminalId: string, word: { note: string; name: string }) =>
      ask(`take-${terminalId}`, `/v1/terminals/${encodeURIComponent(terminalId)}/take`, { ...word, force: true }),
    keep: (terminalId: string) => ask(`take-${terminalId}`, `/v1/terminals/${encodeURIComponent(terminalId)}/keep`),
    allowReplays: (word: { note: string; name: string }) => ask('replays', '/v1/replays/allow', word),
    acknowledge: (alertId: number) => ask(`alert-${alertId}`, `/v1/alerts/${alertId}/acknowledge`),
  };
}
export type Changes = ReturnType<typeof useChanges>;
