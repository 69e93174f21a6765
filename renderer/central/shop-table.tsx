import { useVirtualizer } from '@tanstack/react-virtual';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShopView } from '../../main/contract/chain.ts';
import { formatMoney } from '../../main/contract/money.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { needsLook } from './chain-state.ts';

export interface ShopTableProps {
  readonly shops: readonly ShopView[];
  readonly onOpen: (shop: string) => void;
}

const COLUMNS = ['shop', 'state', 'terminals', 'open', 'inDoubt', 'payments', 'net'] as const;
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

/** Every shop on a line, those that need a look first; only the lines in sight are in the page, however many shops there are. */
export function ShopTable({ shops, onOpen }: ShopTableProps) {
  const { t } = useTranslation('central');
  const [typed, setTyped] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => {
    const wanted = typed.trim().toLowerCase();
    const matching = shops.filter(({ shop }) => shop.toLowerCase().includes(wanted));
    return [...matching.filter(needsLook), ...matching.filter((shop) => !needsLook(shop))];
  }, [shops, typed]);
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => box.current,
    estimateSize: () => Math.round(3 * rem),
    overscan: 8,
    getItemKey: (index) => shown[index]?.shop ?? index,
  });

  function onKeyDown(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-index]');
    if (step === undefined || !row) return;
    event.preventDefault();
    const index = Math.min(shown.length - 1, Math.max(0, Number(row.dataset['index']) + step));
    rows.scrollToIndex(index);
    // The row may have to be drawn first.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-index="${index}"] button`)?.focus()),
    );
  }

  return (
    <section className="shops" aria-labelledby="central-shops">
      <header className="shops-head">
        <h2 id="central-shops" className="panel-title">
          {t('shops.title')} <span className="count">{shops.length}</span>
        </h2>
        <search className="shops-filter">
          <Field
            label={t('shops.filter')}
            placeholder={t('shops.filterHint')}
            isLabelHidden
            value={typed}
            onChange={setTyped}
            onKeyDown={(event) => event.continuePropagation()}
            maxLength={60}
            autoComplete="off"
            type="search"
          />
        </search>
      </header>
      <div ref={box} className="table-box shops-box" tabIndex={-1}>
        <div
          role="table"
          aria-label={t('shops.title')}
          aria-rowcount={shown.length + 1}
          className="table"
          onKeyDown={onKeyDown}
        >
          <div role="rowgroup" className="table-head">
            <div role="row" className="table-row shops-row" aria-rowindex={1}>
              {COLUMNS.map((name) => (
                <span key={name} role="columnheader" className={`cell-${name}`}>
                  {t(`shops.${name}`)}
                </span>
              ))}
            </div>
          </div>
          <div role="rowgroup" className="table-body" style={{ height: rows.getTotalSize() }}>
            {rows.getVirtualItems().map(({ index, start, size }) => {
              const shop = shown[index];
              return (
                shop && (
                  <div
                    key={shop.shop}
                    role="row"
                    aria-rowindex={index + 2}
                    data-index={index}
                    data-shop={shop.shop}
                    className="table-row shops-row"
                    style={{ transform: `translateY(${start}px)`, height: size }}
                    onClick={() => onOpen(shop.shop)}
                  >
                    <ShopCells shop={shop} onOpen={onOpen} />
                  </div>
                )
              );
            })}
          </div>
        </div>
      </div>
      {shown.length === 0 && (
        <p className="panel-empty" role="status">
          {t('shops.noMatch')}
        </p>
      )}
    </section>
  );
}

function ShopCells({ shop, onOpen }: { readonly shop: ShopView; readonly onOpen: (shop: string) => void }) {
  const { t } = useTranslation('central');
  const trouble = shop.bridges.find((bridge) => bridge.trouble !== null)?.trouble;
  const busy = shop.terminals.filter((terminal) => terminal.busy !== null).length;
  return (
    <>
      <span role="cell" className="cell-shop">
        <Button
          look="quiet"
          className="row-link"
          aria-label={t('shops.detailOf', { shop: shop.shop })}
          onPress={() => onOpen(shop.shop)}
        >
          {shop.shop}
        </Button>
      </span>
      <span role="cell" className={trouble ? 'cell-state state-bad' : 'cell-state state-good'}>
        {trouble ? <TriangleAlert aria-hidden /> : <CircleCheck aria-hidden />}
        {trouble ? t(`trouble.${trouble}`) : t('shops.fine')}
      </span>
      <span role="cell" className="cell-terminals">
        {t('shops.busy', { busy, all: shop.terminals.length })}
      </span>
      <span role="cell" className="cell-open">
        {shop.open}
      </span>
      <span role="cell" className={shop.in_doubt > 0 ? 'cell-inDoubt state-bad' : 'cell-inDoubt'}>
        {shop.in_doubt}
      </span>
      <span role="cell" className="cell-payments">
        {shop.today.reduce((sum, { count }) => sum + count, 0)}
      </span>
      <span role="cell" className="cell-net">
        {shop.today.map(({ net_in_cents, currency }) => formatMoney(net_in_cents, currency)).join(' · ')}
      </span>
    </>
  );
}
