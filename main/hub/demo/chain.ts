import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startBridge, type Bridge, type BridgeOptions } from '../../bridge.ts';
import type { ChargeView } from '../../contract/charge.ts';
import { systemClock } from '../../dispatch/system-clock.ts';
import type { RunningServer } from '../../intake/http/serve.ts';
import { VERSION } from '../../version.ts';
import { startCentral } from '../central/central.ts';
import { addUser } from '../central/users.ts';
import { readAddress } from '../database/address.ts';
import { rolesScript } from '../database/grants.ts';
import { ensureSchema } from '../database/migrate.ts';
import { createHubPool, type HubPool } from '../database/pool.ts';
import { startLocalPostgres, type LocalPostgres } from './postgres.ts';

export interface ChainOptions {
  readonly folder: string;
  /** For the database: on its own, since as root another user must be able to enter it. */
  readonly databaseFolder: string;
  readonly port: number;
  readonly sandbox: NonNullable<BridgeOptions['sandbox']>;
  readonly uiFiles: string;
}

export interface DemoShop {
  readonly name: string;
  readonly bridge: Bridge;
  charge(order: object): Promise<ChargeView>;
  /** An address that opens its till's window, once. */
  window(): Promise<string>;
  /** The charge at its next change. */
  next(id: string): Promise<ChargeView>;
}

export interface DemoChain {
  readonly central: RunningServer;
  readonly user: string;
  readonly secret: string;
  readonly shops: readonly [DemoShop, DemoShop];
  readonly postgres: LocalPostgres;
  stop(): Promise<void>;
}

const DATABASE = 'puente_demo';
const SHOPS = ['zona-10', 'mixco'] as const;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * A chain of two shops on this machine: a PostgreSQL of its own with the real roles, the hub, and two bridges over one simulated
 * Recurrente. Everything lies in the two folders, for the caller to throw away. Throws PostgresMissingError where there is none.
 */
export async function startChain({ folder, databaseFolder, port, sandbox, uiFiles }: ChainOptions): Promise<DemoChain> {
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const postgres = await startLocalPostgres(databaseFolder);
    closers.push(postgres.stop);
    const root = openPool(postgres.url());
    await root.query(`CREATE DATABASE ${DATABASE}`);
    await root.end();
    const admin = openPool(postgres.url(DATABASE));
    await admin.query(rolesScript());
    const loginOf = async (name: string, role: string): Promise<string> => {
      const password = randomBytes(18).toString('base64url');
      await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}' IN ROLE ${role}`);
      return `postgres://${name}:${password}@127.0.0.1:${postgres.port}/${DATABASE}`;
    };
    const owner = openPool(await loginOf('hub_admin', 'puente_owner'));
    await ensureSchema(owner);
    await owner.end();
    const bridgeUrl = await loginOf('tiendas', 'puente_bridge');
    const hub = openPool(await loginOf('tablero', 'puente_dashboard'));
    await admin.end();
    closers.push(() => hub.end());

    const user = 'demo';
    const secret = (await addUser(hub, { name: user, scopes: ['read', 'charge'], shops: null })) ?? '';
    const centralFolder = path.join(folder, 'central');
    mkdirSync(centralFolder, { recursive: true });
    const central = await startCentral({
      hub,
      dataFolder: centralFolder,
      port,
      uiFiles,
      version: VERSION,
      clock: systemClock,
      log: silent,
    });
    closers.push(() => central.stop());

    const shops = [];
    for (const shop of SHOPS) {
      const opened = await openShop({ shop, folder: path.join(folder, shop), url: bridgeUrl, sandbox, uiFiles });
      closers.push(() => opened.bridge.stop());
      shops.push(opened);
    }
    return { central, user, secret, shops: shops as unknown as DemoChain['shops'], postgres, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const openPool = (url: string): HubPool =>
  createHubPool({
    address: readAddress(url, undefined),
    name: 'puente demo',
    size: 5,
    timeoutMs: 20_000,
    onError: () => undefined,
  });

interface ShopOptions extends Pick<ChainOptions, 'sandbox' | 'uiFiles' | 'folder'> {
  readonly shop: string;
  readonly url: string;
}

async function openShop({ shop, folder, url, sandbox, uiFiles }: ShopOptions): Promise<DemoShop> {
  mkdirSync(folder, { recursive: true });
  const settings = {
    terminals: [1, 2].map((till) => ({ id: `trm_${shop}_${till}`, alias: `caja${till}`, name: `Caja ${till}` })),
    defaultTerminal: 'caja1',
    externalIdPrefix: shop,
    hub: { url, bridge: `${shop}-caja-1`, shop },
  };
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(settings, null, 2), { mode: 0o600 });
  const bridge = await startBridge({ dataFolder: folder, port: 0, sandbox, uiFiles, quietLog: true, env: {} });
  const ask = async <T = ChargeView>(at: string, body?: object): Promise<T> => {
    const answer = await fetch(bridge.url + at, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${bridge.apiKey}`,
        ...(body ? { 'content-type': 'application/json', 'x-puente-source': 'demo' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const told = (await answer.json()) as T & { readonly detail?: string };
    if (!answer.ok) throw new Error(told.detail ?? `http ${answer.status}`);
    return told;
  };
  return {
    name: shop,
    bridge,
    charge: (order) => ask('/v1/charges', order),
    window: async () => (await ask<{ url: string }>('/v1/ui/links', {})).url,
    next: (id) => ask(`/v1/charges/${encodeURIComponent(id)}?wait=30`),
  };
}
