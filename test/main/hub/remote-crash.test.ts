import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import type { ChargeView } from '../../../main/contract/charge.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { until, type Till } from './tills.ts';
import { holds, OFFICE, openWorld } from './world.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.close());

/** A charge on its way to till `a`, which is killed at that step. */
async function killAt(step: string, test: TestContext) {
  const world = await openWorld(postgres, test);
  const { hub, open, sandbox } = world;
  const a = await open('a', { env: { PUENTE_FAILPOINT: step } });
  await holds(a);
  const office = await open('office', OFFICE);
  await until(
    'office connected',
    () => office.status(),
    ({ hub: link }) => link?.state === 'connected',
  );
  const sent = await office.erp.call('POST', '/v1/charges', {
    order_id: 'R-1',
    amount_in_cents: 1000,
    terminal: 'trm_1',
  });
  expect(sent).toMatchObject({ status: 201, body: { remote: { origin: 'office' } } });
  expect(await a.process()?.gone).toBe('SIGKILL');
  const { id } = sent.body as ChargeView;
  const atOffice = async () => (await office.erp.call('GET', `/v1/charges/${id}`)).body as ChargeView;
  return {
    ...world,
    a,
    atOffice,
    row: async () => (await postgres.run(hub, 'SELECT status, claimed_by FROM puente.remote_charges'))[0],
    commands: () => sandbox.log.filter((line) => line.kind === 'command_created' && line.external_id.includes('R-1')),
    charges: async (till: Till) => (await till.erp.findAll()).size,
  };
}

describe('the bridge that has fetched a charge from the hub is killed', { timeout: 60_000 }, () => {
  it.for([
    ['between its claim and its own door', 'remote:claimed'],
    ['between its own door and telling the hub', 'remote:accepted'],
  ] as const)('%s: the charge is neither lost nor doubled', async ([, step], test) => {
    const { a, atOffice, row, commands, charges } = await killAt(step, test);
    // Whoever sent it is told that it may be on a terminal; nobody else takes it, and nothing is charged while its bridge is down.
    expect(await row()).toEqual({ status: 'claimed', claimed_by: 'a' });
    expect(await atOffice()).toMatchObject({ status: 'sending', paid: false });
    expect(commands()).toHaveLength(0);
    await a.start({ PUENTE_FAILPOINT: '' });
    await until('paid', atOffice, ({ paid }) => paid);
    expect(await row()).toEqual({ status: 'accepted', claimed_by: 'a' });
    expect(commands()).toHaveLength(1);
    expect(await charges(a)).toBe(1);
  });

  it('and were its claim given to another till, both would charge it (control)', async (test) => {
    const { a, hub, open, atOffice, commands } = await killAt('remote:accepted', test);
    const b = await open('b');
    const force = { force: true, note: 'control', name: 'Ana' };
    await until(
      'forced',
      () => b.erp.call('POST', '/v1/terminals/caja1/take', force),
      ({ status }) => status === 200,
    );
    await postgres.run(hub, "UPDATE puente.remote_charges SET status = 'waiting', claimed_by = NULL");
    await until('paid', atOffice, ({ paid }) => paid);
    await a.start({ PUENTE_FAILPOINT: '' });
    await until(
      'paid twice',
      () => a.charge('R-1'),
      (charge) => charge?.paid === true,
    );
    expect(commands()).toHaveLength(2);
  });
});
