import { CreditCard, MonitorSmartphone } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import type { TerminalView } from '../../main/contract/status.ts';
import { useLive } from '../live/live-context.tsx';
import { useNow } from '../live/use-now.ts';
import { go } from '../routing.ts';
import { Button } from '../ui/button.tsx';
import { askedOf } from '../ui/format.ts';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import { useToast } from '../ui/toasts.tsx';
import { Card } from './card.tsx';
import { isDiskBlocked } from './banners.ts';
import type { CardAction } from './card-actions.ts';
import { faceOf, type Face } from './face.ts';
import { ManualDialog } from './manual-dialog.tsx';
import { Rail } from './rail.tsx';
import { ResolveDialog } from './resolve-dialog.tsx';
import type { CardKey } from './use-card-keys.ts';
import { useChanges } from './use-changes.ts';
import { useLease } from './use-lease.tsx';
import { WordDialog, type Word } from './word-dialog.tsx';

type Open =
  | { readonly kind: 'manual' }
  | { readonly kind: 'resolve'; readonly charge: ChargeView }
  | { readonly kind: 'release'; readonly terminal: TerminalView; readonly charge: ChargeView };

export interface CajaProps {
  /** Opened with the form for a manual charge, as the settings' test charge does. */
  readonly startsManual: boolean;
  readonly onOpenCharge: (charge: ChargeView) => void;
}

