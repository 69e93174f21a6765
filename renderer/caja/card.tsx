import { CheckCheck, CircleX, RefreshCw, RotateCw, Scale, Unlock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TerminalView } from '../../main/contract/status.ts';
import { askedOf, formatTime } from '../ui/format.ts';
import { Button } from '../ui/button.tsx';
import { useLang } from '../words/use-lang.ts';
import { Elapsed } from './elapsed.tsx';
import { paymentFacts, type Face } from './face.ts';
import { actionsOf, type CardAction } from './card-actions.ts';
import { LastResult } from './last-result.tsx';
import { LeaseLine } from './lease-line.tsx';
import { Queue, type QueueProps } from './queue.tsx';
import { ToneIcon } from './tone-icon.tsx';

export interface CardProps extends Pick<QueueProps, 'terminals' | 'onCancel' | 'onMove' | 'isBusy'> {
  readonly terminal: TerminalView;
  readonly face: Face;
  /** Marked as chosen; with one terminal alone there is nothing to choose. */
  readonly selected: boolean;
  /** The function keys act on this card. */
  readonly hotkeys: boolean;
  readonly onSelect: () => void;
  readonly onAct: (action: CardAction) => void;
  /** Asks the till that has the terminal to pass it on. */
  readonly onTake: () => void;
  /** Makes the terminal this till's alone again. */
  readonly onKeep: () => void;
  readonly isTaking: boolean;
}

const ICONS: Readonly<Record<CardAction, typeof RotateCw>> = {
  retry: RotateCw,
  gone: CircleX,
  check: RefreshCw,
  resolve: Scale,
  release: Unlock,
  cancel: CircleX,
};

/** One terminal, readable from two metres: what state, how much, since when, and what to do. */
export function Card({
  terminal,
  face,
  selected,
  hotkeys,
  onSelect,
  onAct,
  onTake,
  onKeep,
  isTaking,
  ...queue
}: CardProps) {
  const { t } = useTranslation();
  const lang = useLang();
  const { charge, tone } = face;
  const titleId = `terminal-${terminal.id}`;
  return (
    <section
      className={`card card-${tone}${selected ? ' card-selected' : ''}`}
      aria-labelledby={titleId}
      data-terminal={terminal.alias}
      data-tone={tone}
      onFocusCapture={onSelect}
      onPointerDown={onSelect}
    >
      <div className="card-signal">
        {tone === 'paid' && <ToneIcon tone={tone} className="card-mark" />}
        <h2 id={titleId} className="card-name">
          {terminal.name}
          {selected && (
            <span className="card-chosen">
              <CheckCheck aria-hidden />
              {t('caja.selected')}
            </span>
          )}
        </h2>
        <div className="card-state">
          <ToneIcon tone={tone} />
          <p className="card-title">{face.title}</p>
          {face.sinceIso && !face.result && <Elapsed sinceIso={face.sinceIso} />}
        </div>
        {charge && (
          <div className="card-money">
            <p className="card-amount">{askedOf(charge)}</p>
            <p className="card-facts">
              <span className="card-order">{charge.order_id}</span>
              {charge.status === 'paid' && paymentFacts(charge, t).map((fact) => <span key={fact}>{fact}</span>)}
              {charge.status !== 'paid' && charge.description && <span>{charge.description}</span>}
              {face.result && <span>{formatTime(charge.paid_at ?? charge.updated_at, lang)}</span>}
            </p>
          </div>
        )}
        {face.step && <p className="card-step">{face.step}</p>}
        <CardButtons face={face} busy={charge !== null && queue.isBusy(charge)} hotkeys={hotkeys} onAct={onAct} />
      </div>
      <LeaseLine terminal={terminal} hotkey={hotkeys} isBusy={isTaking} onTake={onTake} onKeep={onKeep} />
      <LastResult last={terminal.last} face={face} />
      <Queue charges={terminal.queue} total={terminal.queued} shownOnCard={charge} {...queue} />
    </section>
  );
}

function CardButtons({
  face,
  busy,
  hotkeys,
  onAct,
}: {
  readonly face: Face;
  readonly busy: boolean;
  readonly hotkeys: boolean;
  readonly onAct: (action: CardAction) => void;
}) {
  const { t } = useTranslation();
  const actions = actionsOf(face);
  if (actions.length === 0) return null;
  return (
    <div className="card-actions">
      {actions.map(({ action, words, hotkey, main }) => {
        const Icon = ICONS[action];
        return (
          <Button
            key={action}
            look={main ? 'main' : 'plain'}
            icon={<Icon aria-hidden />}
            hotkey={hotkeys ? hotkey : undefined}
            isDisabled={busy}
            onPress={() => onAct(action)}
          >
            {t(words)}
          </Button>
        );
      })}
    </div>
  );
}
