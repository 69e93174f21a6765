import { FileDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Label, ProgressBar } from 'react-aria-components';
import type { LiveState } from '../live/live-state.ts';

/** Large export files on their way in, so that a queue that grows by hundreds explains itself. Not a live region: it moves every second. */
export function ImportProgress({ link, bridge }: Pick<LiveState, 'link' | 'bridge'>) {
  const { t } = useTranslation();
  const imports = link === 'live' ? (bridge?.imports ?? []) : [];
  if (imports.length === 0) return null;
  return (
    <div className="banners">
      {imports.map(({ folder, file, rows_done: done, total_rows: total }) => (
        <div key={`${folder}/${file}`} className="banner banner-calm" data-banner="import">
          <FileDown aria-hidden className="banner-icon" />
          <ProgressBar
            className="folder-progress banner-words"
            value={done}
            maxValue={Math.max(total, 1)}
            valueLabel={t('ajustes.folders.rows', { done, total })}
          >
            {({ percentage, valueText }) => (
              <>
                <Label>
                  <strong>{t('banner.import', { file })}</strong>
                </Label>
                <span>{valueText}</span>
                <span className="folder-progress-track">
                  <span style={{ width: `${percentage ?? 0}%` }} />
                </span>
              </>
            )}
          </ProgressBar>
        </div>
      ))}
    </div>
  );
}
