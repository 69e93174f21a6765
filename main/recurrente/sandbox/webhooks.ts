import { Webhook } from 'standardwebhooks';
import type { Clock } from '../../contract/clock.ts';
import type { Core } from './core.ts';
import { newSecret } from './endpoints.ts';
import type { Intent, Refund, WebhookEndpoint } from './state.ts';
import type { Wire } from './wire.ts';
import { describeIntent, describeRefund, type EventOptions } from './webhook-events.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How deliveries go; each line of "Webhooks" in recurrente-api.md, and what can go wrong with them. */
export interface WebhookOptions extends EventOptions {
  /** "sent after the cashier finished the customer-data step, some seconds late" [ref]. */
  delayMs: number;
  /** Waits before each try: "at once, after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h" [ref]. */
  scheduleMs: readonly number[];
  /** "Answer 2xx within 15 s" [ref]. */
  timeoutMs: number;
  /** Each message is delivered so many times more ("May arrive twice" [ref]). */
  duplicates: number;
  /** Holds this many messages back and then sends them newest first ("and out of order" [ref]). */
  reorder: number;
  /** Signs with a secret that nobody was given. */
  forge: boolean;
}

const DEFAULT_WEBHOOKS: WebhookOptions = {
  delayMs: 0,
  scheduleMs: [0, 5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR],
  timeoutMs: 15 * SECOND,
  duplicates: 0,
  reorder: 0,
  forge: false,
  twins: true,
  wrapping: 'flat',
  externalIdAt: 'checkout',
};

/** One message as it is sent; kept for replays. Signed once, as Svix does: a replay carries the old time and signature. */
export interface Message {
  readonly id: string;
  readonly event: string;
  readonly endpointId: string;
  readonly body: string;
  readonly headers: Readonly<Record<'svix-id' | 'svix-timestamp' | 'svix-signature' | 'content-type', string>>;
}

export interface Webhooks {
  readonly options: WebhookOptions;
  readonly messages: readonly Message[];
  announce(intent: Intent): void;
  announceRefund(refund: Refund): void;
  /** Any event, as Recurrente might send one that nobody here knows. */
  send(event: string, body: unknown): void;
  /** The very same bytes and headers once more. */
  replay(messageId: string): Promise<number | null>;
  /** A new secret; the old one goes on signing beside it until `dropOld`. */
  rotateSecret(endpointId: string): string;
  dropOldSecrets(endpointId: string): void;
  /** The newest secret of an endpoint, as the dashboard shows it. */
  secret(endpointId: string): string;
  /** Resolves when nothing is waiting or under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export interface WebhookDeps {
  readonly core: Core;
  readonly wire: Wire;
  readonly clock: Clock;
  readonly random: () => number;
  readonly deliver: typeof fetch;
  readonly serverNow: () => number;
  /** "only with live keys; never with test keys" [ref]. */
  readonly allowed: () => boolean;
  readonly stopping: AbortSignal;
}

