import { CircleCheck, CloudOff, FlaskConical, KeyRound, RefreshCw, ShieldAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../live/live-context.tsx';

/** The state of the line in one word, always in the same place. */
export function ConnectionPill() {
  const { t } = useTranslation();
  const { link, bridge } = useLive();
  const shown = link === 'live' ? (bridge?.connection ?? 'connecting') : link;
  const icons = {
    online: CircleCheck,
    offline: CloudOff,
    key_missing: KeyRound,
    key_refused: KeyRound,
    replay_stopped: ShieldAlert,
    connecting: RefreshCw,
    reconnecting: RefreshCw,
    locked: KeyRound,
  };
  const Icon = icons[shown];
  return (
    <div className="pills">
      {bridge?.sandbox && (
        <span className="pill pill-sandbox" title={t('connection.sandboxLong')}>
          <FlaskConical aria-hidden />
          {t('connection.sandbox')}
        </span>
      )}
      <span className={`pill pill-${shown}`} data-link={shown}>
        <Icon aria-hidden />
        {t(`connection.${shown}`)}
      </span>
    </div>
  );
}
