import { ArrowRightLeft, X } from 'lucide-react';
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
  const lang = useLang();
  const waiting = charges.filter(({ id }) => id !== shownOnCard?.id);
  const more = total - charges.length;
  if (waiting.length === 0) return null;
  return (
    <div className="queue">
      <h3 className="queue-title">
        {t('caja.queue')} <span className="count">{waiting.length + more}</span>
      </h3>
      <ol className="queue-list">
        {waiting.map((charge) => (
          <li key={charge.id} className="queue-row">
            <span className="queue-order">{charge.order_id}</span>
            <span className="queue-time">{formatTime(charge.created_at, lang)}</span>
            <span className="queue-amount">{askedOf(charge)}</span>
            <span className="queue-buttons">
              <MoveButton charge={charge} terminals={terminals} onMove={onMove} isDisabled={isBusy(charge)} />
              <Button
                size="small"
                look="quiet"
                icon={<X aria-hidden />}
                aria-label={t('caja.cancelOf', { order: charge.order_id })}
                isDisabled={isBusy(charge)}
                onPress={() => onCancel(charge)}
                data-cancels={charge.id}
              />
            </span>
          </li>
        ))}
      </ol>
      {more > 0 && <p className="queue-more">{t('caja.queueMore', { count: more })}</p>}
    </div>
  );
}

function MoveButton({
  charge,
  terminals,
  onMove,
  isDisabled,
}: Pick<QueueProps, 'terminals' | 'onMove'> & { readonly charge: ChargeView; readonly isDisabled: boolean }) {
  const { t } = useTranslation();
  const others = terminals.filter(({ id }) => id !== charge.terminal.id);
  if (others.length === 0) return null;
  const label = t('caja.moveOf', { order: charge.order_id });
  return (
    <MenuTrigger>
      <Button
        size="small"
        look="quiet"
        icon={<ArrowRightLeft aria-hidden />}
        aria-label={label}
        isDisabled={isDisabled}
      />
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
