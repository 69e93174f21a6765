import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCommandLine } from '../../../main/shell/command-line.ts';
import { readDesktopSettings } from '../../../main/shell/desktop-settings.ts';
import { takeInstallChoices } from '../../../main/shell/install-choices.ts';
import { createKeeping } from '../../../main/shell/key-keeping.ts';
import { createKeyVault, type SafeStorage } from '../../../main/shell/key-vault.ts';
import { proxyFromPac } from '../../../main/shell/system-proxy.ts';

const KEY = 'sk_live_0123456789';
let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'puente-settings-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

/** Seals by turning every bit, which is enough to see whether plain text was written. */
const turn = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0xff));
const storage = (over: Partial<SafeStorage> = {}): SafeStorage => ({
  isEncryptionAvailable: () => true,
  encryptString: (text) => turn(Buffer.from(text)),
  decryptString: (sealed) => turn(sealed).toString(),
  ...over,
});

describe('the key vault', () => {
  it('keeps the key sealed, gives it back, and forgets it', () => {
    const vault = createKeyVault(storage(), folder);
    expect(vault.read()).toBeNull();
    expect(vault.keep(KEY)).toBeNull();
    expect(read('recurrente-key.sealed')).not.toContain('sk_live');
    expect(vault.read()).toBe(KEY);
    expect(vault.keep(null)).toBeNull();
    expect(vault.read()).toBeNull();
  });

  it.each([
    ['the system has none', { isEncryptionAvailable: () => false }],
    ['Linux has no keyring', { getSelectedStorageBackend: () => 'basic_text' }],
  ])('refuses and explains where %s, and writes nothing', (_, over) => {
    const vault = createKeyVault(storage(over), folder);
    expect(vault.keep(KEY)).toMatch(/llavero[\s\S]*keyring/);
    expect(existsSync(path.join(folder, 'recurrente-key.sealed'))).toBe(false);
  });

  it('is empty for another user, whose system cannot open it', () => {
    createKeyVault(storage(), folder).keep(KEY);
    const decryptString = (): string => {
      throw new Error('wrong user');
    };
    expect(createKeyVault(storage({ decryptString }), folder).read()).toBeNull();
  });
});

describe("the bridge's hold on the key", () => {
  it('changes only when the vault took it', async () => {
    let refusal: string | null = 'no keyring';
    const keeping = createKeeping('sk_old', {}, () => Promise.resolve(refusal));
    expect(await keeping.set('sk_new')).toBe('no keyring');
    expect(keeping.current()).toBe('sk_old');
    refusal = null;
    expect(await keeping.set('sk_new')).toBeNull();
    expect(keeping.current()).toBe('sk_new');
    await keeping.set(null);
    expect(keeping.current()).toBeUndefined();
  });

  it("yields to the environment's key, which cannot be changed", async () => {
    const keeping = createKeeping('sk_kept', { RECURRENTE_SECRET_KEY: 'sk_env' }, () => Promise.resolve(null));
    expect([keeping.current(), keeping.isFixed()]).toEqual(['sk_env', true]);
    await expect(keeping.set('sk_new')).rejects.toThrow('RECURRENTE_SECRET_KEY');
  });
});

describe("the installer's choices", () => {
  const kept: string[] = [];
  beforeEach(() => kept.splice(0));
  const apply = (refusal: string | null = null) =>
    takeInstallChoices(folder, (key) => {
      if (refusal === null) kept.push(key);
      return refusal;
    });

  it('become the configuration and the kept key, once; the key leaves the file', () => {
    write('install.ini', `\uFEFF[puente]\r\nkey=${KEY}\r\nport=7400\r\n`);
    const notes = apply();
    expect(kept).toEqual([KEY]);
    expect(JSON.parse(read('config.json'))).toEqual({ server: { port: 7400 } });
    expect(read('install.ini')).not.toContain('sk_live');
    expect(notes.join()).not.toContain('sk_live');
    write('config.json', '{"server":{"port":7401}}');
    apply();
    expect(kept).toEqual([KEY]);
    expect(read('config.json')).toBe('{"server":{"port":7401}}');
  });

  it("take IT's configuration file as it is, and say so when it is not there", () => {
    const source = path.join(folder, 'from-it.json');
    write('install.ini', `[puente]\nconfigfile=${source}\n`);
    expect(apply()).toEqual([`install.ini: ${source} does not exist`]);
    write('from-it.json', '{"currency":"USD"}');
    apply();
    expect(read('config.json')).toBe('{"currency":"USD"}');
  });

  it('leave the key where it is while the vault refuses it', () => {
    write('install.ini', `[puente]\nkey=${KEY}\n`);
    expect(apply('no keyring').join()).toContain('no keyring');
    expect(read('install.ini')).toContain(KEY);
  });

  it('do not end the shell where the folder cannot be used', () => {
    write('in-the-way', '');
    expect(takeInstallChoices(path.join(folder, 'in-the-way', 'data'), () => null).join()).toContain('in-the-way');
  });

  it('are nothing without a file, and a faulty one is told', () => {
    expect(apply()).toEqual([]);
    write('install.ini', '[puente]\nport=99999\n');
    expect(apply().join()).toContain('port');
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
