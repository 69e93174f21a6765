import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrafficLine } from '../../../main/contract/devices.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatExactTime } from '../../ui/format.ts';
import { useLang } from '../../words/use-lang.ts';
import { useLook } from '../use-bridge.ts';

const LOOK_MS = 1000;

/** What passes over a device's line, as it passes; the bridge has masked card numbers already. */
export function TrafficDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const [paused, setPaused] = useState(false);
  const traffic = useLook<{ readonly data: readonly TrafficLine[] }>(
    `/v1/devices/${encodeURIComponent(id)}/traffic`,
    paused ? false : LOOK_MS,
  );
  const lines = traffic.data?.data ?? [];
  return (
    <Dialog
      size="wide"
      title={t('ajustes.devices.trafficOf', { id })}
      lead={t('ajustes.devices.trafficLead')}
      onClose={onClose}
    >
      <div className="form">
        {traffic.isError && (
          <p className="form-fault" role="alert">
            {traffic.error.message}
          </p>
        )}
        <pre className="code traffic" tabIndex={0} aria-label={t('ajustes.devices.traffic')}>
          {lines.length === 0
            ? t('ajustes.devices.trafficNone')
            : lines
                .map(({ atMs, direction, text, hex }) => {
                  const at = formatExactTime(new Date(atMs).toISOString(), lang);
                  return `${at} ${t(`ajustes.devices.way.${direction}`)} ${text}\n${hex.replace(/../g, '$& ')}`;
                })
                .reverse()
                .join('\n')}
        </pre>
        <div className="form-buttons">
          <Button
            autoFocus
            icon={paused ? <Play aria-hidden /> : <Pause aria-hidden />}
            onPress={() => setPaused(!paused)}
          >
            {paused ? t('ajustes.devices.follow') : t('ajustes.devices.pause')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
