import type { Clock } from '../contract/clock.ts';
import type { Config } from '../contract/config.ts';
import type { Recurrente } from '../recurrente/client.ts';
import type { Store } from '../store/store.ts';

export interface Log {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** What everything in dispatch/ works with. */
export interface DispatchDeps {
  readonly store: Store;
  readonly recurrente: Recurrente;
  readonly config: () => Config;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** How much rarer the looks at a checkout may be just now; more than 1 while webhooks are proven to arrive. 1 without it. */
  readonly paceFactor?: () => number;
  /** Whether this bridge may send to the terminal at this moment; always, where no other bridge can have it. Reading is always allowed. */
  readonly mayUse?: (terminalId: string) => boolean;
  /** Further tables whose waits move along when the PC's clock is set, in the same transaction as the charges'. */
  readonly shiftWaits?: readonly Store['charges']['shiftWaits'][];
  /** Called with the name of a step; fault tests kill the process there. */
  readonly failpoint: (name: string) => void;
}

export const mayUse = ({ mayUse: ask }: Pick<DispatchDeps, 'mayUse'>, terminalId: string): boolean =>
  ask?.(terminalId) ?? true;
