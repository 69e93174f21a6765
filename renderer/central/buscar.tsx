import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChainCharge } from '../../main/contract/chain.ts';
import { ChargeTable } from '../historial/charge-table.tsx';
import { ExportButton } from '../historial/export-button.tsx';
import { DaysFilter, OutcomeFilter } from '../historial/common-filters.tsx';
import { readFilters, writeFilters, type Filters } from '../historial/filters.ts';
import { ListFault } from '../historial/list-fault.tsx';
import { SearchBox } from '../historial/search-box.tsx';
import { useChargePages } from '../historial/use-charges.ts';
import { useTyped } from '../historial/use-typed.ts';
import { go } from '../routing.ts';
import { Failed } from '../ui/failed.tsx';
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
  const change = (next: Partial<Filters>): void => go(`buscar?${writeFilters({ ...filters, ...next })}`);
  const [typed, setTyped] = useTyped(filters.q, TYPING_MS, (q) => change({ q }));

  return (
    <div className="screen historial buscar">
      <header className="screen-head">
        <h1>{c('nav.buscar')}</h1>
        <ExportButton filters={filters} />
      </header>
      <search className="filters">
        <SearchBox placeholder={c('search.hint')} value={typed} onChange={setTyped} />
        <ShopField shops={shops} value={filters.shop} onChange={(shop) => change({ shop })} />
        <OutcomeFilter filters={filters} onChange={change} />
        <DaysFilter filters={filters} onChange={change} />
      </search>
      <div className="historial-list">
        {!list.isLoadingError && (
          <ListFault error={list.error} onRetry={list.isFetchNextPageError ? list.fetchNextPage : list.refetch} />
        )}
        {list.isLoadingError ? (
          <Failed error={list.error} onRetry={list.refetch} />
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
            onNeedMore={list.readOn}
            onOpen={onOpenCharge}
            whereOf={whereOf}
          />
        )}
      </div>
    </div>
  );
}
