import { ExternalLink, RefreshCw, RotateCw, Scale, X } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import type { CardAction } from '../caja/card-actions.ts';
import { offeredFor } from '../caja/card-actions.ts';
import type { Changes } from '../caja/use-changes.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { askedOf } from '../ui/format.ts';
import { StatusMark } from '../ui/status-mark.tsx';
import { useKeptFocus } from '../ui/use-kept-focus.ts';
import { ChargeFacts } from './charge-facts.tsx';
import { Journal } from './journal.tsx';
import { RefundPart } from './refund-part.tsx';
import { useCharge } from './use-charge.ts';

export interface DetailPanelProps {
  readonly charge: ChargeView;
  readonly changes: Changes;
  readonly onResolve: (charge: ChargeView) => void;
  readonly onClose: () => void;
}

const ICONS: Partial<Record<CardAction, typeof RotateCw>> = {
  retry: RotateCw,
  check: RefreshCw,
  resolve: Scale,
  cancel: X,
  gone: X,
};

/** All about one charge: what it is, what to do, its journal, its evidence. */
export function DetailPanel({ charge: opened, changes, onResolve, onClose }: DetailPanelProps) {
  const { t } = useTranslation();
  const { charge, keep } = useCharge(opened);
  const box = useRef<HTMLDivElement>(null);
  const focus = useKeptFocus(box);

  function act(action: CardAction): void {
    if (action === 'retry') void changes.retry(charge);
    else if (action === 'check') void changes.check(charge);
    else if (action === 'cancel' || action === 'gone') void changes.cancel(charge);
    else if (action === 'resolve') onResolve(charge);
  }

  return (
    <Dialog title={t('detail.title', { order: charge.order_id })} onClose={onClose} size="panel">
      <div className="detail">
        <div className="detail-head">
          <StatusMark status={charge.status} />
          <strong className="detail-amount">{askedOf(charge)}</strong>
        </div>
        <p className="form-note">{charge.next_step}</p>
        <div ref={box} {...focus} className="detail-actions">
          {offeredFor(charge.status)
            .filter(({ action }) => action !== 'release')
            .map(({ action, words, main }) => {
              const Icon = ICONS[action];
              return (
                <Button
                  key={action}
                  look={main ? 'main' : 'plain'}
                  icon={Icon && <Icon aria-hidden />}
                  isBusy={changes.isBusy(charge)}
                  onPress={() => act(action)}
                >
                  {t(words)}
                </Button>
              );
            })}
          <a
            className="button button-plain button-normal"
            href={`/v1/charges/${encodeURIComponent(charge.id)}/evidence`}
            target="_blank"
            rel="noreferrer"
          >
            <ExternalLink aria-hidden />
            {t('detail.evidence')}
          </a>
        </div>
        <RefundPart charge={charge} changes={changes} onAnswer={keep} />
        <ChargeFacts charge={charge} />
        <h3 className="panel-title">{t('detail.journal')}</h3>
        <Journal charge={charge} />
      </div>
    </Dialog>
  );
}
