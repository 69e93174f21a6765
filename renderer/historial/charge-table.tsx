import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import { Button } from '../ui/button.tsx';
import { askedOf, cardOf, formatDay, formatTime } from '../ui/format.ts';
import { StatusMark } from '../ui/status-mark.tsx';
import { useLang } from '../words/use-lang.ts';

export interface ChargeTableProps<T extends ChargeView> {
  readonly charges: readonly T[];
  readonly hasMore: boolean;
  readonly onNeedMore: () => void;
  readonly onOpen: (charge: T) => void;
  /** Where it was charged; the terminal's alias unless told otherwise. */
  readonly whereOf?: (charge: T) => string;
}

const AHEAD = 30;
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
  const lang = useLang();
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
              <div
                key={charge.id}
                role="row"
                aria-rowindex={index + 2}
                data-index={index}
                className="table-row"
                style={{ transform: `translateY(${start}px)`, height: size }}
                onClick={() => onOpen(charge)}
              >
                <span role="cell" className="cell-date">
                  <span>{formatDay(charge.created_at, lang)}</span>{' '}
                  <strong>{formatTime(charge.created_at, lang)}</strong>
                </span>
                <span role="cell" className="cell-order">
                  <Button
                    look="quiet"
                    className="row-link"
                    onPress={() => onOpen(charge)}
                    aria-label={t('caja.detailOf', { order: charge.order_id })}
                  >
                    {charge.order_id}
                  </Button>
                </span>
                <span role="cell" className="cell-status">
                  <StatusMark status={charge.status} />
                </span>
                <span role="cell" className="cell-card">
                  {[cardOf(charge), charge.auth_code].filter(Boolean).join(' · ') || charge.failure?.message}
                </span>
                <span role="cell" className="cell-terminal">
                  {whereOf(charge)}
                </span>
                <span role="cell" className="cell-amount">
                  {askedOf(charge)}
                </span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
