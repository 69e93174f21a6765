import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCommandLine } from '../../../main/shell/command-line.ts';
import { readDesktopSettings } from '../../../main/shell/desktop-settings.ts';
import { takeInstallChoices } from '../../../main/shell/install-choices.ts';
import { createKeyStore } from '../../../main/secrets.ts';
import { proxyFromPac } from '../../../main/shell/system-proxy.ts';
import { createVaultPlace } from '../../../main/shell/vault-place.ts';
import { readSecrets } from '../../../main/shell/vault-secrets.ts';
import { createVault, type SafeStorage } from '../../../main/shell/vault.ts';

const KEY = 'sk_live_0123456789';
let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'puente-settings-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

/** Seals by turning every bit, which is enough to see whether plain text was written. */
const turn = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0xff));
const storage = (over: Partial<SafeStorage> = {}): SafeStorage => ({
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  encryptStringAsync: (text) => Promise.resolve(turn(Buffer.from(text))),
  decryptStringAsync: (sealed) => Promise.resolve({ result: turn(sealed).toString(), shouldReEncrypt: false }),
  ...over,
});
const NAME = 'recurrente-key';
const NOWHERE = [
  ['the system has none', { isAsyncEncryptionAvailable: () => Promise.resolve(false) }],
  ['Linux has no keyring', { getSelectedStorageBackend: () => 'basic_text' }],
] as const;

describe('the vault', () => {
  it('keeps a text sealed, gives it back, and forgets it', async () => {
    const vault = createVault(storage(), folder);
    expect(await vault.read(NAME)).toBeNull();
    expect(await vault.keep(NAME, KEY)).toBeNull();
    expect(read('recurrente-key.sealed')).not.toContain('sk_live');
    expect([await vault.read(NAME), await vault.read('webhook-secrets')]).toEqual([KEY, null]);
    expect(await vault.keep(NAME, null)).toBeNull();
    expect(await vault.read(NAME)).toBeNull();
  });

  it.each(NOWHERE)('refuses and explains where %s, and writes nothing', async (_, over) => {
    const vault = createVault(storage(over), folder);
    expect(await vault.keep(NAME, KEY)).toMatch(/llavero[\s\S]*keyring/);
    expect([await vault.isAvailable(), existsSync(path.join(folder, 'recurrente-key.sealed'))]).toEqual([false, false]);
  });

  it('is empty for another user, whose system cannot open it', async () => {
    await createVault(storage(), folder).keep(NAME, KEY);
    const decryptStringAsync = () => Promise.reject(new Error('wrong user'));
    expect(await createVault(storage({ decryptStringAsync }), folder).read(NAME)).toBeNull();
  });

  it('seals anew what the system wants sealed anew', async () => {
    await createVault(storage(), folder).keep(NAME, KEY);
    const over: Partial<SafeStorage> = {
      encryptStringAsync: (text) => Promise.resolve(Buffer.from(`2${text}`)),
      decryptStringAsync: (sealed) => Promise.resolve({ result: turn(sealed).toString(), shouldReEncrypt: true }),
    };
    expect(await createVault(storage(over), folder).read(NAME)).toBe(KEY);
    expect(read('recurrente-key.sealed')).toBe(`2${KEY}`);
  });
});

describe('what the vault hands to the bridge', () => {
  let userDir: string;
  beforeEach(() => (userDir = path.join(folder, 'user')));

  it('is every secret it has; what lies in files of the data folder moves in first', async () => {
    write('recurrente-key', `${KEY}\n`);
    write('webhook-secrets', 'whsec_2\nwhsec_1\n');
    const vault = createVault(storage(), userDir);
    const handed = {
      'recurrente-key': `${KEY}\n`,
      'webhook-secrets': 'whsec_2\nwhsec_1\n',
      'callback-secrets': null,
    };
    expect(await readSecrets(vault, folder)).toEqual(handed);
    expect(readdirSync(folder)).toEqual(['user']);
    expect(await readSecrets(vault, folder)).toEqual(handed);
  });

  it.each(NOWHERE)(
    "is nothing where %s: the lists stay in their files, Recurrente's key is not taken from one",
    async (_, over) => {
      write('recurrente-key', KEY);
      write('webhook-secrets', 'whsec_1');
      expect(await readSecrets(createVault(storage(over), userDir), folder)).toEqual({ 'recurrente-key': null });
      expect(readdirSync(folder).sort()).toEqual(['recurrente-key', 'webhook-secrets']);
    },
  );
});

