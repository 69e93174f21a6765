import { CloudOff, HardDrive, KeyRound, Lock, RefreshCw, ShieldAlert, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { LiveState } from '../live/live-state.ts';
import { Button } from '../ui/button.tsx';
import { formatTime } from '../ui/format.ts';
import { go } from '../routing.ts';
import { useLang } from '../words/use-lang.ts';
import { bannersOf, type BannerKind } from './banners.ts';

const ICONS: Readonly<Record<BannerKind, LucideIcon>> = {
  locked: Lock,
  connecting: RefreshCw,
  reconnecting: RefreshCw,
  offline: CloudOff,
  key_missing: KeyRound,
  key_refused: KeyRound,
  replay_stopped: ShieldAlert,
  diskLow: HardDrive,
  diskFull: HardDrive,
  diskReadOnly: HardDrive,
};

/** What is wrong with the whole, and what to do about it. Empty while all is well. */
export function Banners({ state, onAllowReplays }: { readonly state: LiveState; readonly onAllowReplays: () => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  return (
    <div className="banners" role="status" aria-live="polite">
      {bannersOf(state).map(({ kind, weight }) => {
        const Icon = ICONS[kind];
        return (
          <div key={kind} className={`banner banner-${weight}`} data-banner={kind}>
            <Icon aria-hidden className="banner-icon" />
            <div className="banner-words">
              <strong>
                {t(`banner.${kind}`)}
                {kind === 'offline' && state.bridge && (
                  <span className="banner-since">
                    {' '}
                    · {t('connection.since', { time: formatTime(state.bridge.connection_since, lang) })}
                  </span>
                )}
              </strong>
              <span>{t(`banner.${kind}Step`)}</span>
            </div>
            {(kind === 'key_missing' || kind === 'key_refused') && (
              <Button size="small" onPress={() => go('ajustes/recurrente')}>
                {t('caja.openSettings')}
              </Button>
            )}
            {kind === 'replay_stopped' && (
              <Button size="small" onPress={onAllowReplays}>
                {t('banner.allowReplays')}
              </Button>
            )}
          </div>
        );
      })}
    </div>
  );
}
