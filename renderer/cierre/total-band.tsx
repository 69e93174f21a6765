import { useTranslation } from 'react-i18next';
import { formatMoney } from '../../main/contract/money.ts';
import type { Totals } from './totals.ts';

/** A day in one currency: what remains, large, and what it is made of. */
export function TotalBand({ sum }: { readonly sum: Totals }) {
  const { t } = useTranslation();
  return (
    <dl className="total">
      <div className="total-net">
        <dt>{t('cierre.net')}</dt>
        <dd>{formatMoney(sum.netInCents, sum.currency)}</dd>
      </div>
      <div>
        <dt>{t('cierre.count')}</dt>
        <dd>{sum.count}</dd>
      </div>
      <div>
        <dt>{t('cierre.sales')}</dt>
        <dd>{formatMoney(sum.salesInCents, sum.currency)}</dd>
      </div>
      <div>
        <dt>{t('cierre.tips')}</dt>
        <dd>{formatMoney(sum.tipsInCents, sum.currency)}</dd>
      </div>
      <div>
        <dt>{t('cierre.refunds')}</dt>
        <dd>{formatMoney(sum.refundsInCents, sum.currency)}</dd>
      </div>
    </dl>
  );
}
