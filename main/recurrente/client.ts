import type { z } from 'zod';
import type { Clock } from '../contract/clock.ts';
import type { CommandReading } from '../charge/evidence.ts';
import type { Attempt } from '../charge/attempt.ts';
import { createCaller, type CallerDeps, type CallLimits, type RawAnswer } from './caller.ts';
import { readCheckout, readCommand, readExternalId, type CheckoutAnswer } from './readings.ts';
import type { Reply } from './reply.ts';
import {
  accountShape,
  checkoutListShape,
  checkoutShape,
  commandShape,
  namedShape,
  refundShape,
  type RefundShape,
} from './shapes.ts';

export interface CommandAnswer {
  /** 201: this request made the command; 200: one with this external id existed. */
  readonly created: boolean;
  readonly command: CommandReading;
}
export type CommandRequest = Pick<Attempt, 'externalId' | 'terminalId' | 'amountInCents' | 'currency' | 'installments'>;

export interface CheckoutPage {
  /** The page as it came, to tell it from another. */
  readonly text: string;
  /** Some items are in no shape that we know, whoever they belong to. */
  readonly hasUnreadable: boolean;
  readonly checkouts: readonly CheckoutAnswer[];
  /**
   * The external ids that such items name, undefined where not even that could be read: a search for one of them must not say
   * "it is not there".
   */
  readonly unreadable: readonly (string | undefined)[];
}
/** Items per page of the checkout list; the reference shows 20, larger is untested there. */
const LIST_ITEMS = 20;

export interface ClientDeps extends CallerDeps {
  readonly clock: Clock;
}

/** Recurrente's API as the bridge uses it (recurrente-api.md). Every answer is validated here and nowhere else. */
export function createRecurrente(deps: ClientDeps) {
  const caller = createCaller(deps);

  return {
    /** Recurrente's clock, by its Date header and the steady time since, sleep included; this PC's until one was seen. */
    serverNow: caller.serverNow,

    /** `POST /api/terminal_session_commands`: creates the command, or shows the one that has this external id. */
    async createCommand(request: CommandRequest, limits?: CallLimits): Promise<Reply<CommandAnswer>> {
      const body = {
        terminal_id: request.terminalId,
        external_id: request.externalId,
        amount_in_cents: request.amountInCents,
        currency: request.currency,
        ...(request.installments === null ? {} : { installments: request.installments }),
      };
      const raw = await caller.call('POST', '/api/terminal_session_commands', body, limits);
      return understand(raw, commandShape, (command, status) => {
        // An answer about another command (a mixed-up proxy) tells nothing about ours.
        if (command.external_id !== request.externalId) return undefined;
        return { created: status === 201, command: readCommand(command) };
      });
    },

    async getCheckout(checkoutId: string): Promise<Reply<CheckoutAnswer>> {
      const raw = await caller.call('GET', `/api/checkouts/${encodeURIComponent(checkoutId)}`);
      return understand(raw, checkoutShape, (checkout) =>
        checkout.id === checkoutId ? readCheckout(checkout) : undefined,
      );
    },

    /** One page of the checkouts made between two moments of Recurrente's clock. Pages count from 1. */
    async listCheckouts(fromMs: number, untilMs: number, page: number): Promise<Reply<CheckoutPage>> {
      const query = new URLSearchParams({
        from_time: new Date(fromMs).toISOString(),
        until_time: new Date(untilMs).toISOString(),
        page: String(page),
        items: String(LIST_ITEMS),
      });
      const raw = await caller.call('GET', `/api/checkouts?${query.toString()}`);
      return understand(raw, checkoutListShape, (items) => {
        const checkouts: CheckoutAnswer[] = [];
        const unreadable: (string | undefined)[] = [];
        for (const item of items) {
          const parsed = checkoutShape.safeParse(item);
          if (parsed.success) checkouts.push(readCheckout(parsed.data));
          else {
            const named = namedShape.safeParse(item);
            const externalId = readExternalId(named.data?.metadata);
            // What names no order is another system's.
            if (!named.success || externalId !== undefined) unreadable.push(externalId);
          }
        }
        return { text: JSON.stringify(items), hasUnreadable: checkouts.length < items.length, checkouts, unreadable };
      });
    },

    /** `GET /api/test`: is the key good, and whose account is it? */
    async testKey(limits?: CallLimits): Promise<Reply<{ accountName: string }>> {
      const raw = await caller.call('GET', '/api/test', undefined, limits);
      return understand(raw, accountShape, (account) => ({ accountName: account.name ?? '' }));
    },

    /** `POST /api/refunds`: the whole amount; there is no idempotency key, so the caller must never repeat it blindly. */
    async createRefund(paymentIntentId: string): Promise<Reply<RefundShape>> {
      return understand(
        await caller.call('POST', '/api/refunds', { payment_intent_id: paymentIntentId }),
        refundShape,
        (refund) => refund,
      );
    },
    async getRefund(refundId: string): Promise<Reply<RefundShape>> {
      return understand(
        await caller.call('GET', `/api/refunds/${encodeURIComponent(refundId)}`),
        refundShape,
        (refund) => refund,
      );
    },
    async registerWebhook(url: string, description: string): Promise<Reply<unknown>> {
      return understand(
        await caller.call('POST', '/api/webhook_endpoints', { url, description }),
        undefined,
        (answer) => answer,
      );
    },
  };
}
export type Recurrente = ReturnType<typeof createRecurrente>;

/** Checks a good answer against its shape. One that cannot be understood is as good as none: the outcome is unknown. */
function understand<Shape extends z.ZodType, T>(
  raw: Reply<RawAnswer>,
  shape: Shape | undefined,
  read: (value: z.output<Shape>, httpStatus: number) => T | undefined,
): Reply<T> {
  if (raw.kind !== 'ok') return raw;
  const parsed = shape?.safeParse(raw.value.json);
  const value =
    parsed && !parsed.success ? undefined : read((parsed?.data ?? raw.value.json) as z.output<Shape>, raw.httpStatus);
  if (value === undefined) {
    const where = parsed?.error?.issues[0]?.path.join('.');
    return {
      kind: 'unknown',
      reason: `unreadable_answer${where ? ` (${where})` : ''}`,
      delayMs: null,
      httpStatus: raw.httpStatus,
    };
  }
  return { ...raw, value };
}
