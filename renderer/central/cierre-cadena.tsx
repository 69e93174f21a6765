import { useQuery } from '@tanstack/react-query';
import { Download, Printer } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChainCharge, ChainDay, ChainDayGroup } from '../../main/contract/chain.ts';
import { formatMoney } from '../../main/contract/money.ts';
import { call } from '../api/call.ts';
import { Attention } from '../cierre/attention.tsx';
import { DaySteps } from '../cierre/day-steps.tsx';
import { noon } from '../cierre/days.ts';
import { TotalBand } from '../cierre/total-band.tsx';
import { go } from '../routing.ts';
import { Button } from '../ui/button.tsx';
import { Failed } from '../ui/failed.tsx';
import { formatExactTime, formatLongDay, shopDay } from '../ui/format.ts';
import { useLang } from '../words/use-lang.ts';
import { useChain } from './chain-context.tsx';
import { toTotals } from './resumen.tsx';
import { ShopField } from './shop-field.tsx';
import { TroubleList } from './trouble-list.tsx';
import { whereOf } from './where.ts';

export interface CierreCadenaProps {
  readonly query: URLSearchParams;
  readonly onOpenCharge: (charge: ChainCharge) => void;
}

/** The chain's day close: what is missing first, then the totals, then shop by shop. */
export function CierreCadena({ query, onOpenCharge }: CierreCadenaProps) {
  const { t } = useTranslation();
  const { t: c } = useTranslation('central');
  const lang = useLang();
  const { shops } = useChain();
  const today = shopDay(Date.now());
  // At midnight the sheet that somebody reads, or is about to print, stays the one that it is.
  const [opened] = useState(today);
  const asked = query.get('dia') ?? '';
  const date = /^\d{4}-\d\d-\d\d$/.test(asked) ? asked : opened;
  const shop = query.get('shop') ?? '';
  const show = (next: { readonly date?: string; readonly shop?: string }): void => {
    const place = { dia: next.date ?? date, shop: next.shop ?? shop };
    go(`cierre?${new URLSearchParams(Object.entries(place).filter(([, value]) => value !== '')).toString()}`);
  };
  const where = `/v1/reports/day?${new URLSearchParams({ date, ...(shop ? { shop } : {}) }).toString()}`;
  const day = useQuery({
    queryKey: ['chain-day', where, lang],
    refetchInterval: date === today ? 30_000 : false,
    queryFn: async ({ signal }) => {
      const answer = await call<ChainDay>(where, { lang, signal });
      if (!answer.ok) throw new Error(answer.refusal.detail);
      return answer.data;
    },
  });
  const report = day.data;

  return (
    <div className="screen cierre">
      <header className="screen-head">
        <h1>
          {c('nav.cierre')}{' '}
          <span className="cierre-day">{formatLongDay(new Date(noon(date)).toISOString(), lang)}</span>
        </h1>
        <div className="screen-tools no-print">
          <ShopField shops={shops} value={shop} onChange={(next) => show({ shop: next })} />
          <DaySteps date={date} today={today} onChange={(next) => show({ date: next })} />
          {(['totals', 'payments'] as const).map((lines) => (
            <a
              key={lines}
              className="button button-plain button-normal"
              href={`${where}&format=csv&lines=${lines}`}
              download={`cierre-${shop || 'cadena'}-${date}.csv`}
            >
              <Download aria-hidden />
              {c(lines === 'totals' ? 'close.csvTotals' : 'close.csvPayments')}
            </a>
          ))}
          <Button look="main" icon={<Printer aria-hidden />} onPress={() => print()}>
            {t('cierre.print')}
          </Button>
        </div>
      </header>
      {day.isError ? (
        <Failed error={day.error} onRetry={day.refetch} />
      ) : !report ? (
        <p className="blank">{t('common.loading')}</p>
      ) : (
        <>
          <TroubleList
            title={c('close.missing')}
            bridges={report.missing}
            onOpenShop={(name) => show({ shop: name })}
          />
          <Attention title={c('close.attention')} charges={report.attention} onOpen={onOpenCharge} whereOf={whereOf} />
          {report.groups.length === 0 ? (
            <div className="blank">
              <h2>{c('close.none')}</h2>
              <p>{c('close.noneStep')}</p>
            </div>
          ) : (
            <>
              <div className="totals">
                {report.totals.map((sum) => (
                  <TotalBand key={sum.currency} sum={toTotals(sum)} />
                ))}
              </div>
              <Groups groups={report.groups} />
            </>
          )}
          <p className="cierre-made">{t('cierre.made', { time: formatExactTime(report.made_at, lang) })}</p>
        </>
      )}
    </div>
  );
}

function Groups({ groups }: { readonly groups: readonly ChainDayGroup[] }) {
  const { t } = useTranslation();
  const { t: c } = useTranslation('central');
  return (
    <section className="panel">
      {/* A region that scrolls is reached by the keyboard. */}
      <div className="group-scroll chain-groups" tabIndex={0} role="region" aria-label={c('close.tableLabel')}>
        <table className="group-table">
          <caption className="visually-hidden">{c('close.tableLabel')}</caption>
          <thead>
            <tr>
              <th scope="col">{c('close.shop')}</th>
              <th scope="col">{c('close.terminal')}</th>
              {(['count', 'sales', 'tips', 'refunds', 'net'] as const).map((name) => (
                <th key={name} scope="col" className="number">
                  {t(`cierre.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <tr key={`${group.account} ${group.shop} ${group.terminal.id} ${group.currency}`}>
                <th scope="row">{group.shop}</th>
                <td>{group.terminal.alias}</td>
                <td className="number">{group.count}</td>
                {[group.sales_in_cents, group.tips_in_cents, group.refunds_in_cents, group.net_in_cents].map(
                  (cents, column) => (
                    <td key={column} className="number">
                      {formatMoney(cents, group.currency)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
