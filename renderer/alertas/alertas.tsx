import { BellRing } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import { useChanges } from '../caja/use-changes.ts';
import { useOpenCharge } from '../detalle/use-open-charge.ts';
import { SoundChoices } from '../sound/sound-choices.tsx';
import type { Sounds } from '../sound/sounds.ts';
import { Button } from '../ui/button.tsx';
import { Failed } from '../ui/failed.tsx';
import { Chips } from '../ui/chips.tsx';
import { AlertRow } from './alert-row.tsx';
import { useAlerts } from './use-alerts.ts';

const SHOWN = ['all', 'open'] as const;

export interface AlertasProps {
  readonly sounds: Sounds;
  readonly onOpenCharge: (charge: ChargeView) => void;
}

/** Every alert there was: when, what about, who saw it. Beside it, what may be heard. */
export function Alertas({ sounds, onOpenCharge }: AlertasProps) {
  const { t } = useTranslation();
  const changes = useChanges();
  const openCharge = useOpenCharge(onOpenCharge);
  const log = useAlerts();
  const [shown, setShown] = useState<(typeof SHOWN)[number]>('all');
  const alerts = (log.data?.pages ?? []).flatMap(({ data }) => data);
  const listed = shown === 'open' ? alerts.filter(({ acknowledged }) => !acknowledged) : alerts;

  return (
    <div className="screen alertas">
      <header className="screen-head">
        <h1>{t('nav.alertas')}</h1>
        <Chips
          label={t('alertas.shown')}
          value={shown}
          onChange={setShown}
          options={SHOWN.map((value) => ({ value, label: t(`alertas.${value}`) }))}
        />
      </header>
      <div className="alertas-grid">
        <section aria-label={t('alertas.log')} className="alertas-log">
          {log.isLoadingError ? (
            <Failed error={log.error} onRetry={log.refetch} />
          ) : log.isPending ? (
            <p className="blank">{t('common.loading')}</p>
          ) : listed.length === 0 ? (
            <div className="blank">
              <BellRing aria-hidden className="blank-icon" />
              <h2>{t(shown === 'open' ? 'alertas.noneOpen' : 'alertas.none')}</h2>
              <p>{t('alertas.noneStep')}</p>
            </div>
          ) : (
            <ol className="alert-list">
              {listed.map((alert) => (
                <AlertRow
                  key={alert.id}
                  alert={alert}
                  onOpen={(id) => void openCharge(id)}
                  onSeen={() => void changes.acknowledge(alert.id).then(() => log.refetch())}
                />
              ))}
            </ol>
          )}
          {log.hasNextPage && (
            <div className="alertas-more">
              <Button isBusy={log.isFetchingNextPage} onPress={() => void log.fetchNextPage()}>
                {log.isFetchingNextPage ? t('common.loading') : t('alertas.older')}
              </Button>
            </div>
          )}
        </section>
        <aside className="panel" aria-labelledby="alertas-sounds">
          <h2 id="alertas-sounds" className="panel-title">
            {t('alertas.heard')}
          </h2>
          <p className="panel-empty">{t('alertas.heardLead')}</p>
          <SoundChoices sounds={sounds} />
        </aside>
      </div>
    </div>
  );
}