export function createWebhooks(deps: WebhookDeps): Webhooks {
  const { core, wire, clock, random, deliver, serverNow, allowed, stopping } = deps;
  const options: WebhookOptions = { ...DEFAULT_WEBHOOKS };
  const messages: Message[] = [];
  const underway = new Set<Promise<void>>();
  let held: (() => void)[] = [];

  function send(event: string, body: unknown): void {
    if (!allowed()) return;
    for (const endpoint of core.state.endpoints) {
      const begin = (): void => track(deliverWithRetries(endpoint, event, JSON.stringify(body)));
      if (options.reorder === 0) begin();
      else {
        held.push(begin);
        if (held.length >= options.reorder) release();
      }
    }
  }
  function release(): void {
    const waiting = held.reverse();
    held = [];
    for (const begin of waiting) begin();
  }
  function track(work: Promise<void>): void {
    const tracked = work.finally(() => underway.delete(tracked));
    underway.add(tracked);
  }

  async function deliverWithRetries(endpoint: WebhookEndpoint, event: string, body: string): Promise<void> {
    await clock.sleep(options.delayMs, stopping);
    const id = `msg_${Math.floor(random() * 2 ** 40).toString(36)}${messages.length + 1}`;
    for (const [index, waitMs] of options.scheduleMs.entries()) {
      if (waitMs > 0) await clock.sleep(waitMs, stopping);
      if (stopping.aborted) return;
      const message = sign(id, endpoint, event, body);
      messages.push(message);
      const statuses = await Promise.all(
        Array.from({ length: 1 + options.duplicates }, () => post(message, endpoint.url, index + 1)),
      );
      if (statuses.some((status) => status !== null && status >= 200 && status < 300)) return;
    }
  }

  /** Several signatures while a secret is being rotated: "`v1,<base64>` entries, space-separated" [ref]. */
  function sign(id: string, endpoint: WebhookEndpoint, event: string, body: string): Message {
    const at = new Date(serverNow() + core.behaviour().clockSkewMs);
    const secrets = options.forge ? [newSecret({ random })] : endpoint.secrets;
    return {
      id,
      event,
      endpointId: endpoint.id,
      body,
      headers: {
        'content-type': 'application/json',
        'svix-id': id,
        'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
        'svix-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
      },
    };
  }

  async function post(message: Message, url: string, tryNumber: number, note?: string): Promise<number | null> {
    const over = new AbortController();
    const done = new AbortController();
    void clock.sleep(options.timeoutMs, AbortSignal.any([done.signal, stopping])).then(() => over.abort());
    let status: number | null = null;
    try {
      const answer = await deliver(url, {
        method: 'POST',
        headers: message.headers,
        body: message.body,
        redirect: 'manual',
        signal: over.signal,
      });
      status = answer.status;
      await answer.body?.cancel();
    } catch {
      // Nobody there, or too slow: the log line says so with a status of null, and the next try follows.
    } finally {
      done.abort();
    }
    core.log.write({
      kind: 'webhook',
      message: message.id,
      event: message.event,
      endpoint: message.endpointId,
      try: tryNumber,
      status,
      ...(note === undefined ? {} : { note }),
    });
    return status;
  }

  function endpointById(id: string): WebhookEndpoint {
    const endpoint = core.state.endpoints.find((each) => each.id === id);
    if (!endpoint) throw new Error(`the sandbox has no webhook endpoint ${id}`);
    return endpoint;
  }

  return {
    options,
    messages,
    send,
    announce(intent) {
      const view = core.currentCheckout(intent.checkoutId);
      if (!view) return;
      for (const { event, body } of describeIntent(intent, view, wire, options)) send(event, body);
    },
    announceRefund(refund) {
      const intent = core.state.intents.find((each) => each.id === refund.intentId);
      if (!intent) return;
      const { event, body } = describeRefund(refund, intent, wire, options);
      send(event, body);
    },
    async replay(messageId) {
      const message = messages.findLast((each) => each.id === messageId);
      if (!message) throw new Error(`no webhook message ${messageId} was sent`);
      return post(message, endpointById(message.endpointId).url, 1, 'replay');
    },
    rotateSecret(endpointId) {
      const endpoint = endpointById(endpointId);
      const secret = newSecret({ random });
      endpoint.secrets = [secret, ...endpoint.secrets];
      core.log.write({ kind: 'endpoint', id: endpoint.id, state: 'secret_rotated' });
      return secret;
    },
    dropOldSecrets(endpointId) {
      const endpoint = endpointById(endpointId);
      endpoint.secrets = endpoint.secrets.slice(0, 1);
      core.log.write({ kind: 'endpoint', id: endpoint.id, state: 'secret_rotated' });
    },
    secret: (endpointId) => endpointById(endpointId).secrets[0] ?? '',
    async idle() {
      release();
      while (underway.size > 0) await Promise.all(underway);
    },
    async stop() {
      held = [];
      await Promise.all(underway);
    },
  };
}
