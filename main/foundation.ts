import path from 'node:path';
import { adjustConfig, type Overrides } from './adjust-config.ts';
import { backupFolderOf } from './backups.ts';
import type { Closing } from './closing.ts';
import { openConfigFile } from './config-file.ts';
import { prepareDataFolder } from './data-folder.ts';
import { systemClock } from './dispatch/system-clock.ts';
import { createFailpoints } from './failpoints.ts';
import { openLog } from './log.ts';
import { tellRecovery } from './recovery-alert.ts';
import { secretFile, type SecretName, type SecretPlace } from './secret-place.ts';
import { createKeyStore, openApiKey } from './secrets.ts';
import { backUp } from './store/backup.ts';
import { lockFolder } from './store/lock.ts';
import { ensureSoundDatabase } from './store/recover.ts';
import { createStore } from './store/store.ts';

export interface FoundationOptions extends Overrides {
  readonly dataFolder: string;
  /** Keeps secrets elsewhere than in the data folder: the desktop's vault. */
  readonly secretPlace?: ((name: SecretName) => SecretPlace) | undefined;
  readonly env?: NodeJS.ProcessEnv;
  readonly quietLog?: boolean;
}

/** What everything else stands on: the data folder, held by us alone, and in it the log, the configuration, the secrets and the store. */
export function openFoundation(options: FoundationOptions, closing: Closing) {
  const { dataFolder, env = process.env } = options;
  const clock = systemClock;
  prepareDataFolder(dataFolder);
  const lock = lockFolder(dataFolder);
  closing.add(() => lock.release());
  const { log, close: closeLog } = openLog(dataFolder, {
    level: env['PUENTE_LOG_LEVEL'] ?? 'info',
    quiet: options.quietLog ?? false,
  });
  closing.add(closeLog);
  closing.onFailure((err) => log.error({ err }, 'a part did not close'));
  const configFile = openConfigFile(dataFolder, (config) => adjustConfig(config, options));
  const config = configFile.current;
  const tellSandbox = (): void => options.sandbox?.knowTerminals?.(config().terminals);
  tellSandbox();
  configFile.onChange(tellSandbox);
  const apiKey = openApiKey(dataFolder, env);
  const secretPlace = options.secretPlace ?? ((name: SecretName) => secretFile(dataFolder, name));
  const keyStore = createKeyStore(secretPlace('recurrente-key'), env);

  const failpoint = createFailpoints(env['PUENTE_FAILPOINT']);
  const databaseFile = path.join(dataFolder, 'bridge.db');
  const recovery = ensureSoundDatabase(databaseFile, backupFolderOf(dataFolder), clock.now());
  const store = createStore({
    path: databaseFile,
    failpoint,
    beforeMigration: (db) =>
      backUp(db, backupFolderOf(dataFolder), {
        atMs: clock.now(),
        reason: 'before-migration',
        keep: config().backups.keep,
      }),
  });
  closing.add(() => store.close());
  if (recovery) tellRecovery(store, recovery, clock.now());
  return {
    dataFolder,
    env,
    clock,
    random: Math.random,
    log,
    configFile,
    config,
    apiKey,
    secretPlace,
    keyStore,
    failpoint,
    store,
  };
}
export type Foundation = ReturnType<typeof openFoundation>;
