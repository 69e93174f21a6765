import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, it } from 'vitest';
import { startPostgres, type Postgres } from './postgres.ts';
import { createTill, openRecurrente, until } from './tills.ts';
import { holds, isPaid, openWorld } from './world.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.close());

it('a till that may not read its file hub-password says so, and charges on its own terminal all the same', async (test) => {
  const { hub, sandbox } = await openWorld(postgres, test);
  const till = await createTill('a', { hub, sandbox: sandbox.url });
  test.onTestFinished(() => till.stop());
  await till.start();
  await holds(till);
  await till.process()?.stop();
  const file = path.join(till.folder, 'hub-password');
  // Nobody can read a folder as a file, not even who may read everything.
  mkdirSync(file);
  await till.start();
  await till.order('F1');
  await until(
    'refused',
    () => till.status(),
    ({ hub: link }) => link?.state === 'refused' && link.problem === 'password' && /hub-password/.test(link.next_step),
  );
  await isPaid(till, 'F1');
  // It can be read again: no restart is needed.
  rmdirSync(file);
  writeFileSync(file, 'secreto\n');
  await until(
    'connected',
    () => till.status(),
    ({ hub: link }) => link?.state === 'connected',
  );
});

it('a till whose address of the hub holds a % that stands for nothing says where to look', async (test) => {
  const sandbox = await openRecurrente();
  test.onTestFinished(() => sandbox.stop());
  const till = await createTill('a', { hub: 'postgres://tiendas:50%off@127.0.0.1:1/puente', sandbox: sandbox.url });
  test.onTestFinished(() => till.stop());
  await till.start();
  await until(
    'refused',
    () => till.status(),
    ({ hub: link }) => link?.state === 'refused' && link.problem === 'password' && /hub\.url/.test(link.next_step),
  );
});