/** The home screen: every terminal as a card, with keys that act on the chosen one. */
export function Caja({ startsManual, onOpenCharge }: CajaProps) {
  const { t } = useTranslation();
  const state = useLive();
  const nowMs = useNow();
  const toast = useToast();
  const changes = useChanges();
  const lease = useLease(changes);
  const [chosenId, setChosenId] = useState<string>();
  const [open, setOpen] = useState<Open | undefined>(startsManual ? { kind: 'manual' } : undefined);
  const { terminals, link } = state;
  const connection = state.bridge?.connection ?? 'online';
  const around = { link, connection, nowMs, diskBlocked: isDiskBlocked(state) };
  const cards = terminals.map((terminal) => ({ terminal, face: faceOf(terminal, around, t) }));
  const chosen = cards.find(({ terminal }) => terminal.id === chosenId) ?? cards[0];

  function act(action: CardAction, terminal: TerminalView, { charge }: Face): void {
    if (!charge) return;
    switch (action) {
      case 'retry':
        void changes.retry(charge);
        break;
      case 'gone':
      case 'cancel':
        void changes.cancel(charge);
        break;
      case 'check':
        void changes.check(charge);
        break;
      case 'resolve':
        setOpen({ kind: 'resolve', charge });
        break;
      case 'release':
        setOpen({ kind: 'release', terminal, charge });
        break;
    }
  }

  /**
   * The chosen card has nothing for that key. A sale that waits beside the cards is another one than the person looks at: the key
   * leads to it and names it, and only the next one acts.
   */
  function leadToWaiting(hotkey: CardKey, { name }: TerminalView): void {
    const onCards = new Set(cards.map(({ face }) => face.charge?.id));
    const status = hotkey === 'F8' ? 'expired' : 'in_doubt';
    const waiting = state.waiting.filter((charge) => charge.status === status && !onCards.has(charge.id));
    const here = waiting.find(({ order_id }) => order_id === waitingRowOf(document.activeElement));
    const first = here ?? waiting[0];
    // What waits may have been settled long ago while the bridge is not heard.
    if (link !== 'live' || hotkey === 'F7' || !first)
      toast({ tone: 'info', title: t('caja.nothingToDo', { terminal: name }) });
    else if (hotkey === 'F10') setOpen({ kind: 'resolve', charge: first });
    else if (hotkey === 'F9' && here) void changes.check(here);
    else {
      const { order_id: order, terminal } = first;
      document.querySelector<HTMLElement>(`[data-waiting="${CSS.escape(order)}"] .notice-buttons button`)?.focus();
      const where = terminals.find(({ id }) => id === terminal.id)?.name ?? terminal.alias;
      toast({
        tone: 'info',
        title: t(`caja.waits.${status}`, { order, amount: askedOf(first), terminal: where }),
        detail: t(`caja.waits.${status}Step`),
      });
    }
  }

  /** The word is given for one order: another one that fell into doubt meanwhile is not let go under it. */
  async function release(terminal: TerminalView, charge: ChargeView, word: Word): Promise<boolean> {
    const held = terminals.find(({ id }) => id === terminal.id)?.charge;
    if (held?.id === charge.id && held.status === 'in_doubt')
      return (await changes.release(terminal.id, word))?.ok ?? false;
    toast({ tone: 'bad', title: t('release.changed', { order: charge.order_id, terminal: terminal.name }) });
    return true;
  }

  function chooseNext(): void {
    const index = cards.findIndex(({ terminal }) => terminal.id === chosen?.terminal.id);
    const next = cards[(index + 1) % cards.length]?.terminal;
    if (!next) return;
    setChosenId(next.id);
    // The keyboard goes along: left in a row of the card before, it would say which one F7 cancels.
    const card = document.querySelector<HTMLElement>(`[data-terminal="${CSS.escape(next.alias)}"]`);
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: 'nearest' });
  }

  useHotkeys({
    F2: () => terminals.length > 0 && setOpen({ kind: 'manual' }),
    ...(chosen?.terminal.lease ? { F5: () => void lease.take(chosen.terminal) } : {}),
    F6: chooseNext,
  });

  return (
    <div className="caja">
      <h1 className="visually-hidden">{t('caja.title')}</h1>
      <div className="caja-main">
        {state.bridge && terminals.length === 0 && (
          <div className="blank">
            <MonitorSmartphone aria-hidden className="blank-icon" />
            <h2>{t('caja.noTerminals')}</h2>
            <p>{t('caja.noTerminalsStep')}</p>
            <Button autoFocus look="main" onPress={() => go('ajustes/inicio')}>
              {t('caja.openAssistant')}
            </Button>
          </div>
        )}
        <div className={`cards cards-${Math.min(cards.length, 4)}`}>
          {cards.map(({ terminal, face }) => (
            <Card
              key={terminal.id}
              terminal={terminal}
              face={face}
              selected={cards.length > 1 && terminal.id === chosen?.terminal.id}
              hotkeys={terminal.id === chosen?.terminal.id}
              onSelect={() => setChosenId(terminal.id)}
              onAct={(action) => act(action, terminal, face)}
              onTake={() => void lease.take(terminal)}
              onKeep={() => lease.keep(terminal)}
              isTaking={changes.isTaking(terminal.id)}
              terminals={terminals}
              onCancel={(charge) => void changes.cancel(charge)}
              onMove={(charge, to) => void changes.move(charge, to)}
              onNothing={(hotkey) => leadToWaiting(hotkey, terminal)}
              isBusy={changes.isBusy}
            />
          ))}
        </div>
      </div>
      <Rail
        state={state}
        shown={new Set(cards.map(({ face }) => face.charge?.id))}
        changes={changes}
        onOpen={onOpenCharge}
        onResolve={(charge) => setOpen({ kind: 'resolve', charge })}
        action={
          <Button
            look="main"
            size="large"
            className="caja-charge"
            icon={<CreditCard aria-hidden />}
            hotkey="F2"
            isDisabled={terminals.length === 0}
            onPress={() => setOpen({ kind: 'manual' })}
          >
            {t('caja.charge')}
          </Button>
        }
      />
      {open?.kind === 'manual' && (
        <ManualDialog
          terminals={terminals}
          terminal={chosen?.terminal.alias}
          currency={state.bridge?.currency ?? 'GTQ'}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open?.kind === 'resolve' && (
        <ResolveDialog charge={open.charge} changes={changes} onClose={() => setOpen(undefined)} />
      )}
      {lease.dialog}
      {open?.kind === 'release' && (
        <WordDialog
          title={t('release.title', { terminal: open.terminal.name })}
          lead={t('release.lead', { order: open.charge.order_id })}
          warn={t('release.warn')}
          submit={t('release.submit')}
          onSubmit={(word) => release(open.terminal, open.charge, word)}
          onClose={() => setOpen(undefined)}
        />
      )}
    </div>
  );
}

/** The order of the row beside the cards that has the keyboard. */
const waitingRowOf = (at: Element | null): string | undefined =>
  at?.closest<HTMLElement>('[data-waiting]')?.dataset['waiting'];
