import { Check, CircleAlert, CircleHelp, Info, RotateCw, TriangleAlert, X } from 'lucide-react';
import { memo, useCallback, useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import type { Alert } from '../../main/contract/status.ts';
import type { LiveState } from '../live/live-state.ts';
import { Button } from '../ui/button.tsx';
import { askedOf, cardOf, formatTime } from '../ui/format.ts';
import { StatusMark } from '../ui/status-mark.tsx';
import { useToast } from '../ui/toasts.tsx';
import { useJustChanged } from '../ui/use-just-changed.ts';
import { useKeptFocus } from '../ui/use-kept-focus.ts';
import { useLang } from '../words/use-lang.ts';
import type { Changes } from './use-changes.ts';

export interface RailProps {
  readonly state: LiveState;
  /** Charges that stand on the cards already. */
  readonly shown: ReadonlySet<string | undefined>;
  readonly changes: Changes;
  readonly onOpen: (charge: ChargeView) => void;
  readonly onResolve: (charge: ChargeView) => void;
  readonly action: ReactNode;
}

const RECENT_SHOWN = 12;

type RowAction = 'open' | 'resolve' | 'retry' | 'cancel';
interface RowProps {
  readonly charge: ChargeView;
  readonly onAct: (action: RowAction, charge: ChargeView) => void;
}
const isSameCharge = (before: RowProps, after: RowProps): boolean =>
  before.charge.id === after.charge.id && before.charge.updated_at === after.charge.updated_at;

/** Beside the cards: what needs a person, what the bridge warns of, and the last results. */
export function Rail({ state, shown, changes, onOpen, onResolve, action }: RailProps) {
  const { t } = useTranslation();
  const waiting = state.waiting.filter(({ id }) => !shown.has(id));
  // That there is no line stands above everything already.
  const alerts = state.alerts.filter(({ acknowledged, code }) => !acknowledged && code !== 'offline');
  const recent = state.recent.filter(({ final }) => final).slice(0, RECENT_SHOWN);
  const toast = useToast();
  const aside = useRef<HTMLElement>(null);
  const focus = useKeptFocus(aside);
  // The second click of a double click is for the row that left, not for the one that took its place.
  const justMoved = useJustChanged([...alerts, ...waiting].map(({ id }) => `${id}\n`).join(''));
  function unlessMoved(act: () => void): void {
    if (justMoved) toast({ tone: 'info', title: t('caja.justMoved') });
    else act();
  }
  // The rows are drawn again only when they change: what they call is always the newest.
  const newest = useRef({ changes, onOpen, onResolve, unlessMoved });
  useEffect(() => {
    newest.current = { changes, onOpen, onResolve, unlessMoved };
  });
  const act = useCallback((action: RowAction, charge: ChargeView): void => {
    const { changes: ask, onOpen: open, onResolve: resolve, unlessMoved: guarded } = newest.current;
    if (action === 'open') open(charge);
    else guarded(() => (action === 'resolve' ? resolve(charge) : void ask[action](charge)));
  }, []);
  const calm = state.link === 'live' ? '' : ' rail-stale';
  return (
    <aside
      ref={aside}
      {...focus}
      className={`rail${calm}`}
      aria-label={t('caja.recent')}
      data-just-changed={justMoved || undefined}
    >
      {action}
      {(waiting.length > 0 || alerts.length > 0) && (
        <section className="panel panel-attention" aria-labelledby="attention">
          <h2 id="attention" className="panel-title">
            {t('caja.attention')} <span className="count count-strong">{waiting.length + alerts.length}</span>
          </h2>
          <ul className="plain-list">
            {alerts.map((alert) => (
              <AlertRow
                key={alert.id}
                alert={alert}
                onAcknowledge={() => unlessMoved(() => void changes.acknowledge(alert.id))}
              />
            ))}
            {waiting.map((charge) => (
              <WaitingRow key={charge.id} charge={charge} isBusy={changes.isBusy(charge)} onAct={act} />
            ))}
          </ul>
        </section>
      )}
      <section className="panel" aria-labelledby="recent">
        <h2 id="recent" className="panel-title">
          {t('caja.recent')}
        </h2>
        {recent.length === 0 ? (
          <p className="panel-empty">{t('caja.recentEmpty')}</p>
        ) : (
          <ul className="plain-list">
            {recent.map((charge) => (
              <RecentRow key={charge.id} charge={charge} onAct={act} />
            ))}
          </ul>
        )}
      </section>
    </aside>
  );
}

const LEVEL_ICONS = { info: Info, warning: TriangleAlert, critical: CircleAlert };

function AlertRow({ alert, onAcknowledge }: { readonly alert: Alert; readonly onAcknowledge: () => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const Icon = LEVEL_ICONS[alert.level];
  return (
    <li className={`notice notice-${alert.level}`}>
      <Icon aria-hidden className="notice-icon" />
      <p>
        {alert.message} <span className="notice-time">{formatTime(alert.at, lang)}</span>
      </p>
      <Button
        size="small"
        icon={<Check aria-hidden />}
        aria-label={t('caja.acknowledgeOf', { message: alert.message })}
        onPress={onAcknowledge}
      >
        {t('caja.acknowledge')}
      </Button>
    </li>
  );
}

const WaitingRow = memo(
  function WaitingRow({ charge, isBusy: busy, onAct }: RowProps & { readonly isBusy: boolean }) {
    const { t } = useTranslation();
    const lang = useLang();
    const doubt = charge.status === 'in_doubt';
    const Icon = doubt ? TriangleAlert : CircleHelp;
    return (
      <li className={`notice ${doubt ? 'notice-critical' : 'notice-ask'}`} data-waiting={charge.order_id}>
        <Icon aria-hidden className="notice-icon" />
        <div>
          <Button
            look="quiet"
            size="small"
            className="row-link"
            onPress={() => onAct('open', charge)}
            aria-label={t('caja.detailOf', { order: `${charge.order_id} · ${askedOf(charge)}` })}
          >
            {charge.order_id} · {askedOf(charge)}
          </Button>
          <p className="notice-what">
            {doubt ? t('caja.doubtWatched') : t('caja.expiredQuestion')}{' '}
            <span className="notice-time">
              {charge.terminal.alias} · {formatTime(charge.created_at, lang)}
            </span>
          </p>
          <div className="notice-buttons">
            {doubt ? (
              <Button
                size="small"
                isBusy={busy}
                aria-label={`${t('caja.resolve')}: ${charge.order_id}`}
                onPress={() => onAct('resolve', charge)}
              >
                {t('caja.resolve')}
              </Button>
            ) : (
              <>
                <Button
                  size="small"
                  look="main"
                  icon={<RotateCw aria-hidden />}
                  isBusy={busy}
                  aria-label={`${t('caja.stillHere')}: ${charge.order_id}`}
                  onPress={() => onAct('retry', charge)}
                >
                  {t('caja.stillHere')}
                </Button>
                <Button
                  size="small"
                  icon={<X aria-hidden />}
                  isBusy={busy}
                  aria-label={`${t('caja.gone')}: ${charge.order_id}`}
                  onPress={() => onAct('cancel', charge)}
                >
                  {t('caja.gone')}
                </Button>
              </>
            )}
          </div>
        </div>
      </li>
    );
  },
  (before, after) => before.isBusy === after.isBusy && isSameCharge(before, after),
);

const RecentRow = memo(function RecentRow({ charge, onAct }: RowProps) {
  const { t } = useTranslation();
  const lang = useLang();
  return (
    <li>
      <Button look="quiet" className="recent-row" onPress={() => onAct('open', charge)}>
        <StatusMark status={charge.status} words={false} />
        <span className="recent-order">{charge.order_id}</span>
        <span className="recent-amount">{askedOf(charge)}</span>
        <span className="recent-more">
          {[t(`status.${charge.status}`), charge.paid ? cardOf(charge) : null, charge.terminal.alias]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <span className="recent-time">{formatTime(charge.updated_at, lang)}</span>
      </Button>
    </li>
  );
}, isSameCharge);
