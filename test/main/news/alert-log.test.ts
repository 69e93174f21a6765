import { expect, test } from 'vitest';
import { alertPageSchema, type AlertPage } from '../../../main/contract/status.ts';
import { openShop, until, type Shop } from './shop.ts';

const log = async (shop: Shop, query = '', headers = {}): Promise<AlertPage> =>
  alertPageSchema.parse((await shop.call('GET', `/v1/alerts${query}`, undefined, headers)).json());
const untilConnection = (shop: Shop, wanted: string) =>
  until(
    async () => (await shop.call('GET', '/v1/status')).json().connection,
    (connection) => connection === wanted,
  );

test('the log keeps an outage that ended by itself, what a person saw, and who', async () => {
  const shop = await openShop();
  try {
    await untilConnection(shop, 'online');
    expect((await log(shop)).data).toEqual([]);
    for (let outage = 0; outage < 2; outage += 1) {
      shop.sandbox.faults.setNetwork('reset');
      await shop.call('POST', '/v1/charges', { order_id: `FAC-${outage}`, amount: '10.00' });
      await untilConnection(shop, 'offline');
      const [open] = (await log(shop)).data;
      expect(open).toMatchObject({ code: 'offline', acknowledged: false, ended_at: null, seen_by: null });
      shop.sandbox.faults.setNetwork('up');
      await untilConnection(shop, 'online');
    }
    const outages = (await log(shop)).data;
    expect(outages).toMatchObject([
      { code: 'offline', acknowledged: true, seen_by: null },
      { code: 'offline', acknowledged: true, seen_by: null },
    ]);
    for (const { at, ended_at: endedAt } of outages)
      expect(Date.parse(endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(at));

    shop.sandbox.faults.setNetwork('reset');
    await shop.call('POST', '/v1/charges', { order_id: 'FAC-9', amount: '10.00' });
    await untilConnection(shop, 'offline');
    const [third] = (await log(shop)).data;
    await shop.call('POST', `/v1/alerts/${third?.id}/acknowledge`, {});
    expect((await log(shop)).data[0]).toMatchObject({
      id: third?.id,
      acknowledged: true,
      seen_by: expect.stringMatching(/./),
    });
    expect((await log(shop, '', { 'accept-language': 'en' })).data[0]?.message).toMatch(/^No connection to Recurrente/);

    const first = await log(shop, '?limit=2');
    const rest = await log(shop, `?limit=2&before=${first.next_before}`);
    expect([...first.data, ...rest.data].map(({ id }) => id)).toEqual((await log(shop)).data.map(({ id }) => id));
    expect(rest.next_before).toBeNull();
    expect((await shop.call('GET', '/v1/alerts?limit=0')).status).toBe(422);
  } finally {
    await shop.close();
  }
});
