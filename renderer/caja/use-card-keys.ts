import type { ChargeView } from '../../main/contract/charge.ts';
import type { TerminalView } from '../../main/contract/status.ts';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import type { CardAction, Offered } from './card-actions.ts';

export type CardKey = NonNullable<Offered['hotkey']>;

export interface CardKeysProps {
  /** The keys act on this card. */
  readonly isChosen: boolean;
  readonly terminal: TerminalView;
  readonly offered: readonly Offered[];
  readonly onAct: (action: CardAction) => void;
  readonly onCancelRow: (charge: ChargeView) => void;
  /** The row from which one is chosen has the keyboard now. */
  readonly onChoose: () => void;
  /** The card offers nothing for that key. */
  readonly onNothing: (hotkey: CardKey) => void;
}

/** The chosen card's keys: the same as its buttons, and F7 for a row of its queue that has the keyboard. */
export function useCardKeys({
  isChosen,
  terminal,
  offered,
  onAct,
  onCancelRow,
  onChoose,
  onNothing,
}: CardKeysProps): void {
  function press(key: CardKey): void {
    const button = offered.find(({ hotkey }) => hotkey === key);
    if (button) onAct(button.action);
    else onNothing(key);
  }

  function pressCancel(): void {
    // A row of another terminal, where the keyboard may still be, is not meant.
    const row = terminal.queue.find(({ id }) => id === focusedRow());
    if (row) onCancelRow(row);
    else if (offered.length === 0 && focusFirstRow(terminal)) onChoose();
    else press('F7');
  }

  useHotkeys(
    isChosen ? { F7: pressCancel, F8: () => press('F8'), F9: () => press('F9'), F10: () => press('F10') } : {},
  );
}

function focusedRow(): string | undefined {
  const row = document.activeElement?.closest('.queue-row');
  return row?.querySelector<HTMLElement>('[data-cancels]')?.dataset['cancels'];
}

function focusFirstRow({ alias }: TerminalView): boolean {
  const row = document.querySelector<HTMLElement>(`[data-terminal="${CSS.escape(alias)}"] [data-cancels]`);
  row?.focus();
  return row !== null;
}
