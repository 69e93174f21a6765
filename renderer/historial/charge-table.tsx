import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import { ChargeRow } from './charge-row.tsx';

export interface ChargeTableProps<T extends ChargeView> {
  readonly charges: readonly T[];
  readonly hasMore: boolean;
  readonly onNeedMore: () => void;
  readonly onOpen: (charge: T) => void;
  /** Where it was charged; the terminal's alias unless told otherwise. */
  readonly whereOf?: (charge: T) => string;
}

/** Rows before the end at which the next page is asked for: a second of scrolling a row a frame. */
const AHEAD = 60;
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12 };

/** Only the rows in sight are in the page, however many there are; arrows go from row to row. */
export function ChargeTable<T extends ChargeView>({
  charges,
  hasMore,
  onNeedMore,
  onOpen,
  whereOf = (charge) => charge.terminal.alias,
}: ChargeTableProps<T>) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const rows = useVirtualizer({
    count: charges.length,
    getScrollElement: () => box.current,
    estimateSize: () => Math.round(3.25 * rem),
    overscan: 10,
    getItemKey: (index) => charges[index]?.id ?? index,
  });
  const shown = rows.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;

  useEffect(() => {
    if (hasMore && lastShown >= charges.length - AHEAD) onNeedMore();
  }, [hasMore, lastShown, charges.length, onNeedMore]);

  function onKeyDown(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-index]');
    if (step === undefined || !row) return;
    event.preventDefault();
    const index = Math.min(charges.length - 1, Math.max(0, Number(row.dataset['index']) + step));
    rows.scrollToIndex(index);
    // The row may have to be drawn first.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-index="${index}"] button`)?.focus()),
    );
  }

  return (
    <div ref={box} className="table-box" tabIndex={-1}>
      <div
        role="table"
        aria-label={t('nav.historial')}
        aria-rowcount={hasMore ? -1 : charges.length + 1}
        className="table"
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" className="table-head">
          <div role="row" className="table-row" aria-rowindex={1}>
            {(['date', 'order', 'status', 'card', 'terminal', 'amount'] as const).map((name) => (
              <span key={name} role="columnheader" className={`cell-${name}`}>
                {t(`common.${name}`)}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="table-body" style={{ height: rows.getTotalSize() }}>
          {shown.map(({ index, start, size }) => {
            const charge = charges[index];
            if (!charge) return null;
            return (
              <ChargeRow
                key={charge.id}
                charge={charge}
                index={index}
                start={start}
                height={size}
                where={whereOf(charge)}
                onOpen={onOpen}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
