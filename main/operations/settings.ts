import { createHash } from 'node:crypto';
import type { Config } from '../contract/config.ts';
import type { FieldFault } from '../contract/faults.ts';
import { HIDDEN_PASSWORD, hidePassword } from '../contract/hub.ts';
import { describeProblem } from '../contract/problems.ts';
import {
  apiKeySchema,
  keyTestSchema,
  saveKeySchema,
  saveSettingsSchema,
  settingsViewSchema,
  testKeySchema,
  type KeyTest,
  type SettingsView,
} from '../contract/settings.ts';
import type { ConfigFile } from '../config-file.ts';
import { defineOperation, ok, refuse, type Answer, type Call, type Operation } from '../intake/http/server.ts';
import type { Recurrente } from '../recurrente/client.ts';
import type { BackupFile } from '../store/backup.ts';
import type { KeyStore } from '../secrets.ts';

export interface SettingsDeps {
  readonly configFile: ConfigFile;
  readonly keyStore: KeyStore;
  readonly apiKey: { current(): string; isFixed(): boolean; renew(): string };
  readonly dataFolder: string;
  readonly sandboxKey: string | undefined;
  /** A client that uses the given key instead of the stored one. */
  readonly clientWith: (key: string | undefined) => Pick<Recurrente, 'testKey'>;
  readonly backups: { list(): BackupFile[]; make(reason: string): Promise<BackupFile> };
  /** The key changed: look at the connection again. */
  readonly onKey: () => void;
}

/** The settings screen's calls. Everything that is saved is validated first; nothing secret is ever answered but to the window. */
export function createSettingsOperations(deps: SettingsDeps): Operation[] {
  const { configFile, keyStore, dataFolder, sandboxKey, backups } = deps;

  function view(): SettingsView {
    const key = sandboxKey ?? keyStore.current();
    return {
      revision: revisionOf(configFile.raw()),
      config: withoutPassword(configFile.current()),
      secrets: {
        recurrente_key: {
          set: key !== undefined,
          fixed: sandboxKey !== undefined || keyStore.isFixed(),
          mode: modeOf(key),
        },
      },
      data_folder: dataFolder,
      api_key_file: `${dataFolder}/api-key`,
      sandbox: sandboxKey !== undefined,
      backups: backups.list().map(({ name, atMs, bytes }) => ({ name, at: new Date(atMs).toISOString(), bytes })),
    };
  }

  async function tryKey(key: string | undefined, lang: Call['lang']): Promise<KeyTest> {
    if (key === undefined) return { result: 'missing', account_name: null, message: WORDS.missing[lang] };
    const reply = await deps.clientWith(key).testKey();
    if (reply.kind === 'ok')
      return { result: 'good', account_name: reply.value.accountName || null, message: WORDS.good[lang] };
    const result = reply.kind === 'key_refused' ? 'refused' : 'unreachable';
    return { result, account_name: null, message: WORDS[result][lang] };
  }

  return [
    defineOperation({
      id: 'getSettings',
      method: 'get',
      path: '/v1/settings',
      scope: 'manage',
      group: 'bridge',
      summary: { es: 'La configuración', en: 'The settings' },
      answers: { 200: { text: { es: 'La configuración', en: 'The settings' }, schema: settingsViewSchema } },
      problems: [],
      handle: () => ok(view()),
    }),
    defineOperation({
      id: 'saveSettings',
      method: 'post',
      path: '/v1/settings',
      scope: 'manage',
      group: 'bridge',
      summary: { es: 'Guarda la configuración', en: 'Saves the settings' },
      request: { schema: saveSettingsSchema, example: { revision: '3f2a', config: { currency: 'GTQ' } } },
      answers: { 200: { text: { es: 'Como quedó', en: 'As it is now' }, schema: settingsViewSchema } },
      problems: ['invalid_request', 'settings_changed'],
      handle(call): Answer {
        if (call.body.revision !== revisionOf(configFile.raw())) return refuse({ code: 'settings_changed' }, call.lang);
        const saved = configFile.save(withPassword(call.body.config, configFile.current()), call.lang);
        if (saved.ok) return ok(view());
        if (saved.changed) return refuse({ code: 'settings_changed' }, call.lang);
        const body = describeProblem({ code: 'invalid_request' }, call.lang);
        return {
          status: body.status,
          body: { ...body, errors: saved.faults.map(({ path, message }) => ({ path: `config.${path}`, message })) },
        };
      },
    }),
    defineOperation({
      id: 'testKey',
      method: 'post',
      path: '/v1/settings/test-key',
      scope: 'manage',
      group: 'bridge',
      summary: { es: 'Prueba una clave de Recurrente', en: "Tries a key of Recurrente's" },
      request: { schema: testKeySchema, example: {} },
      answers: { 200: { text: { es: 'Qué dijo Recurrente', en: 'What Recurrente said' }, schema: keyTestSchema } },
      problems: ['invalid_request'],
      handle: async (call) => ok(await tryKey(call.body.key ?? sandboxKey ?? keyStore.current(), call.lang)),
    }),
    defineOperation({
      id: 'saveKey',
      method: 'post',
      path: '/v1/settings/recurrente-key',
      scope: 'manage',
      group: 'bridge',
      summary: { es: 'Guarda la clave de Recurrente', en: "Stores Recurrente's key" },
      request: { schema: saveKeySchema, example: { key: 'sk_test_…' } },
      answers: {
        200: {
          text: { es: 'Qué dijo Recurrente; se guardó si la aceptó', en: 'What Recurrente said; stored if accepted' },
          schema: keyTestSchema,
        },
      },
      problems: ['invalid_request', 'key_fixed', 'key_not_kept'],
      async handle(call) {
        if (sandboxKey !== undefined || keyStore.isFixed()) return refuse({ code: 'key_fixed' }, call.lang);
        const { key, force } = call.body;
        const test =
          key === null
            ? { result: 'missing' as const, account_name: null, message: WORDS.missing[call.lang] }
            : await tryKey(key, call.lang);
        if (test.result !== 'good' && key !== null && !force) {
          const faults: FieldFault[] = [
            { path: 'key', fault: test.result === 'refused' ? 'key_refused' : 'key_untested' },
          ];
          return refuse({ code: 'invalid_request', faults }, call.lang);
        }
        const refusal = await keyStore.set(key);
        if (refusal !== null) return refuse({ code: 'key_not_kept', params: { reason: refusal } }, call.lang);
        deps.onKey();
        return ok(test);
      },
    }),
    defineOperation({
      id: 'getApiKey',
      method: 'get',
      path: '/v1/settings/api-key',
      scope: 'manage',
      group: 'bridge',
      summary: { es: 'La clave para el ERP; solo en la ventana', en: "The ERP's key; to the window only" },
      answers: { 200: { text: { es: 'La clave', en: 'The key' }, schema: apiKeySchema } },
      problems: ['window_only'],
      handle: (call) =>
        call.caller.via === 'session'
          ? ok({ api_key: deps.apiKey.current() })
          : refuse({ code: 'window_only' }, call.lang),
    }),
    defineOperation({
      id: 'renewApiKey',
      method: 'post',
      path: '/v1/settings/api-key',
      scope: 'manage',
      group: 'bridge',
      summary: {
        es: 'Hace una clave nueva para el ERP; la anterior deja de valer',
        en: 'Makes a new key for the ERP; the old one ends',
      },
      answers: { 200: { text: { es: 'La clave nueva', en: 'The new key' }, schema: apiKeySchema } },
      problems: ['window_only', 'key_fixed'],
      handle(call) {
        if (call.caller.via !== 'session') return refuse({ code: 'window_only' }, call.lang);
        if (deps.apiKey.isFixed()) return refuse({ code: 'key_fixed' }, call.lang);
        return ok({ api_key: deps.apiKey.renew() });
      },
    }),
    defineOperation({
      id: 'makeBackup',
      method: 'post',
      path: '/v1/backups',
      scope: 'manage',
      group: 'bridge',
      summary: { es: 'Hace una copia de la base ahora', en: 'Makes a backup now' },
      answers: { 200: { text: { es: 'La copia', en: 'The backup' } } },
      problems: ['disk_full'],
      async handle() {
        const { name, path, bytes, atMs } = await backups.make('manual');
        return ok({ name, path, bytes, at: new Date(atMs).toISOString() });
      },
    }),
  ];
}

