import { CircleCheck, DatabaseZap, KeyRound, RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useChain } from './chain-context.tsx';
import type { Line } from './chain-state.ts';

const LOOKS: Readonly<
  Record<Line, { icon: typeof KeyRound; pill: string; words: 'live' | 'blind' | 'away' | 'locked' }>
> = {
  live: { icon: CircleCheck, pill: 'online', words: 'live' },
  connecting: { icon: RefreshCw, pill: 'connecting', words: 'away' },
  away: { icon: RefreshCw, pill: 'reconnecting', words: 'away' },
  blind: { icon: DatabaseZap, pill: 'offline', words: 'blind' },
  locked: { icon: KeyRound, pill: 'locked', words: 'locked' },
};

/** How sure the window is of what it shows, in one word, always in the same place. */
export function LinePill() {
  const { t } = useTranslation('central');
  const { line } = useChain();
  const { icon: Icon, pill, words } = LOOKS[line];
  return (
    <div className="pills">
      <span className={`pill pill-${pill}`} data-line={line}>
        <Icon aria-hidden />
        {t(`line.${words}`)}
      </span>
    </div>
  );
}
