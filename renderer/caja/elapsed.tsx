import { useTranslation } from 'react-i18next';
import { useNow } from '../live/use-now.ts';

/** Seconds (minutes after two of them) since a moment. Not read aloud: a counter that speaks each second helps nobody. */
export function Elapsed({ sinceIso }: { readonly sinceIso: string }) {
  const { t } = useTranslation();
  const seconds = Math.max(0, Math.floor((useNow() - Date.parse(sinceIso)) / 1000));
  return (
    <span className="elapsed" role="timer" aria-live="off" aria-label={t('caja.elapsed')}>
      {seconds < 120 ? t('face.seconds', { count: seconds }) : t('face.minutes', { count: Math.floor(seconds / 60) })}
    </span>
  );
}
