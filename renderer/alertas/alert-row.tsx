import { Check, CircleAlert, Info, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AlertEntry } from '../../main/contract/status.ts';
import { Button } from '../ui/button.tsx';
import { formatDay, formatExactTime, formatTime } from '../ui/format.ts';
import { useLang } from '../words/use-lang.ts';

const ICONS = { info: Info, warning: TriangleAlert, critical: CircleAlert };

export interface AlertRowProps {
  readonly alert: AlertEntry;
  readonly onOpen: (chargeId: string) => void;
  readonly onSeen: () => void;
}

/** One alert of the log: when, what, about which order, and how it ended. */
export function AlertRow({ alert, onOpen, onSeen }: AlertRowProps) {
  const { t } = useTranslation();
  const lang = useLang();
  const Icon = ICONS[alert.level];
  const { charge_id: chargeId, order_id: order } = alert;
  return (
    <li
      className={`alert-row alert-${alert.level}${alert.acknowledged ? ' alert-over' : ''}`}
      data-alert={alert.code}
      data-open={!alert.acknowledged}
    >
      <Icon aria-hidden className="alert-icon" />
      <time className="alert-time" dateTime={alert.at}>
        <strong>{formatExactTime(alert.at, lang)}</strong>
        <span>{formatDay(alert.at, lang)}</span>
      </time>
      <div className="alert-words">
        <p>
          <span className="visually-hidden">{t(`alertas.level.${alert.level}`)}: </span>
          {alert.message}
        </p>
        <p className="alert-end">{endOf()}</p>
      </div>
      <div className="alert-actions">
        {chargeId && order && (
          <Button size="small" aria-label={t('caja.detailOf', { order })} onPress={() => onOpen(chargeId)}>
            {order}
          </Button>
        )}
        {!alert.acknowledged && (
          <Button
            size="small"
            look="main"
            icon={<Check aria-hidden />}
            aria-label={t('caja.acknowledgeOf', { message: alert.message })}
            onPress={onSeen}
          >
            {t('caja.acknowledge')}
          </Button>
        )}
      </div>
    </li>
  );

  function endOf(): string {
    if (alert.ended_at === null) return t('alertas.openStill');
    const sameDay = formatDay(alert.at, lang) === formatDay(alert.ended_at, lang);
    const time = formatTime(alert.ended_at, lang);
    const when = sameDay ? time : `${formatDay(alert.ended_at, lang)} ${time}`;
    return alert.seen_by === null
      ? t('alertas.endedAlone', { when })
      : t('alertas.seenBy', { when, who: alert.seen_by });
  }
}
