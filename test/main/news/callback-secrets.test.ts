import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCallbackSecrets } from '../../../main/callback-secrets.ts';
import { systemClock } from '../../../main/dispatch/system-clock.ts';
import { secretFile, type SecretPlace } from '../../../main/secret-place.ts';
import { createStore, type Store } from '../../../main/store/store.ts';

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'puente-callback-secrets-'));
  store = createStore({ path: path.join(folder, 'bridge.db'), failpoint: () => undefined });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});
const open = (place: SecretPlace) => openCallbackSecrets({ place, store, clock: systemClock });
const alerts = (): string[] => store.alerts.open().map(({ code }) => code);

it('makes a secret once, and a new one when asked to; the one before goes on', async () => {
  const place = secretFile(folder, 'callback-secrets');
  const [first, ...none] = (await open(place)).all();
  expect([first, none]).toEqual([expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/), []]);
  const secrets = await open(place);
  expect(secrets.all()).toEqual([first]);
  expect(await secrets.renew()).toBeNull();
  expect(secrets.all()).toEqual([expect.not.stringMatching(String(first)), first]);
  await open(place);
  expect(alerts()).toEqual([]);
});

it('tells when it had to make one that the ERP does not know: another user has the one before', async () => {
  const vaultOf = (): SecretPlace => {
    let kept: string | undefined;
    return { read: () => kept, write: (text) => ((kept = text ?? undefined), null) };
  };
  const [ana, luis] = [vaultOf(), vaultOf()];
  await open(ana);
  await open(ana);
  expect(alerts()).toEqual([]);
  await open(luis);
  expect(alerts()).toEqual(['callback_secret_changed']);
});

it('goes on with the one it has where a new one is not kept', async () => {
  let refusal: string | null = null;
  let kept = '';
  const secrets = await open({
    read: () => kept,
    write(text) {
      if (refusal === null) kept = text ?? '';
      return refusal;
    },
  });
  const before = secrets.all();
  refusal = 'no hay llavero';
  expect(await secrets.renew()).toBe('no hay llavero');
  expect(secrets.all()).toEqual(before);
});
