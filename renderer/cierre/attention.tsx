import { TriangleAlert } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import { Button } from '../ui/button.tsx';
import { askedOf, formatTime } from '../ui/format.ts';
import { StatusMark } from '../ui/status-mark.tsx';
import { useLang } from '../words/use-lang.ts';

export interface AttentionProps<T extends ChargeView> {
  readonly title: string;
  readonly charges: readonly T[];
  readonly onOpen: (charge: T) => void;
  /** How many there are where not all are listed. */
  readonly count?: number;
  /** Where it is, in the words of who looks; the terminal's alias unless told otherwise. */
  readonly whereOf?: (charge: T) => string;
  /** These wait as they should: listed, but no alarm. */
  readonly calm?: boolean;
}

/** Charges that a person has to look at: still open, in doubt or paid late. */
export function Attention<T extends ChargeView>({
  title,
  charges,
  onOpen,
  count = charges.length,
  whereOf = (charge) => charge.terminal.alias,
  calm = false,
}: AttentionProps<T>) {
  const { t } = useTranslation();
  const lang = useLang();
  const id = useId();
  if (charges.length === 0) return null;
  return (
    <section className={calm ? 'panel' : 'panel panel-attention'} aria-labelledby={id}>
      <h2 id={id} className="panel-title">
        {!calm && <TriangleAlert aria-hidden />} {title}{' '}
        <span className={calm ? 'count' : 'count count-strong'}>{count}</span>
      </h2>
      <ul className="attention-list">
        {charges.map((charge) => (
          <li key={charge.id} className="attention-row">
            <StatusMark status={charge.status} />
            <Button
              look="quiet"
              className="row-link"
              aria-label={t('caja.detailOf', { order: charge.order_id })}
              onPress={() => onOpen(charge)}
            >
              {charge.order_id}
            </Button>
            <strong>{askedOf(charge)}</strong>
            <span>
              {whereOf(charge)} · {formatTime(charge.created_at, lang)}
            </span>
            <span className="attention-step">{charge.next_step}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
