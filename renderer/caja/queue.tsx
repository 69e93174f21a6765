import { ArrowRightLeft, X } from 'lucide-react';
import { memo, useCallback, useEffect, useRef, type KeyboardEvent } from 'react';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import type { TerminalView } from '../../main/contract/status.ts';
import { Button } from '../ui/button.tsx';
import { askedOf, formatTime } from '../ui/format.ts';
import { useLang } from '../words/use-lang.ts';

export interface QueueProps {
  readonly charges: readonly ChargeView[];
  readonly total: number;
  /** The first of the queue may stand on the card already. */
  readonly shownOnCard: ChargeView | null;
  readonly terminals: readonly TerminalView[];
  readonly onCancel: (charge: ChargeView) => void;
  readonly onMove: (charge: ChargeView, terminal: string) => void;
  readonly isBusy: (charge: ChargeView) => boolean;
}

/** The charges that wait behind the one on the card, each to be cancelled or moved. */
export function Queue({ charges, total, shownOnCard, terminals, onCancel, onMove, isBusy }: QueueProps) {
  const { t } = useTranslation();
  // The rows are drawn again only when they change: what they call is always the newest.
  const newest = useRef({ onCancel, onMove });
  useEffect(() => {
    newest.current = { onCancel, onMove };
  });
  const cancel = useCallback((charge: ChargeView) => newest.current.onCancel(charge), []);
  const move = useCallback((charge: ChargeView, to: string) => newest.current.onMove(charge, to), []);
  const waiting = charges.filter(({ id }) => id !== shownOnCard?.id);
  const more = total - charges.length;
  if (waiting.length === 0) return null;
  return (
    <div className="queue">
      <h3 className="queue-title">
        {t('caja.queue')} <span className="count">{waiting.length + more}</span>
      </h3>
      <ol className="queue-list" onKeyDown={onArrow}>
        {waiting.map((charge) => (
          <QueueRow
            key={charge.id}
            charge={charge}
            others={terminals.filter(({ id }) => id !== charge.terminal.id)}
            isBusy={isBusy(charge)}
            onCancel={cancel}
            onMove={move}
          />
        ))}
      </ol>
      {more > 0 && <p className="queue-more">{t('caja.queueMore', { count: more })}</p>}
    </div>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** From row to row; the arrows of the button that moves an order open its menu. */
function onArrow(event: KeyboardEvent<HTMLElement>): void {
  const step = STEPS[event.key];
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-cancels]')];
  const at = rows.findIndex((each) => each === event.target);
  if (step === undefined || at < 0) return;
  event.preventDefault();
  rows[at + step]?.focus();
}

interface QueueRowProps extends Pick<QueueProps, 'onCancel' | 'onMove'> {
  readonly charge: ChargeView;
  /** Where it may be moved to. */
  readonly others: readonly TerminalView[];
  readonly isBusy: boolean;
}

/** News comes many times a second, each with the whole queue: a row whose charge stands as it stood is left alone. */
const QueueRow = memo(function QueueRow({ charge, others, isBusy, onCancel, onMove }: QueueRowProps) {
  const { t } = useTranslation();
  const lang = useLang();
  return (
    <li className="queue-row">
      <span className="queue-order">{charge.order_id}</span>
      <span className="queue-time">{formatTime(charge.created_at, lang)}</span>
      <span className="queue-amount">{askedOf(charge)}</span>
      <span className="queue-buttons">
        <MoveButton charge={charge} others={others} onMove={onMove} isBusy={isBusy} />
        <Button
          size="small"
          look="quiet"
          icon={<X aria-hidden />}
          aria-label={t('caja.cancelOf', { order: charge.order_id })}
          isBusy={isBusy}
          onPress={() => onCancel(charge)}
          data-cancels={charge.id}
        />
      </span>
    </li>
  );
}, isSameRow);

function isSameRow(before: QueueRowProps, after: QueueRowProps): boolean {
  const names = ({ others }: QueueRowProps): string => others.map(({ alias, name }) => `${alias} ${name}`).join('\n');
  return (
    before.charge.id === after.charge.id &&
    before.charge.updated_at === after.charge.updated_at &&
    before.isBusy === after.isBusy &&
    names(before) === names(after)
  );
}

function MoveButton({ charge, others, onMove, isBusy }: Omit<QueueRowProps, 'onCancel'>) {
  const { t } = useTranslation();
  if (others.length === 0) return null;
  const label = t('caja.moveOf', { order: charge.order_id });
  return (
    <MenuTrigger>
      <Button size="small" look="quiet" icon={<ArrowRightLeft aria-hidden />} aria-label={label} isBusy={isBusy} />
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" aria-label={label} onAction={(terminal) => onMove(charge, String(terminal))}>
          {others.map(({ alias, name }) => (
            <MenuItem key={alias} id={alias} className="menu-item">
              {t('caja.moveTo', { terminal: name })}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
