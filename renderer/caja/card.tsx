import { CheckCheck, CircleX, RefreshCw, RotateCw, Scale, Unlock } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import type { TerminalView } from '../../main/contract/status.ts';
import { askedOf, formatTime } from '../ui/format.ts';
import { Button } from '../ui/button.tsx';
import { useToast } from '../ui/toasts.tsx';
import { useJustChanged } from '../ui/use-just-changed.ts';
import { useKeptFocus } from '../ui/use-kept-focus.ts';
import { useLang } from '../words/use-lang.ts';
import { Elapsed } from './elapsed.tsx';
import { paymentFacts, type Face } from './face.ts';
import { actionsOf, type CardAction, type Offered } from './card-actions.ts';
import { LastResult } from './last-result.tsx';
import { LeaseLine } from './lease-line.tsx';
import { Queue, type QueueProps } from './queue.tsx';
import { ToneIcon } from './tone-icon.tsx';
import { useCardKeys, type CardKey } from './use-card-keys.ts';

export interface CardProps extends Pick<QueueProps, 'terminals' | 'onCancel' | 'onMove' | 'isBusy'> {
  readonly terminal: TerminalView;
  readonly face: Face;
  /** Marked as chosen; with one terminal alone there is nothing to choose. */
  readonly selected: boolean;
  /** The function keys act on this card. */
  readonly hotkeys: boolean;
  readonly onSelect: () => void;
  readonly onAct: (action: CardAction) => void;
  /** A key of the chosen card that it has no use for. */
  readonly onNothing: (hotkey: CardKey) => void;
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
  onNothing,
  onTake,
  onKeep,
  isTaking,
  ...queue
}: CardProps) {
  const { t } = useTranslation();
  const lang = useLang();
  const { charge, tone } = face;
  const titleId = `terminal-${terminal.id}`;
  const toast = useToast();
  const section = useRef<HTMLElement>(null);
  const focus = useKeptFocus(section);
  const offered = actionsOf(face);
  // One press is for one sale: a button that came to lie under the finger, or a row, takes none before it was seen. A key means the
  // same of a sale whatever its state is.
  const isOtherSale = useJustChanged(charge && offered.length > 0 ? `${charge.id}\n` : '');
  const isOtherButton = useJustChanged(offerOf(face, offered));
  const justMoved = useJustChanged(terminal.queue.map(({ id }) => (id === charge?.id ? '' : `${id}\n`)).join(''));

  function act(action: CardAction, isTooSoon: boolean): void {
    if (isTooSoon) toast({ tone: 'info', title: t('caja.justChanged', { terminal: terminal.name }) });
    else onAct(action);
  }
  function cancelRow(row: ChargeView): void {
    if (justMoved) toast({ tone: 'info', title: t('caja.justMoved') });
    else queue.onCancel(row);
  }
  useCardKeys({
    isChosen: hotkeys,
    terminal,
    offered,
    onAct: (action) => act(action, isOtherSale),
    onCancelRow: cancelRow,
    onChoose: () => toast({ tone: 'info', title: t('caja.cancelChoose') }),
    onNothing,
  });
  return (
    <section
      ref={section}
      {...focus}
      className={`card card-${tone}${selected ? ' card-selected' : ''}`}
      aria-labelledby={titleId}
      data-terminal={terminal.alias}
      data-tone={tone}
      data-just-changed={isOtherSale || isOtherButton || justMoved || undefined}
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
        <CardButtons
          charge={charge}
          offered={offered}
          busy={charge !== null && queue.isBusy(charge)}
          hotkeys={hotkeys}
          onAct={(action) => act(action, isOtherButton)}
        />
      </div>
      <LeaseLine terminal={terminal} hotkey={hotkeys} isBusy={isTaking} onTake={onTake} onKeep={onKeep} />
      <LastResult last={terminal.last} face={face} />
      <Queue {...queue} charges={terminal.queue} total={terminal.queued} shownOnCard={charge} onCancel={cancelRow} />
    </section>
  );
}

/** What a press means here: the sale and what is offered for it; nothing while there is no button. */
const offerOf = ({ charge }: Face, offered: readonly Offered[]): string =>
  charge && offered.length > 0 ? `${charge.id} ${offered.map(({ action }) => action).join(' ')}\n` : '';

function CardButtons({
  charge,
  offered,
  busy,
  hotkeys,
  onAct,
}: {
  readonly charge: ChargeView | null;
  readonly offered: readonly Offered[];
  readonly busy: boolean;
  readonly hotkeys: boolean;
  readonly onAct: (action: CardAction) => void;
}) {
  const { t } = useTranslation();
  if (!charge || offered.length === 0) return null;
  return (
    <div className="card-actions">
      {offered.map(({ action, words, hotkey, main }) => {
        const Icon = ICONS[action];
        return (
          <Button
            // Another sale's button is another button: one that is held down does not become it.
            key={`${charge.id} ${action}`}
            look={main ? 'main' : 'plain'}
            icon={<Icon aria-hidden />}
            hotkey={hotkeys ? hotkey : undefined}
            isBusy={busy}
            onPress={() => onAct(action)}
          >
            {t(words)}
          </Button>
        );
      })}
    </div>
  );
}
