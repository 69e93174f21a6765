import {
  chargeOf,
  openCentral,
  seedBridge,
  seedCharge,
  seedTerminal,
  unpaid,
  type CentralRig,
} from '../main/hub/chain.ts';
import type { Browser, Page } from 'playwright-core';
import { startPostgres, type Postgres } from '../main/hub/postgres.ts';
import { openWindow } from './browser.ts';

const SHOPS = [
  'Antigua',
  'Chimaltenango',
  'Cobán',
  'Escuintla',
  'Huehuetenango',
  'Jalapa',
  'Mazatenango',
  'Mixco',
  'Petén',
  'Quetzaltenango',
  'Villa Nueva',
  'Zona 1',
  'Zona 10',
];

/** A chain on an ordinary afternoon: a charge in doubt, a silent shop, and all others at work. */
async function stageChain(postgres: Postgres, nowMs = Date.now()): Promise<CentralRig> {
  const rig = await openCentral(postgres);
  for (const [index, shop] of SHOPS.entries()) {
    const tills = index % 3 === 0 ? 2 : 1;
    for (let till = 1; till <= tills; till++) {
      const bridge = `${shop
        .toLowerCase()
        .replaceAll(' ', '-')
        .normalize('NFD')
        .replace(/[^a-z0-9-]/g, '')}-caja-${till}`;
      await seedBridge(rig, bridge, shop, shop === 'Jalapa' ? { silentS: 4100 } : {});
      const terminal = `trm_${index}_${till}`;
      await seedTerminal(rig, terminal, `caja${till}`, bridge);
      for (let sale = 0; sale < 4 + ((index * 7 + till) % 9); sale++)
        await seedCharge(
          rig,
          bridge,
          shop,
          chargeOf(`${terminal}-${sale}`, {
            order_id: `FAC-${2000 + index * 40 + till * 20 + sale}`,
            amount_in_cents: 4500 + ((index * 911 + sale * 3571) % 60_000),
            paid_in_cents: 4500 + ((index * 911 + sale * 3571) % 60_000),
            tip_in_cents: 0,
            terminal: { id: terminal, alias: `caja${till}` },
            created_at: new Date(nowMs - (sale + 1) * 240_000).toISOString(),
          }),
        );
    }
  }
  await seedCharge(
    rig,
    'mixco-caja-1',
    'Mixco',
    unpaid('duda', 'in_doubt', {
      order_id: 'FAC-2318',
      amount_in_cents: 28_450,
      terminal: { id: 'trm_7_1', alias: 'caja1' },
      created_at: new Date(nowMs - 420_000).toISOString(),
      next_step:
        'No vuelva a cobrar; estamos verificando. Mire la terminal y el comprobante, y llame a un responsable.',
    }),
  );
  await seedCharge(
    rig,
    'zona-10-caja-1',
    'Zona 10',
    unpaid('abierto', 'dispatched', {
      order_id: 'FAC-2501',
      amount_in_cents: 19_900,
      terminal: { id: 'trm_12_1', alias: 'caja1' },
      next_step: 'El cliente puede pagar en la terminal.',
    }),
  );
  await rig.hub.query(
    `UPDATE puente.terminals SET busy = jsonb_build_object('order_id', 'FAC-2501', 'amount_in_cents', 19900, 'currency', 'GTQ',
       'status', 'dispatched', 'since', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
     WHERE terminal_id = 'trm_12_1'`,
  );
  return rig;
}

/** The chain's overview in a window of its own, signed in. */
export async function takeChainPicture(
  browser: Browser,
  take: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  const postgres = await startPostgres();
  const rig = await stageChain(postgres);
  const secret = await rig.secretOf('Ana', ['read', 'charge']);
  const { page, close } = await openWindow(browser, rig.url, { width: 1024, height: 760, preferences: { lang: 'es' } });
  await page.getByLabel('Nombre').fill('Ana');
  await page.getByLabel('Secreto').fill(secret);
  await page.keyboard.press('Enter');
  await page.locator('[data-shop="Mixco"]').waitFor();
  await take(page, 'central');
  await close();
  await rig.close();
  await postgres.close();
}
