import { Search } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChainCharge } from '../../main/contract/chain.ts';
import { ChargeTable } from '../historial/charge-table.tsx';
import { ExportButton } from '../historial/export-button.tsx';
import { OUTCOMES, RANGES, rangeDays, rangeOf, readFilters, writeFilters, type Filters } from '../historial/filters.ts';
import { useChargePages } from '../historial/use-charges.ts';
import { useTyped } from '../historial/use-typed.ts';
import { go } from '../routing.ts';
import { Button } from '../ui/button.tsx';
import { Chips } from '../ui/chips.tsx';
import { DayField } from '../ui/day-field.tsx';
import { Field } from '../ui/field.tsx';
import { useChain } from './chain-context.tsx';
import { ShopField } from './shop-field.tsx';
import { whereOf } from './where.ts';

const TYPING_MS = 300;

export interface BuscarProps {
  readonly query: URLSearchParams;
  readonly onOpenCharge: (charge: ChainCharge) => void;
}

/** Every charge of every shop: search, filters, export. */
export function Buscar({ query, onOpenCharge }: BuscarProps) {
  const { t } = useTranslation();
  const { t: c } = useTranslation('central');
  const { shops } = useChain();
  const filters = readFilters(query);
  const list = useChargePages<ChainCharge>(filters);
  const charges = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.data), [list.data]);
  const nowMs = Date.now();
  const change = (next: Partial<Filters>): void => go(`buscar?${writeFilters({ ...filters, ...next })}`);
  const [typed, setTyped] = useTyped(filters.q, TYPING_MS, (q) => change({ q }));

  return (
    <div className="screen historial buscar">
      <header className="screen-head">
        <h1>{c('nav.buscar')}</h1>
        <ExportButton filters={filters} />
      </header>
      <search className="filters">
        <div className="filters-search">
          <Search aria-hidden className="filters-icon" />
          <Field
            label={t('historial.search')}
            placeholder={c('search.hint')}
            isLabelHidden
            value={typed}
            onChange={setTyped}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && typed !== '') setTyped('');
              // React Aria keeps keys to itself unless told; the window's own keys must still work from here.
              else event.continuePropagation();
            }}
            maxLength={64}
            autoFocus
            autoComplete="off"
            type="search"
          />
        </div>
        <ShopField shops={shops} value={filters.shop} onChange={(shop) => change({ shop })} />
        <Chips
          label={t('common.status')}
          value={filters.outcome}
          onChange={(outcome) => change({ outcome })}
          options={OUTCOMES.map((value) => ({ value, label: t(`historial.outcome.${value}`) }))}
        />
        <Chips
          label={t('common.date')}
          value={rangeOf(filters, nowMs) ?? null}
          onChange={(range) => change(rangeDays(range, nowMs))}
          options={RANGES.map((value) => ({ value, label: t(`historial.range.${value}`) }))}
        />
        <DayField
          label={t('historial.from')}
          value={filters.from}
          max={filters.to}
          onChange={(from) => change({ from })}
        />
        <DayField label={t('historial.to')} value={filters.to} min={filters.from} onChange={(to) => change({ to })} />
      </search>
      <div className="historial-list">
        {list.isError ? (
          <div className="blank" role="alert">
            <p>{list.error.message}</p>
            <Button onPress={() => void list.refetch()}>{t('common.retry')}</Button>
          </div>
        ) : list.isPending ? (
          <p className="blank">{t('common.loading')}</p>
        ) : charges.length === 0 ? (
          <div className="blank" role="status">
            <h2>{t('historial.none')}</h2>
            <p>{t('historial.noneStep')}</p>
          </div>
        ) : (
          <ChargeTable
            charges={charges}
            hasMore={list.hasNextPage}
            onNeedMore={() => !list.isFetchingNextPage && void list.fetchNextPage()}
            onOpen={onOpenCharge}
            whereOf={whereOf}
          />
        )}
      </div>
    </div>
  );
}
