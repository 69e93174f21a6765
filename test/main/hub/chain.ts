import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ChargeView } from '../../../main/contract/charge.ts';
import { systemClock } from '../../../main/dispatch/system-clock.ts';
import { startCentral } from '../../../main/hub/central/central.ts';
import { addUser } from '../../../main/hub/central/users.ts';
import { readAddress } from '../../../main/hub/database/address.ts';
import { ensureSchema } from '../../../main/hub/database/migrate.ts';
import { createHubPool } from '../../../main/hub/database/pool.ts';
import type { Postgres } from './postgres.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into whatever was answered
  json(): any;
}

/** `puente hub` over a database of its own on that server, with a user who may see and send everything. */
export async function openCentral(
  postgres: Postgres,
  { publicOrigin, lookMs }: { publicOrigin?: string; lookMs?: number } = {},
) {
  const url = await postgres.newDatabase();
  const pool = () =>
    createHubPool({
      address: readAddress(url, undefined),
      name: 'test',
      size: 10,
      timeoutMs: 10_000,
      onError: () => undefined,
    });
  const hub = pool();
  await ensureSchema(hub);
  const folder = mkdtempSync(path.join(tmpdir(), 'puente-central-'));
  const start = () =>
    startCentral({
      hub,
      dataFolder: folder,
      port: 0,
      publicOrigin,
      uiFiles: path.resolve(import.meta.dirname, '../../../dist/renderer'),
      version: '0.0.0',
      clock: systemClock,
      log: silent,
      believedMs: 200,
      ...(lookMs === undefined ? {} : { lookMs }),
    });
  const central = await start();
  const secretOf = async (
    name: string,
    scopes: readonly ('read' | 'charge')[],
    shops: readonly string[] | null = null,
  ) => (await addUser(hub, { name, scopes, shops })) ?? '';
  const secret = await secretOf('central', ['read', 'charge']);
  const send = async (
    method: string,
    at: string,
    { body, headers = {}, as = secret }: { body?: object; headers?: Record<string, string>; as?: string } = {},
  ): Promise<Reply> => {
    const reply = await fetch(central.url + at, {
      method,
      redirect: 'manual',
      headers: {
        ...(as === '' ? {} : { authorization: `Bearer ${as}` }),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await reply.text();
    return { status: reply.status, text, headers: reply.headers, json: () => JSON.parse(text) };
  };
  return {
    url: central.url,
    databaseUrl: url,
    hub,
    secret,
    secretOf,
    send,
    get: (at: string, as = secret) => send('GET', at, { as }),
    post: (at: string, body: object = {}, as = secret) => send('POST', at, { body, as }),
    async close() {
      await central.stop();
      await hub.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type CentralRig = Awaited<ReturnType<typeof openCentral>>;

/** A bridge as it shows in the hub's tables; tests that need no real one write it themselves. */
export async function seedBridge(
  rig: CentralRig,
  bridge: string,
  shop: string,
  { silentS = 0, connection = 'online', account = 'default' } = {},
) {
  await rig.hub.query(
    `INSERT INTO puente.bridges (bridge, shop, account, installation, connection, status, version, last_seen_at)
     VALUES ($1, $2, $3, gen_random_uuid(), $4, '{"queues": {"queued": 2}}', '0.1.0', now() - make_interval(secs => $5))`,
    [bridge, shop, account, connection, silentS],
  );
}

export async function seedTerminal(
  rig: CentralRig,
  id: string,
  alias: string,
  holder: string | null,
  account = 'default',
) {
  await rig.hub.query(
    `INSERT INTO puente.terminals (account, terminal_id, alias, name, mode, holder, lease, longest_payment)
     VALUES ($1, $2, $3, $3, 'own', $4, '30 s', '300 s')`,
    [account, id, alias, holder],
  );
}

let seq = 0;
/** A charge as its bridge's outbox writes it. */
export async function seedCharge(
  rig: CentralRig,
  bridge: string,
  shop: string,
  charge: ChargeView,
  account = 'default',
) {
  seq += 1;
  await rig.hub.query(
    `INSERT INTO puente.charges (bridge, id, created_at, account, shop, order_id, terminal_id, terminal_alias, status, final, paid,
       currency, amount_in_cents, paid_in_cents, tip_in_cents, refunded_in_cents, last4, network, auth_code, source, paid_at, refunded_at,
       updated_at, day, epoch, seq, doc)
     VALUES ($1, $2, $3::timestamptz, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
       (coalesce($21::timestamptz, $3::timestamptz) AT TIME ZONE 'America/Guatemala')::date, 1, $24, $25)`,
    [
      bridge,
      charge.id,
      charge.created_at,
      account,
      shop,
      charge.order_id,
      charge.terminal.id,
      charge.terminal.alias,
      charge.status,
      charge.final,
      charge.paid,
      charge.currency,
      charge.amount_in_cents,
      charge.paid_in_cents,
      charge.tip_in_cents,
      charge.refund?.status === 'succeeded' ? charge.refund.amount_in_cents : 0,
      charge.card?.last4 ?? null,
      charge.card?.network ?? null,
      charge.auth_code,
      charge.source,
      charge.paid_at,
      charge.refund?.status === 'succeeded' ? charge.refund.closed_at : null,
      charge.updated_at,
      seq,
      JSON.stringify(charge),
    ],
  );
}

/** A paid charge, or whatever `more` makes of it. */
export function chargeOf(id: string, more: Partial<ChargeView> = {}): ChargeView {
  const at = more.created_at ?? new Date().toISOString();
  return {
    id,
    order_id: `FAC-${id}`,
    status: 'paid',
    final: true,
    paid: true,
    currency: 'GTQ',
    amount_in_cents: 10_000,
    paid_in_cents: 11_000,
    tip_in_cents: 1000,
    terminal: { id: 'trm_1', alias: 'caja1' },
    source: 'http',
    description: null,
    installments: null,
    card: { last4: '4242', network: 'visa' },
    auth_code: '123456',
    payment_intent_id: 'pa_1',
    failure: null,
    refund: null,
    next_step: 'Pagado. Entregue la compra.',
    attempts: [],
    created_at: at,
    updated_at: at,
    paid_at: at,
    expires_at: null,
    released: false,
    metadata: {},
    ...more,
  };
}
export const unpaid = (id: string, status: ChargeView['status'], more: Partial<ChargeView> = {}): ChargeView =>
  chargeOf(id, {
    status,
    final: !['queued', 'sending', 'pending', 'dispatched', 'in_doubt'].includes(status),
    paid: false,
    paid_in_cents: null,
    tip_in_cents: null,
    card: null,
    auth_code: null,
    paid_at: null,
    next_step: 'Espere.',
    ...more,
  });

/** An SSE stream as a program reads it. */
export async function openStream(rig: CentralRig, at: string, secret = rig.secret) {
  const leaving = new AbortController();
  const reply = await fetch(rig.url + at, {
    headers: { authorization: `Bearer ${secret}` },
    signal: leaving.signal,
  });
  const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    /** The next event that is not a pulse. */
    async next(): Promise<{ event: string; data: Record<string, unknown> }> {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end >= 0) {
          const lines = text.slice(0, end).split('\n');
          text = text.slice(end + 2);
          const event = lines.find((line) => line.startsWith('event: '))?.slice(7);
          const data = lines.find((line) => line.startsWith('data: '))?.slice(6);
          if (event && data && event !== 'pulse') return { event, data: JSON.parse(data) as Record<string, unknown> };
          continue;
        }
        const read = await reader?.read();
        if (!read || read.done) throw new Error('the stream ended');
        text += read.value;
      }
    },
    close: () => leaving.abort(),
  };
}