const WORDS = {
  good: { es: 'La clave es válida.', en: 'The key is good.' },
  refused: {
    es: 'Recurrente no acepta esta clave. Cópiela de nuevo desde el panel de Recurrente.',
    en: "Recurrente refuses this key. Copy it again from Recurrente's dashboard.",
  },
  unreachable: {
    es: 'No se pudo preguntar a Recurrente. Revise la conexión y pruebe de nuevo.',
    en: 'Recurrente could not be asked. Check the connection and try again.',
  },
  missing: { es: 'No hay clave guardada.', en: 'No key is stored.' },
} as const;

/** The hub's password is told to nobody; a save that brings its stand-in back for the same server and user keeps the one that is stored. */
const withoutPassword = (config: Config): Config =>
  config.hub ? { ...config, hub: { ...config.hub, url: hidePassword(config.hub.url) } } : config;

function withPassword(raw: Record<string, unknown>, stored: Config): Record<string, unknown> {
  const hub = raw['hub'];
  if (!stored.hub || typeof hub !== 'object' || hub === null || !('url' in hub) || typeof hub.url !== 'string')
    return raw;
  if (!URL.canParse(hub.url)) return raw;
  const [url, known] = [new URL(hub.url), new URL(stored.hub.url)];
  if (url.password !== HIDDEN_PASSWORD || url.host !== known.host || url.username !== known.username) return raw;
  url.password = known.password;
  return { ...raw, hub: { ...hub, url: url.href } };
}

const revisionOf = (raw: unknown): string =>
  createHash('sha256').update(JSON.stringify(raw)).digest('hex').slice(0, 16);

/** The key itself decides between test and live (recurrente-api.md, "Basics"). */
const modeOf = (key: string | undefined): 'test' | 'live' | 'unknown' | null =>
  key === undefined ? null : key.startsWith('sk_test_') ? 'test' : key.startsWith('sk_live_') ? 'live' : 'unknown';
