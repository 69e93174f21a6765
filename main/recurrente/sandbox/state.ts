import type { Currency } from '../../contract/money.ts';

/** `pending` → `dispatched` → `consumed`; aside `superseded` and `failed` (recurrente-api.md, "Command status"). */
export type CommandStatus = 'pending' | 'dispatched' | 'consumed' | 'superseded' | 'failed';
export type CheckoutStatus = 'unpaid' | 'payment_in_progress' | 'paid' | 'expired' | 'cancelled';

export interface Command {
  readonly id: string;
  /** What `captured` shapes show in place of the id. */
  readonly number: number;
  readonly externalId: string;
  readonly terminalId: string;
  readonly amountInCents: number;
  readonly currency: Currency;
  readonly installments: number | null;
  readonly checkoutId: string;
  readonly createdAtMs: number;
  status: CommandStatus;
}

/** One try with a card. `id` is the payment intent's (`pa_…`); public captures show another one (`in_…`) in checkouts. */
export interface Intent {
  readonly id: string;
  readonly otherId: string;
  readonly checkoutId: string;
  readonly status: 'succeeded' | 'failed';
  readonly amountInCents: number;
  readonly tipInCents: number;
  readonly currency: Currency;
  readonly installments: number | null;
  readonly createdAtMs: number;
  readonly authCode: string | null;
  /** In Spanish, for the customer. */
  readonly failureReason: string | null;
  readonly card: Card;
}
export interface Card {
  readonly last4: string;
  readonly network: string;
}

export interface Checkout {
  readonly id: string;
  readonly commandId: string;
  readonly externalId: string;
  readonly currency: Currency;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  status: CheckoutStatus;
  /** Asked, and once paid: paid, the tip included. */
  totalInCents: number;
  /** The latest try; null before the first. */
  intentId: string | null;
}
/** What a read sees while reads lag: a checkout as it was from this moment on. */
export interface CheckoutVersion {
  readonly atMs: number;
  readonly checkout: Readonly<Checkout>;
}

export interface Refund {
  readonly id: string;
  readonly intentId: string;
  readonly amountInCents: number;
  readonly currency: Currency;
  readonly createdAtMs: number;
  status: 'pending' | 'succeeded' | 'failed';
}

/** What the terminal shows. `standby` is "Listo para cobrar": the only screen on which it takes commands (rule 4). */
export type Screen =
  | { readonly kind: 'standby' }
  | { readonly kind: 'charge' | 'processing'; readonly commandId: string }
  | { readonly kind: 'result'; readonly commandId: string; readonly result: Result };
export type Result = 'approved' | 'declined' | 'cancelled' | 'left';

export interface Terminal {
  readonly id: string;
  readonly name: string;
  power: boolean;
  network: boolean;
  /** "Modo espera"; false: someone uses the terminal by hand and it takes no commands. */
  standby: boolean;
  /** A scripted customer stands at this terminal. */
  autoCustomer: boolean;
  screen: Screen;
  /** Since when it could take a command. */
  idleSinceMs: number;
}

/** Something that will happen by itself. Kept as data, so that it survives a restart. */
export type Due =
  | { readonly atMs: number; readonly kind: 'approve'; readonly commandId: string; readonly tipInCents: number }
  | { readonly atMs: number; readonly kind: 'decline'; readonly commandId: string; readonly reason: string }
  | { readonly atMs: number; readonly kind: 'customer'; readonly commandId: string; readonly act: CustomerAct }
  | { readonly atMs: number; readonly kind: 'home'; readonly terminalId: string }
  | { readonly atMs: number; readonly kind: 'expire'; readonly checkoutId: string }
  | { readonly atMs: number; readonly kind: 'refund'; readonly refundId: string };

/** What a customer, or the cashier at the terminal, does with the charge on the screen. */
export type CustomerAct =
  | { readonly act: 'approve'; readonly tipInCents?: number }
  | { readonly act: 'decline'; readonly reason: string; readonly lateApprovalMs?: number }
  | { readonly act: 'cancel' | 'walk_away' };

export interface WebhookEndpoint {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly createdAtMs: number;
  /** The newest secret first; older ones still sign until they are dropped. */
  secrets: string[];
}

/** Everything that the simulated Recurrente knows. Plain data: inspected by tests, written as JSON by the data file. */
export interface SandboxState {
  readonly terminals: Terminal[];
  readonly commands: Command[];
  readonly checkouts: Checkout[];
  readonly versions: CheckoutVersion[];
  readonly intents: Intent[];
  readonly refunds: Refund[];
  readonly endpoints: WebhookEndpoint[];
  agenda: Due[];
  /** Numbers given out so far; ids are made from it. */
  lastNumber: number;
  keyRevoked: boolean;
}

export interface TerminalSetup {
  readonly id: string;
  readonly name?: string | undefined;
}

export function createState(terminals: readonly TerminalSetup[]): SandboxState {
  return {
    terminals: terminals.map(createTerminal),
    commands: [],
    checkouts: [],
    versions: [],
    intents: [],
    refunds: [],
    endpoints: [],
    agenda: [],
    lastNumber: 0,
    keyRevoked: false,
  };
}

export const createTerminal = ({ id, name }: TerminalSetup): Terminal => ({
  id,
  name: name ?? id,
  power: true,
  network: true,
  standby: true,
  autoCustomer: false,
  screen: { kind: 'standby' },
  idleSinceMs: 0,
});
