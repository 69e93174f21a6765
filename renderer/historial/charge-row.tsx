import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import { askedOf, cardOf, formatDay, formatTime } from '../ui/format.ts';
import { StatusMark } from '../ui/status-mark.tsx';
import { useLang } from '../words/use-lang.ts';

export interface ChargeRowProps<T extends ChargeView> {
  readonly charge: T;
  readonly index: number;
  /** Of the upper edge, in px from the list's beginning. */
  readonly start: number;
  readonly height: number;
  readonly where: string;
  readonly onOpen: (charge: T) => void;
}

/**
 * One row of the history. Drawn once: scrolling moves what is there and draws only the rows that come into sight. Its button is the
 * browser's own, since a row comes and goes with every frame.
 */
function Row<T extends ChargeView>({ charge, index, start, height, where, onOpen }: ChargeRowProps<T>) {
  const { t } = useTranslation();
  const lang = useLang();
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      className="table-row"
      style={{ transform: `translateY(${start}px)`, height }}
      onClick={() => onOpen(charge)}
    >
      <span role="cell" className="cell-date">
        <span>{formatDay(charge.created_at, lang)}</span> <strong>{formatTime(charge.created_at, lang)}</strong>
      </span>
      <span role="cell" className="cell-order">
        <button
          type="button"
          className="button button-quiet button-normal row-link"
          aria-label={t('caja.detailOf', { order: charge.order_id })}
        >
          {charge.order_id}
        </button>
      </span>
      <span role="cell" className="cell-status">
        <StatusMark status={charge.status} />
      </span>
      <span role="cell" className="cell-card">
        {[cardOf(charge), charge.auth_code].filter(Boolean).join(' · ') || charge.failure?.message}
      </span>
      <span role="cell" className="cell-terminal">
        {where}
      </span>
      <span role="cell" className="cell-amount">
        {askedOf(charge)}
      </span>
    </div>
  );
}
export const ChargeRow = memo(Row) as typeof Row;
