import { RefreshCw, SearchX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import { useLive } from '../live/live-context.tsx';
import { go } from '../routing.ts';
import { Button } from '../ui/button.tsx';
import { Chips } from '../ui/chips.tsx';
import { Failed } from '../ui/failed.tsx';
import { ChargeTable } from './charge-table.tsx';
import { ExportButton } from './export-button.tsx';
import { DaysFilter, OutcomeFilter } from './common-filters.tsx';
import { readFilters, writeFilters, type Filters } from './filters.ts';
import { ListFault } from './list-fault.tsx';
import { SearchBox } from './search-box.tsx';
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
        <SearchBox
          placeholder={t('historial.searchHint')}
          value={typed}
          onChange={setTyped}
          onEnter={() => setOpensFirst(true)}
        />
        <OutcomeFilter filters={filters} onChange={change} />
        <div className="filters-days">
          <DaysFilter filters={filters} onChange={change} />
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
        {!list.isLoadingError && (
          <ListFault error={list.error} onRetry={list.isFetchNextPageError ? list.fetchNextPage : list.refetch} />
        )}
        {list.newer > 0 && !list.isError && (
          <Button
            className="historial-newer"
            size="small"
            icon={<RefreshCw aria-hidden />}
            onPress={() => void list.refetch()}
          >
            {t('historial.newer', { count: list.newer })}
          </Button>
        )}
        {list.isLoadingError ? (
          <Failed error={list.error} onRetry={list.refetch} />
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
            onNeedMore={list.readOn}
            onOpen={onOpenCharge}
          />
        )}
      </div>
    </div>
  );
}
