import { useTranslation } from 'react-i18next';
import type { ComparisonLine, DayComparison } from '../../main/contract/comparison.ts';
import { formatMoney } from '../../main/contract/money.ts';
import { Button } from '../ui/button.tsx';

/** What each book adds up to, by currency. */
export function CompareTotals({ result: { totals } }: { readonly result: DayComparison }) {
  const { t } = useTranslation();
  return (
    <>
      {totals.map(({ currency, ...sums }) => {
        const money = (cents: number | null): string =>
          cents === null ? t('cierre.compare.none') : formatMoney(cents, currency);
        const tips = sums.paid_in_cents - sums.sale_in_cents;
        return (
          <dl key={currency} className="books">
            <div>
              <dt>{t('cierre.compare.book.erp')}</dt>
              <dd>{money(sums.erp_in_cents)}</dd>
            </div>
            <div>
              <dt>{t('cierre.compare.book.bridge')}</dt>
              <dd>
                {money(sums.sale_in_cents)}
                {tips > 0 && <small>{t('cierre.compare.tips', { amount: money(sums.paid_in_cents) })}</small>}
              </dd>
            </div>
            <div>
              <dt>{t('cierre.compare.book.recurrente')}</dt>
              <dd>{money(sums.recurrente_in_cents)}</dd>
            </div>
          </dl>
        );
      })}
    </>
  );
}

/** The orders in which the books differ, the gravest first. */
export function CompareTable({
  lines,
  onOpen,
}: {
  readonly lines: readonly ComparisonLine[];
  readonly onOpen: (chargeId: string) => void;
}) {
  const { t } = useTranslation();
  const differing = lines.filter(({ faults }) => faults.length > 0);
  if (differing.length === 0) return null;
  return (
    <div className="group-scroll" tabIndex={0} role="region" aria-label={t('cierre.compare.table')}>
      <table className="group-table">
        <thead>
          <tr>
            <th scope="col">{t('common.order')}</th>
            {(['erp', 'bridge', 'recurrente'] as const).map((book) => (
              <th key={book} scope="col" className="number">
                {t(`cierre.compare.book.${book}`)}
              </th>
            ))}
            <th scope="col">{t('cierre.compare.what')}</th>
          </tr>
        </thead>
        <tbody>
          {differing.map((line) => {
            const money = (cents: number | null): string => (cents === null ? '–' : formatMoney(cents, line.currency));
            const { charge_id: chargeId, order_id: order } = line;
            return (
              <tr key={`${order} ${line.checkout_id ?? ''}`} data-order={order} data-faults={line.faults.join(' ')}>
                <th scope="row">
                  {chargeId === null ? (
                    order
                  ) : (
                    <Button
                      look="quiet"
                      className="row-link"
                      aria-label={t('caja.detailOf', { order })}
                      onPress={() => onOpen(chargeId)}
                    >
                      {order}
                    </Button>
                  )}
                </th>
                <td className="number">{money(line.erp_in_cents)}</td>
                <td className="number">
                  {money(line.paid_in_cents === null ? null : line.sale_in_cents)}
                  {line.paid_in_cents !== null && line.paid_in_cents !== line.sale_in_cents && (
                    <small className="fact-line">
                      {t('cierre.compare.tips', { amount: money(line.paid_in_cents) })}
                    </small>
                  )}
                </td>
                <td className="number">{money(line.recurrente_in_cents)}</td>
                <td className="compare-what">
                  {line.faults.map((fault) => (
                    <span key={fault} className="fact-line">
                      {t(`cierre.compare.fault.${fault}`)}
                    </span>
                  ))}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
