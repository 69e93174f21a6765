import type { Status } from '../../main/contract/charge.ts';
import type { Face } from './face.ts';

export type CardAction = 'retry' | 'gone' | 'check' | 'resolve' | 'release' | 'cancel';

export interface Offered {
  readonly action: CardAction;
  readonly words:
    'caja.retry' | 'caja.stillHere' | 'caja.gone' | 'caja.check' | 'caja.resolve' | 'caja.release' | 'caja.cancel';
  readonly hotkey?: 'F7' | 'F8' | 'F9' | 'F10';
  readonly main: boolean;
}

const CHECK: Offered = { action: 'check', words: 'caja.check', hotkey: 'F9', main: false };
const CANCEL: Offered = { action: 'cancel', words: 'caja.cancel', hotkey: 'F7', main: false };
const RETRY: Offered = { action: 'retry', words: 'caja.retry', hotkey: 'F8', main: true };

/** What can be done with the charge on a card. The same list makes the buttons and the keys. */
export function actionsOf({ charge, tone }: Face): readonly Offered[] {
  return !charge || tone === 'stale' ? [] : offeredFor(charge.status);
}

/** What a person may ask of a charge of that status. */
export function offeredFor(status: Status): readonly Offered[] {
  switch (status) {
    case 'queued':
      return [CANCEL];
    case 'sending':
    case 'pending':
    case 'dispatched':
      return [CHECK, CANCEL];
    case 'in_doubt':
      return [
        { ...CHECK, main: true },
        { action: 'resolve', words: 'caja.resolve', hotkey: 'F10', main: false },
        { action: 'release', words: 'caja.release', main: false },
      ];
    case 'expired':
      return [
        { action: 'retry', words: 'caja.stillHere', hotkey: 'F8', main: true },
        { action: 'gone', words: 'caja.gone', hotkey: 'F7', main: false },
      ];
    case 'declined':
    case 'failed':
    case 'superseded':
    case 'cancelled':
      return [RETRY];
    case 'paid':
      return [];
  }
}
