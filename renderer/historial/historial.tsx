import { RefreshCw, Search, SearchX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import { useLive } from '../live/live-context.tsx';
import { go } from '../routing.ts';
import { Button } from '../ui/button.tsx';
import { Chips } from '../ui/chips.tsx';
import { DayField } from '../ui/day-field.tsx';
import { Field } from '../ui/field.tsx';
import { ChargeTable } from './charge-table.tsx';
import { ExportButton } from './export-button.tsx';
import { OUTCOMES, RANGES, rangeDays, rangeOf, readFilters, writeFilters, type Filters } from './filters.ts';
import { useCharges } from './use-charges.ts';
import { useTyped } from './use-typed.ts';

const TYPING_MS = 250;

/** Every charge there ever was: search, filters, export. */
export function Historial({
  query,
  onOpenCharge,
}: {
  readonly query: URLSearchParams;
  readonly onOpenCharge: (charge: ChargeView) => void;
}) {
  const { t } = useTranslation();
  const { terminals } = useLive();
  const filters = readFilters(query);
  const [opensFirst, setOpensFirst] = useState(false);
  const list = useCharges(filters);
  const nowMs = Date.now();
  const change = (next: Partial<Filters>): void => go(`historial?${writeFilters({ ...filters, ...next })}`);
  const [typed, setTyped] = useTyped(filters.q, TYPING_MS, (q) => change({ q }));

  // Enter opens the first that matches what was typed, not what matched before.
  const [first] = list.charges;
  const isSettled = typed === filters.q && !list.isFetching;
  useEffect(() => {
    if (!opensFirst || !isSettled) return;
    setOpensFirst(false);
    if (first) onOpenCharge(first);
  }, [opensFirst, isSettled, first, onOpenCharge]);

  return (
    <div className="screen historial">
      <header className="screen-head">
        <h1>{t('nav.historial')}</h1>
        <ExportButton filters={filters} />
      </header>
      <search className="filters">
        <div className="filters-search">
          <Search aria-hidden className="filters-icon" />
          <Field
            label={t('historial.search')}
            placeholder={t('historial.searchHint')}
            isLabelHidden
            value={typed}
            onChange={setTyped}
            onKeyDown={(event) => {
              if (event.key === 'Enter') setOpensFirst(true);
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
        <Chips
          label={t('common.status')}
          value={filters.outcome}
          onChange={(outcome) => change({ outcome })}
          options={OUTCOMES.map((value) => ({ value, label: t(`historial.outcome.${value}`) }))}
        />
        <div className="filters-days">
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
        </div>
        {terminals.length > 1 && (
          <Chips
            label={t('common.terminal')}
            value={filters.terminal}
            onChange={(terminal) => change({ terminal })}
            options={[
              { value: '', label: t('historial.allTerminals') },
              ...terminals.map(({ alias, name }) => ({ value: alias, label: name })),
            ]}
          />
        )}
      </search>
      <div className="historial-list">
        {list.newer > 0 && (
          <Button
            className="historial-newer"
            size="small"
            icon={<RefreshCw aria-hidden />}
            onPress={() => void list.refetch()}
          >
            {t('historial.newer', { count: list.newer })}
          </Button>
        )}
        {list.isError ? (
          <div className="blank" role="alert">
            <p>{list.error.message}</p>
            <Button onPress={() => void list.refetch()}>{t('common.retry')}</Button>
          </div>
        ) : list.isPending ? (
          <p className="blank">{t('common.loading')}</p>
        ) : list.charges.length === 0 ? (
          <div className="blank" role="status">
            <SearchX aria-hidden className="blank-icon" />
            <h2>{t('historial.none')}</h2>
            <p>{t('historial.noneStep')}</p>
          </div>
        ) : (
          <ChargeTable
            charges={list.charges}
            hasMore={list.hasNextPage}
            onNeedMore={() => !list.isFetchingNextPage && void list.fetchNextPage()}
            onOpen={onOpenCharge}
          />
        )}
      </div>
    </div>
  );
}
