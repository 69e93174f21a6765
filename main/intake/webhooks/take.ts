import type { Charge } from '../../charge/charge.ts';
import type { Evidence } from '../../charge/evidence.ts';
import type { Clock } from '../../contract/clock.ts';
import type { CheckoutAnswer } from '../../recurrente/readings.ts';
import type { Reply } from '../../recurrente/reply.ts';
import { paidEvidence, readWebhook, type RefundTold, type WebhookNews } from '../../recurrente/webhook-payload.ts';
import type { Store } from '../../store/store.ts';
import type { WebhookMessages } from '../../store/webhook-messages.ts';

/** What became of a message whose signature was good. */
export type Taken =
  /** Its news are in the ledger. */
  | 'taken'
  /** This very message was taken before. */
  | 'repeated'
  /** The same outcome came under another event name. */
  | 'twin'
  /** About a payment that is none of this bridge's. */
  | 'foreign'
  /** An event that the bridge has no use for. */
  | 'unknown'
  | 'unreadable';

export interface TakeDeps {
  readonly store: Store;
  readonly messages: WebhookMessages;
  readonly clock: Clock;
  /** Recurrente's clock, in ms: evidence carries no other, since two sightings are told apart by it. */
  readonly serverNow: () => number;
  /** Puts evidence through `settle`, inside the transaction. */
  readonly learn: (evidence: Evidence) => Charge | undefined;
  readonly readCheckout: (checkoutId: string) => Promise<Reply<CheckoutAnswer>>;
  /** A success is about to be learnt from a webhook. */
  readonly onSuccess: (charge: Charge) => void;
  readonly onTaken: (charge: Charge) => void;
  /** A refund that Recurrente tells of, inside the transaction; false when it is none of this bridge's. */
  readonly tellRefund: (told: RefundTold) => boolean;
}

/**
 * Takes one verified message in. The checkout is read first, since it tells more than the event does (authorization, whose
 * checkout it is); where that read fails or lags, the event itself is the evidence. Message and effect are one commit: a crash
 * before it leaves the message to be delivered again, a crash after it leaves a repeat without effect.
 */
export function createTake(deps: TakeDeps) {
  const { store, messages, clock } = deps;
  const underway = new Map<string, Promise<Taken>>();

  async function take(id: string, news: WebhookNews, externalId: string): Promise<Taken> {
    const { checkoutId, outcome } = news;
    if (messages.has(id)) return 'repeated';
    if (checkoutId !== undefined && messages.hasTwin(checkoutId, outcome, news.occurredAtMs))
      return keep(id, news, 'twin');
    const reply = checkoutId === undefined ? undefined : await deps.readCheckout(checkoutId);
    const before = store.charges.byExternalId(externalId);
    if (before && outcome === 'succeeded') deps.onSuccess(before);
    const charge = store.transact('webhook', () => {
      messages.remember(describe(id, news, clock.now()));
      let after = before;
      for (const evidence of evidenceOf(news, externalId, reply)) after = deps.learn(evidence) ?? after;
      return after;
    });
    if (charge) deps.onTaken(charge);
    return 'taken';
  }

  function evidenceOf(news: WebhookNews, externalId: string, reply: Reply<CheckoutAnswer> | undefined): Evidence[] {
    const read =
      reply?.kind === 'ok' && (reply.value.externalId ?? externalId) === externalId ? reply.value.reading : undefined;
    const found: Evidence[] =
      read && reply?.kind === 'ok' ? [{ kind: 'checkout', externalId, atMs: reply.startedAtMs, checkout: read }] : [];
    if (read?.status === 'paid') return found;
    const atMs = deps.serverNow();
    if (news.outcome === 'failed') {
      // The checkout may know the same try by another id: one try, one decline.
      const intentId = (read?.status === 'unpaid' ? read.latestIntentId : null) ?? news.intentId;
      return [...found, { kind: 'try_failed', externalId, atMs, intentId, reason: news.reason }];
    }
    const paid = read || knowsCheckout(externalId, news.checkoutId) ? paidEvidence(news, externalId, atMs) : undefined;
    return paid ? [...found, paid] : found;
  }

  /** Is it settled whose this checkout is? Then a success may be believed without another look. */
  function knowsCheckout(externalId: string, checkoutId: string | undefined): boolean {
    const attempt = store.charges.byExternalId(externalId)?.attempts.find((each) => each.externalId === externalId);
    return (
      attempt !== undefined &&
      (attempt.commands.some((command) => command.created && command.checkoutId === checkoutId) ||
        attempt.checkouts.some((checkout) => checkout.id === checkoutId && checkout.createdAtMs !== null))
    );
  }

  function keep<T extends Taken>(id: string, news: WebhookNews | undefined, outcome: T): T | 'repeated' {
    return store.transact('webhook', () => {
      if (messages.has(id)) return 'repeated';
      messages.remember(describe(id, news, clock.now()));
      return outcome;
    });
  }

  /** Twins and repeats under other ids change nothing that is known already. */
  const takeRefund = (id: string, told: RefundTold): Taken =>
    store.transact('webhook', () => {
      if (messages.has(id)) return 'repeated';
      messages.remember(describe(id, undefined, clock.now()));
      return deps.tellRefund(told) ? 'taken' : 'foreign';
    });

  return (id: string, rawBody: string): Promise<Taken> => {
    const news = readWebhook(parse(rawBody));
    if (typeof news === 'string') return Promise.resolve(keep(id, undefined, news));
    if (news.about === 'refund') return Promise.resolve(takeRefund(id, news));
    const externalId = ownerOf(store, news);
    if (externalId === undefined) return Promise.resolve(keep(id, news, 'foreign'));
    // One after the other for each order, so that twins and repeats that arrive together find each other.
    const earlier = underway.get(externalId) ?? Promise.resolve();
    const work = earlier.catch(() => undefined).then(() => take(id, news, externalId));
    underway.set(externalId, work);
    const forget = (): void => {
      if (underway.get(externalId) === work) underway.delete(externalId);
    };
    work.then(forget, forget);
    return work;
  };
}
export type Take = ReturnType<typeof createTake>;

/** The attempt that an event is about: by its external id, else by its checkout; undefined when they disagree or are not ours. */
function ownerOf(store: Store, { externalId, checkoutId }: WebhookNews): string | undefined {
  const byCheckout = checkoutId === undefined ? undefined : store.charges.externalIdOfCheckout(checkoutId);
  if (externalId === undefined) return byCheckout;
  if (!store.charges.byExternalId(externalId)) return undefined;
  return byCheckout === undefined || byCheckout === externalId ? externalId : undefined;
}

const describe = (id: string, news: WebhookNews | undefined, receivedAtMs: number) => ({
  id,
  receivedAtMs,
  checkoutId: news?.checkoutId ?? null,
  outcome: news?.outcome ?? null,
  occurredAtMs: news?.occurredAtMs ?? null,
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
