import type { Charge } from './charge/charge.ts';
import type { Config } from './contract/config.ts';
import type { Lang } from './contract/faults.ts';
import type { WebhooksView } from './contract/webhooks.ts';
import type { ConnectionWatch } from './dispatch/connection.ts';
import type { DispatchDeps } from './dispatch/context.ts';
import { learn } from './dispatch/learn.ts';
import { createSideServer } from './intake/http/server.ts';
import { openWebhookListener, WEBHOOK_PATH, type ListenerDeps, type Received } from './intake/webhooks/listener.ts';
import { createWebhookProof } from './intake/webhooks/proof.ts';
import { createTake, type TakeDeps } from './intake/webhooks/take.ts';
import { describeTunnels } from './intake/webhooks/tunnels.ts';
import { createSignatureCheck } from './recurrente/webhook-signature.ts';
import { openSecretList } from './secret-list.ts';
import type { SecretName, SecretPlace } from './secret-place.ts';
import { createWebhookMessages } from './store/webhook-messages.ts';

export interface WebhooksDeps extends DispatchDeps {
  readonly secretPlace: (name: SecretName) => SecretPlace;
  readonly connection: () => Pick<ConnectionWatch, 'report'>;
  readonly wake: (terminalId: string) => void;
  /** Webhooks stopped while polling was relaxed: look at everything now. */
  readonly wakeAll: () => void;
  readonly tellRefund: TakeDeps['tellRefund'];
}

/** Old and new secret while it is being changed, and one to spare. */
const SECRETS_KEPT = 3;

/** Recurrente's webhooks, where a shop has a tunnel: the listener, its secrets, and whether polling may relax. */
export function createWebhooks(deps: WebhooksDeps) {
  const { store, recurrente, clock, config, log } = deps;
  const secrets = openSecretList(deps.secretPlace('webhook-secrets'), SECRETS_KEPT);
  const messages = createWebhookMessages(store.db);
  const counts = new Map<Received, number>();
  const proof = createWebhookProof({ clock, onLost: deps.wakeAll });
  const take = createTake({
    store,
    messages,
    clock,
    serverNow: recurrente.serverNow,
    learn: (evidence) => learn(store, evidence, clock.now()),
    readCheckout: async (id) => deps.connection().report(await recurrente.getCheckout(id)),
    onSuccess: (charge) => proof.told(charge.id, charge.status === 'paid'),
    onTaken: (charge: Charge) => deps.wake(charge.terminalId),
    tellRefund: deps.tellRefund,
  });
  const isSigned = createSignatureCheck({ secrets: secrets.all, now: recurrente.serverNow });
  const createServer: ListenerDeps['createServer'] = (...of) => createSideServer({ clock, log }, ...of);
  let listener: Awaited<ReturnType<typeof openWebhookListener>> | undefined;
  let openFor: number | undefined;
  let portInUse = false;
  let changing: Promise<void> = Promise.resolve();

  const stopListening = store.onCommit((lines) => {
    if (!listener) return;
    for (const { chargeId, status, seq } of lines) {
      if (chargeId === null || status !== 'paid') continue;
      // Later lines about a paid charge (a refund, a fuller reading) are no payments.
      const first = store.journal.ofCharge(chargeId).find((line) => line.status === 'paid');
      if (first?.seq === seq) proof.paid(chargeId);
    }
  });

  /** Opens, moves or closes the listener as the configuration says. */
  async function apply(wanted: Config['webhooks']): Promise<void> {
    const port = wanted.enabled ? wanted.port : undefined;
    if (port === openFor && !portInUse) return;
    await close();
    openFor = port;
    if (port === undefined) return;
    try {
      listener = await openWebhookListener({ createServer, isSigned, take, count, log }, port);
      log.info({ port: listener.port }, 'listening for webhooks');
    } catch (error) {
      portInUse = true;
      log.error({ port, err: error }, 'the port for webhooks cannot be used');
    }
  }
  async function close(): Promise<void> {
    const open = listener;
    listener = undefined;
    portInUse = false;
    proof.reset();
    await open?.close();
  }
  function count(received: Received): void {
    counts.set(received, (counts.get(received) ?? 0) + 1);
  }
  /** One change after the other. */
  const change = (work: () => Promise<void>): Promise<void> => (changing = changing.then(work, work));

  return {
    secrets,
    paceFactor: proof.factor,
    received: (): Readonly<Record<string, number>> => Object.fromEntries(counts),
    lastReceivedMs: messages.lastReceivedMs,
    start: (): Promise<void> => change(() => apply(config().webhooks)),
    refresh: (): Promise<void> => change(() => apply(config().webhooks)),
    async stop(): Promise<void> {
      stopListening();
      await change(close);
    },
    view(lang: Lang): WebhooksView {
      const { enabled, port } = config().webhooks;
      const lastMs = messages.lastReceivedMs();
      const localUrl = `http://127.0.0.1:${listener?.port ?? port}`;
      return {
        enabled,
        listening: listener !== undefined,
        trouble: portInUse ? 'port_in_use' : enabled && secrets.all().length === 0 ? 'secret_missing' : null,
        local_url: localUrl,
        path: WEBHOOK_PATH,
        secrets: secrets.all().length,
        last_received_at: lastMs === null ? null : new Date(lastMs).toISOString(),
        polling_relaxed: proof.factor() > 1,
        received: Object.fromEntries(counts),
        steps: describeTunnels(localUrl, lang),
      };
    },
  };
}
export type Webhooks = ReturnType<typeof createWebhooks>;
