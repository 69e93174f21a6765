import { useQuery, useQueryClient } from '@tanstack/react-query';
import { RotateCw, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChainCharge } from '../../main/contract/chain.ts';
import { call } from '../api/call.ts';
import { ChargeFacts, Fact } from '../detalle/charge-facts.tsx';
import { Journal } from '../detalle/journal.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { askedOf } from '../ui/format.ts';
import { StatusMark } from '../ui/status-mark.tsx';
import { useToast } from '../ui/toasts.tsx';
import { useLang } from '../words/use-lang.ts';
import { useChain } from './chain-context.tsx';

/** Looked at this often while it may still change; a charge that was sent from here is also heard of. */
const LOOK_MS = 3000;

/** An unpaid one, however final, may be tried again in its shop; a paid one changes only while it is given back. */
const isSettled = ({ paid, refund }: ChainCharge): boolean => paid && (refund === null || refund.closed_at !== null);

export interface ChainDetailProps {
  readonly charge: ChainCharge;
  readonly maySend: boolean;
  readonly onClose: () => void;
}

/** All about one charge of any shop: what it is, where it stands, its journal. */
export function ChainDetail({ charge: opened, maySend, onClose }: ChainDetailProps) {
  const { t } = useTranslation();
  const { t: c } = useTranslation('central');
  const { charge, act, busy } = useChainCharge(opened);
  const { remote } = charge;
  const mayCancel = maySend && remote?.status === 'waiting';
  const mayRetry = maySend && ['refused', 'expired', 'cancelled'].includes(remote?.status ?? '');

  return (
    <Dialog title={t('detail.title', { order: charge.order_id })} onClose={onClose} size="panel">
      <div className="detail">
        <div className="detail-head" role="status">
          <StatusMark status={charge.status} />
          <strong className="detail-amount">{askedOf(charge)}</strong>
        </div>
        <p className="form-note">{charge.next_step}</p>
        {(mayCancel || mayRetry) && (
          <div className="detail-actions">
            {mayCancel && (
              <Button icon={<X aria-hidden />} isBusy={busy} onPress={() => void act('cancel')}>
                {c('detail.cancel')}
              </Button>
            )}
            {mayRetry && (
              <Button look="main" icon={<RotateCw aria-hidden />} isBusy={busy} onPress={() => void act('retry')}>
                {c('detail.retry')}
              </Button>
            )}
          </div>
        )}
        <ChargeFacts
          charge={charge}
          before={
            <>
              <Fact name={c('detail.shop')}>{charge.shop}</Fact>
              <Fact name={c('detail.bridge')}>{charge.bridge}</Fact>
              <Fact name={c('detail.remote')}>{remote && c(`detail.status.${remote.status}`)}</Fact>
              <Fact name={c('detail.origin')}>{remote?.origin}</Fact>
            </>
          }
        />
        {charge.bridge !== null && <p className="field-hint">{c('detail.atShop')}</p>}
        <h3 className="panel-title">{t('detail.journal')}</h3>
        {charge.attempts.length === 0 && charge.bridge === null ? (
          <p className="panel-empty">{c('detail.noJournal')}</p>
        ) : (
          <Journal charge={charge} />
        )}
      </div>
    </Dialog>
  );
}

function useChainCharge(opened: ChainCharge) {
  const lang = useLang();
  const toast = useToast();
  const queries = useQueryClient();
  const { heard } = useChain();
  const [busy, setBusy] = useState(false);
  const queryKey = ['chain-charge', opened.id, lang];
  const read = useQuery({
    queryKey,
    initialData: opened,
    // The row that it was opened from may be hours old.
    initialDataUpdatedAt: 0,
    refetchOnMount: 'always',
    queryFn: async ({ signal }) => {
      const answer = await call<ChainCharge>(`/v1/charges/${encodeURIComponent(opened.id)}`, { lang, signal });
      if (!answer.ok) throw new Error(answer.refusal.detail);
      return answer.data;
    },
    refetchInterval: ({ state }) => (state.data && isSettled(state.data) ? false : LOOK_MS),
  });
  const told = heard.find(({ id }) => id === opened.id);
  const charge = told && told.updated_at >= read.data.updated_at ? told : read.data;

  /** What the hub answers is shown at once, refusals too: they say who has it now. */
  async function act(what: 'cancel' | 'retry'): Promise<void> {
    setBusy(true);
    const answer = await call<ChainCharge>(`/v1/charges/${encodeURIComponent(opened.id)}/${what}`, { lang, body: {} });
    setBusy(false);
    if (answer.ok) queries.setQueryData(queryKey, answer.data);
    else {
      toast({ tone: 'bad', title: answer.refusal.title, detail: answer.refusal.detail });
      await read.refetch();
    }
  }
  return { charge, act, busy };
}
