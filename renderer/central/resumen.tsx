import { CircleCheckBig } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ChainCharge, ChainSummary, ChainTotals } from '../../main/contract/chain.ts';
import { Attention } from '../cierre/attention.tsx';
import { TotalBand } from '../cierre/total-band.tsx';
import type { Totals } from '../cierre/totals.ts';
import { useChain } from './chain-context.tsx';
import { ShopTable } from './shop-table.tsx';
import { TroubleList } from './trouble-list.tsx';
import { whereOf } from './where.ts';

export const toTotals = (each: ChainTotals): Totals => ({
  currency: each.currency,
  count: each.count,
  salesInCents: each.sales_in_cents,
  tipsInCents: each.tips_in_cents,
  refundsInCents: each.refunds_in_cents,
  netInCents: each.net_in_cents,
});

export interface ResumenProps {
  readonly onOpenCharge: (charge: ChainCharge) => void;
  readonly onOpenShop: (shop: string) => void;
}

/** The chain now: first what wants a person, then the day's money, then every shop. */
export function Resumen({ onOpenCharge, onOpenShop }: ResumenProps) {
  const { t } = useTranslation();
  const { t: c } = useTranslation('central');
  const { line, summary, shops } = useChain();
  if (!summary) return <p className="blank">{t('common.loading')}</p>;
  const { counts } = summary;
  const isCalm = summary.in_doubt.length === 0 && summary.trouble.length === 0;
  return (
    <div className={line === 'live' ? 'screen resumen' : 'screen resumen resumen-stale'}>
      <h1 className="visually-hidden">{c('summary.title')}</h1>
      <Counts counts={counts} />
      <Attention
        title={c('summary.inDoubtTitle')}
        charges={summary.in_doubt}
        count={counts.in_doubt}
        onOpen={onOpenCharge}
        whereOf={whereOf}
      />
      <TroubleList bridges={summary.trouble} onOpenShop={onOpenShop} />
      <Attention
        calm
        title={c('summary.waitingTitle')}
        charges={summary.waiting}
        onOpen={onOpenCharge}
        whereOf={whereOf}
      />
      {isCalm && counts.bridges > 0 && (
        <p className="calm">
          <CircleCheckBig aria-hidden />
          <strong>{c('summary.calm')}</strong> <span>{c('summary.calmStep')}</span>
        </p>
      )}
      <div className="totals">
        {summary.today.map((sum) => (
          <TotalBand key={sum.currency} sum={toTotals(sum)} />
        ))}
        {summary.today.length === 0 && counts.bridges > 0 && <p className="panel-empty">{c('summary.noPayments')}</p>}
      </div>
      {counts.bridges === 0 ? (
        <div className="blank" role="status">
          <h2>{c('summary.none')}</h2>
          <p>{c('summary.noneStep')}</p>
        </div>
      ) : (
        <ShopTable shops={shops} onOpen={onOpenShop} />
      )}
    </div>
  );
}

/** Five figures that a person takes in at a glance; what is not well stands out. */
function Counts({ counts }: { readonly counts: ChainSummary['counts'] }) {
  const { t: c } = useTranslation('central');
  const online = counts.bridges - counts.bridges_in_trouble;
  const figures = [
    { name: 'inDoubt', value: String(counts.in_doubt), isBad: counts.in_doubt > 0 },
    { name: 'bridges', value: `${online} / ${counts.bridges}`, isBad: online < counts.bridges },
    { name: 'open', value: String(counts.open), isBad: false },
    { name: 'shops', value: String(counts.shops), isBad: false },
  ] as const;
  return (
    <dl className="counts">
      {figures.map(({ name, value, isBad }) => (
        <div key={name} className={isBad ? 'counts-item counts-bad' : 'counts-item'} data-count={name}>
          <dt>{c(`summary.${name}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
