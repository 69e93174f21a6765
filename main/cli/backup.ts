import { existsSync } from 'node:fs';
import path from 'node:path';
import { defaultDataFolder } from '../data-folder.ts';
import { readArguments, UsageError } from './arguments.ts';
import { AnswerLostError, BridgeUnreachableError, createBridgeClient } from './bridge-client.ts';
import type { Run } from './commands.ts';
import { describeRefusal } from './output.ts';

/** `puente backup`: a copy of the database now, by the running bridge or, when none runs, by itself. Prints the file's path. */
export const runBackup: Run = async (args) => {
  let dataFolder = '';
  try {
    const { values } = readArguments(args, { data: { type: 'string' } });
    dataFolder = path.resolve(values.data ?? defaultDataFolder(process.env));
    process.stdout.write(`${await makeBackup(dataFolder)}\n`);
    return 0;
  } catch (error) {
    const { describeStartFailure } = await import('./start-failures.ts');
    const says =
      describeStartFailure(error, dataFolder)?.message ?? (error instanceof Error ? error.message : String(error));
    process.stderr.write(`puente backup: ${says}\n`);
    return error instanceof UsageError ? 3 : 1;
  }
};

async function makeBackup(dataFolder: string): Promise<string> {
  try {
    const answer = await createBridgeClient(dataFolder, process.env).call('POST', '/v1/backups', undefined, {
      timeoutMs: 600_000,
    });
    if (answer.status === 200) return (answer.body as { path: string }).path;
    throw new Error(describeRefusal(answer));
  } catch (error) {
    if (error instanceof AnswerLostError || !(error instanceof BridgeUnreachableError)) throw error;
  }
  if (!existsSync(path.join(dataFolder, 'bridge.db')))
    throw new UsageError(`en ${dataFolder} no hay una base de datos de Puente; indique la carpeta con --data`);
  const [{ lockFolder }, { openDatabase }, { backUp }, { openConfigFile }, { backupFolderOf }] = await Promise.all([
    import('../store/lock.ts'),
    import('../store/database.ts'),
    import('../store/backup.ts'),
    import('../config-file.ts'),
    import('../backups.ts'),
  ]);
  const lock = lockFolder(dataFolder);
  try {
    const db = openDatabase(path.join(dataFolder, 'bridge.db'));
    try {
      return backUp(db, backupFolderOf(dataFolder), {
        atMs: Date.now(),
        reason: 'manual',
        keep: openConfigFile(dataFolder).current().backups.keep,
      }).path;
    } finally {
      db.close();
    }
  } finally {
    lock.release();
  }
}
