import { getEventListeners } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { startHearing } from '../../../main/hub/central/hearing.ts';
import { readAddress } from '../../../main/hub/database/address.ts';
import { createHubPool } from '../../../main/hub/database/pool.ts';
import { freePort } from '../../free-port.ts';
import { until } from './tills.ts';

test('a hub whose database is away for days keeps nothing of each try to hear of it', async () => {
  const address = readAddress(`postgres://nobody@127.0.0.1:${await freePort()}/puente`, undefined);
  const hub = createHubPool({ address, name: 'test', size: 1, timeoutMs: 5000, onError: () => undefined });
  let tries = 0;
  let kept = 0;
  const hearing = startHearing({
    hub,
    clock: {
      async sleep(_ms, signal) {
        tries += 1;
        kept = signal ? getEventListeners(signal, 'abort').length : 0;
        await new Promise(setImmediate);
      },
    },
  });
  onTestFinished(async () => {
    await hearing.stop();
    await hub.end();
  });
  await until(
    'tries',
    () => tries,
    (count) => count >= 50,
  );
  expect(kept).toBeLessThanOrEqual(1);
});
