import { useTranslation } from 'react-i18next';
import { formatMoney, type Currency } from '../../main/contract/money.ts';
import type { DayGroup } from '../../main/contract/report.ts';

/** One terminal and currency, line by line as the terminal's batch report has them. */
export function GroupTable({ group }: { readonly group: DayGroup }) {
  const { t } = useTranslation();
  const money = (cents: number, currency: Currency = group.currency): string => formatMoney(cents, currency);
  return (
    <section className="panel group" aria-label={`${group.terminal.name} ${group.currency}`}>
      <h2 className="group-title">
        {group.terminal.name} <span className="group-currency">{group.currency}</span>
        <strong>{money(group.net_in_cents)}</strong>
      </h2>
      <div
        className="group-scroll"
        tabIndex={0}
        role="region"
        aria-label={t('cierre.linesOf', { terminal: group.terminal.name })}
      >
        <table className="group-table">
          <thead>
            <tr>
              <th scope="col">{t('common.time')}</th>
              <th scope="col">{t('common.order')}</th>
              <th scope="col">{t('common.card')}</th>
              <th scope="col">{t('cierre.auth')}</th>
              <th scope="col" className="number">
                {t('cierre.sale')}
              </th>
              <th scope="col" className="number">
                {t('cierre.tip')}
              </th>
              <th scope="col" className="number">
                {t('common.amount')}
              </th>
            </tr>
          </thead>
          <tbody>
            {group.lines.map((line) => (
              <tr key={line.charge_id}>
                <td>{line.time}</td>
                <th scope="row">{line.order_id}</th>
                <td>{line.last4 ? `•${line.last4}` : ''}</td>
                <td>{line.auth_code}</td>
                <td className="number">{money(line.amount_in_cents)}</td>
                <td className="number">{line.tip_in_cents === 0 ? '' : money(line.tip_in_cents)}</td>
                <td className="number">
                  <strong>{money(line.paid_in_cents)}</strong>
                  {line.refunded_in_cents > 0 && <span className="refunded">{t('cierre.refunded')}</span>}
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td colSpan={4}>{t('cierre.sum', { count: group.count })}</td>
              <td className="number">{money(group.sales_in_cents)}</td>
              <td className="number">{money(group.tips_in_cents)}</td>
              <td className="number">{money(group.sales_in_cents + group.tips_in_cents)}</td>
            </tr>
            {group.refunds_count > 0 && (
              <tr>
                <td colSpan={6}>{t('cierre.refundsSum', { count: group.refunds_count })}</td>
                <td className="number">{money(-group.refunds_in_cents)}</td>
              </tr>
            )}
          </tfoot>
        </table>
      </div>
    </section>
  );
}
