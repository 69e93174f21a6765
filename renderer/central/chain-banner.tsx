import { DatabaseZap, Lock, RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { useChain } from './chain-context.tsx';

const LOOKS = {
  blind: { icon: DatabaseZap, weight: 'warning' },
  away: { icon: RefreshCw, weight: 'warning' },
  locked: { icon: Lock, weight: 'critical' },
} as const;

/** Why what is shown may be old, and what to do about it. Empty while all is well. */
export function ChainBanner() {
  const { t } = useTranslation('central');
  const { line } = useChain();
  const kind = line === 'live' || line === 'connecting' ? undefined : line;
  const { icon: Icon, weight } = LOOKS[kind ?? 'away'];
  return (
    <div className="banners" role="status" aria-live="polite">
      {kind && (
        <div className={`banner banner-${weight}`} data-banner={kind}>
          <Icon aria-hidden className="banner-icon" />
          <div className="banner-words">
            <strong>{t(`banner.${kind}`)}</strong>
            <span>{t(`banner.${kind}Step`)}</span>
          </div>
          {kind === 'locked' && (
            <Button size="small" onPress={() => location.reload()}>
              {t('banner.signIn')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
