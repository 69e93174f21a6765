import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import { formatMoney } from '../../main/contract/money.ts';
import { askedOf, cardOf, formatDay, formatExactTime, totalOf } from '../ui/format.ts';
import { useLang } from '../words/use-lang.ts';

/** What a charge is, fact by fact; what is not known is left out. `before` comes first, in the same list. */
export function ChargeFacts({ charge, before }: { readonly charge: ChargeView; readonly before?: ReactNode }) {
  const { t } = useTranslation();
  const lang = useLang();
  const moment = (iso: string): string => `${formatDay(iso, lang)} ${formatExactTime(iso, lang)}`;
  return (
    <dl className="facts">
      {before}
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
  );
}

export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
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
