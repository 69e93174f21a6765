import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type Postgres } from './postgres.ts';
import { createTill, openRecurrente } from './tills.ts';
import { holds, openWorld } from './world.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.close());

describe('a till that is told to stop', { timeout: 60_000 }, () => {
  it('while a hub keeps it waiting from the start: it calls there no more, and ends', async ({ onTestFinished }) => {
    const sandbox = await openRecurrente();
    let calls = 0;
    const mute = createServer(() => (calls += 1)).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const hub = `postgres://nobody@127.0.0.1:${(mute.address() as AddressInfo).port}/hub`;
    const till = await createTill('a', { hub, sandbox: sandbox.url, settings: { leaseSeconds: 600 } });
    onTestFinished(async () => {
      await till.stop();
      mute.close();
      await sandbox.stop();
    });
    const called = once(mute, 'connection');
    await till.start();
    await called;
    expect(await till.process()?.stop()).toBe(0);
    expect(calls).toBe(1);
  });

  it('while the hub’s server stands still: it does not wait for it to close the lines', async (test) => {
    const { hub, open } = await openWorld(postgres, test);
    // Directly: a line of the test's own would close when the till does.
    const till = await open('a', { hubPort: undefined });
    await holds(till);
    const served = await postgres.run(hub, `SELECT pid FROM pg_stat_activity WHERE application_name = 'puente a'`);
    const each = (signal: NodeJS.Signals): void => served.forEach(({ pid }) => process.kill(Number(pid), signal));
    each('SIGSTOP');
    test.onTestFinished(() => each('SIGCONT'));
    // Else this would not end within the test's time.
    expect(await till.process()?.stop()).toBe(0);
  });
});
