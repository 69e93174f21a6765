import { ExternalLink, RefreshCw, RotateCw, Scale, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';
import type { ChargeView } from '../../main/contract/charge.ts';
import { formatMoney } from '../../main/contract/money.ts';
import type { CardAction } from '../caja/card-actions.ts';
import { offeredFor } from '../caja/card-actions.ts';
import type { Changes } from '../caja/use-changes.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { askedOf, cardOf, formatDay, formatExactTime, totalOf } from '../ui/format.ts';
import { StatusMark } from '../ui/status-mark.tsx';
import { useLang } from '../words/use-lang.ts';
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
  const lang = useLang();
  const { charge, keep } = useCharge(opened);
  const moment = (iso: string): string => `${formatDay(iso, lang)} ${formatExactTime(iso, lang)}`;

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
        <div className="detail-actions">
          {offeredFor(charge.status)
            .filter(({ action }) => action !== 'release')
            .map(({ action, words, main }) => {
              const Icon = ICONS[action];
              return (
                <Button
                  key={action}
                  look={main ? 'main' : 'plain'}
                  icon={Icon && <Icon aria-hidden />}
                  isDisabled={changes.isBusy(charge)}
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
        <dl className="facts">
          <Fact name={t('detail.reason')}>{charge.failure?.message}</Fact>
          <Fact name={t('detail.asked')}>{askedOf(charge)}</Fact>
          <Fact name={t('detail.tip')}>
            {charge.tip_in_cents ? formatMoney(charge.tip_in_cents, charge.currency) : null}
          </Fact>
          <Fact name={t('detail.total')}>{charge.tip_in_cents ? totalOf(charge) : null}</Fact>
          <Fact name={t('common.card')}>{cardOf(charge)}</Fact>
          <Fact name={t('detail.auth')}>{charge.auth_code}</Fact>
          <Fact name={t('detail.installments')}>{charge.installments}</Fact>
          <Fact name={t('common.terminal')}>{charge.terminal.alias}</Fact>
          <Fact name={t('detail.source')}>{t(`source.${charge.source}`)}</Fact>
          <Fact name={t('detail.description')}>{charge.description}</Fact>
          <Fact name={t('detail.created')}>{moment(charge.created_at)}</Fact>
          <Fact name={t('detail.paidAt')}>{charge.paid_at && moment(charge.paid_at)}</Fact>
          <Fact name={t('detail.updated')}>{moment(charge.updated_at)}</Fact>
          <Fact name={t('detail.intent')}>{charge.payment_intent_id}</Fact>
          <Fact name={t('detail.attempts')}>
            {charge.attempts.map(({ number, external_id, checkout_id }) => (
              <span key={number} className="fact-line">
                {external_id}
                {checkout_id && ` · ${checkout_id}`}
              </span>
            ))}
          </Fact>
          <Fact name={t('detail.metadata')}>
            {Object.entries(charge.metadata).map(([key, value]) => (
              <span key={key} className="fact-line">
                {key}: {value}
              </span>
            ))}
          </Fact>
        </dl>
        <h3 className="panel-title">{t('detail.journal')}</h3>
        <Journal charge={charge} />
      </div>
    </Dialog>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  if (
    children === null ||
    children === undefined ||
    children === '' ||
    (Array.isArray(children) && children.length === 0)
  )
    return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