describe("the bridge's hold on the key", () => {
  it('changes only when the vault took it', async () => {
    let refusal: string | null = 'no keyring';
    const keys = createKeyStore(
      createVaultPlace('sk_old', () => Promise.resolve(refusal)),
      {},
    );
    expect(await keys.set('sk_new')).toBe('no keyring');
    expect(keys.current()).toBe('sk_old');
    refusal = null;
    expect(await keys.set('sk_new')).toBeNull();
    expect(keys.current()).toBe('sk_new');
    await keys.set(null);
    expect(keys.current()).toBeUndefined();
  });

  it("yields to the environment's key, which cannot be changed", async () => {
    const place = createVaultPlace('sk_kept', () => Promise.resolve(null));
    const keys = createKeyStore(place, { RECURRENTE_SECRET_KEY: 'sk_env' });
    expect([keys.current(), keys.isFixed()]).toEqual(['sk_env', true]);
    await expect(keys.set('sk_new')).rejects.toThrow('RECURRENTE_SECRET_KEY');
  });
});

describe("the installer's choices", () => {
  const kept: string[] = [];
  beforeEach(() => kept.splice(0));
  const apply = (refusal: string | null = null) =>
    takeInstallChoices(folder, (key) => {
      if (refusal === null) kept.push(key);
      return Promise.resolve(refusal);
    });

  it('become the configuration and the kept key, once; the key leaves the folder', async () => {
    write('install.ini', '\uFEFF[puente]\r\nport=7400\r\n');
    write('install-key.txt', `${KEY}\r\n`);
    const notes = await apply();
    expect(kept).toEqual([KEY]);
    expect(JSON.parse(read('config.json'))).toEqual({ server: { port: 7400 } });
    expect(existsSync(path.join(folder, 'install-key.txt'))).toBe(false);
    expect(notes.join()).toMatch(/port 7400.*in the vault/);
    expect(notes.join()).not.toContain('sk_live');
    write('config.json', '{"server":{"port":7401}}');
    expect(await apply()).toEqual([]);
    expect(kept).toEqual([KEY]);
    expect(read('config.json')).toBe('{"server":{"port":7401}}');
  });

  it("take IT's configuration file as it is, and say so when it is not there", async () => {
    const source = path.join(folder, 'from-it.json');
    write('install.ini', `[puente]\nconfigfile=${source}\n`);
    expect(await apply()).toEqual([`install.ini: ${source} does not exist`]);
    write('from-it.json', '{"currency":"USD"}');
    await apply();
    expect(read('config.json')).toBe('{"currency":"USD"}');
  });

  it('leave the key where it is while the vault refuses it', async () => {
    write('install-key.txt', KEY);
    expect((await apply('no keyring')).join()).toContain('no keyring');
    expect(read('install-key.txt')).toBe(KEY);
  });

  it('do not end the shell where the folder cannot be used', async () => {
    write('in-the-way', '');
    const notes = await takeInstallChoices(path.join(folder, 'in-the-way', 'data'), () => Promise.resolve(null));
    expect(notes.join()).toContain('in-the-way');
  });

  it('are nothing without a file, and a faulty one is told', async () => {
    expect(await apply()).toEqual([]);
    write('install.ini', '[puente]\nport=99999\n');
    expect((await apply()).join()).toContain('port');
    expect(existsSync(path.join(folder, 'config.json'))).toBe(false);
  });
});

describe('desktop.json', () => {
  it('is off by default', () => {
    expect(readDesktopSettings(folder)).toEqual({
      settings: { updates: { feedUrl: null, checkEveryHours: 24 } },
      fault: null,
    });
  });

  it.each(['{"updates":{"feedUrl":"http://plain.example"}}', '{"updates":{"feed":"https://a.example"}}', '{broken'])(
    'turns nothing on when it is faulty: %s',
    (text) => {
      write('desktop.json', text);
      const { settings, fault } = readDesktopSettings(folder);
      expect(settings.updates.feedUrl).toBeNull();
      expect(fault).toContain('desktop.json');
    },
  );
});

describe('small readings', () => {
  it('the command line: own switches among those of Chromium and a second instance', () => {
    expect(
      readCommandLine(['--data', '/d', '--port=0', '--sandbox', '--no-sandbox', '--allow-file-access', 'x']),
    ).toEqual({
      dataDir: '/d',
      port: 0,
      recurrente: null,
      sandbox: true,
      hidden: false,
      headless: false,
    });
    expect(readCommandLine(['--port', 'abc', '--hidden', '--headless'])).toMatchObject({
      port: null,
      hidden: true,
      headless: true,
    });
  });

  it.each([
    ['DIRECT', null],
    ['PROXY proxy.shop.gt:8080; DIRECT', 'http://proxy.shop.gt:8080'],
    ['SOCKS5 s:1080; HTTPS p:443', 'https://p:443'],
    ['SOCKS5 s:1080; DIRECT', null],
    ['', null],
  ])('the proxy that the system names: %s', (answer, proxy) => {
    expect(proxyFromPac(answer)).toBe(proxy);
  });
});
