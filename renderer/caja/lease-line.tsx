import { ArrowRightLeft, Pin, Store } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TerminalView } from '../../main/contract/status.ts';
import { Button } from '../ui/button.tsx';
import { formatTime } from '../ui/format.ts';
import { useLang } from '../words/use-lang.ts';

export interface LeaseLineProps {
  readonly terminal: TerminalView;
  /** The key acts on this card. */
  readonly hotkey: boolean;
  readonly isBusy: boolean;
  readonly onTake: () => void;
  readonly onKeep: () => void;
}

/** Who has the terminal, since when and for what, where several tills use it; and the key that asks for it. */
export function LeaseLine({ terminal: { lease, state }, hotkey, isBusy, onTake, onKeep }: LeaseLineProps) {
  const { t } = useTranslation();
  const lang = useLang();
  // A till alone with its terminal has nothing to be told.
  if (!lease || (lease.mode === 'own' && lease.mine)) return null;
  return (
    <div className={`card-lease${lease.mine ? '' : ' card-lease-away'}`} data-lease={lease.mine ? 'mine' : 'away'}>
      <Store aria-hidden className="card-lease-icon" />
      <p>
        {lease.next_step}
        {!lease.mine && lease.since && (
          <span className="card-lease-since"> {t('caja.leaseSince', { time: formatTime(lease.since, lang) })}</span>
        )}
      </p>
      {!lease.mine && state !== 'busy' && (
        <Button
          size="small"
          icon={<ArrowRightLeft aria-hidden />}
          hotkey={hotkey ? 'F5' : undefined}
          isBusy={isBusy}
          onPress={onTake}
        >
          {t('caja.take')}
        </Button>
      )}
      {lease.can_keep && (
        <Button look="quiet" size="small" icon={<Pin aria-hidden />} isBusy={isBusy} onPress={onKeep}>
          {t('caja.keep')}
        </Button>
      )}
    </div>
  );
}
