import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defaultDataFolder } from '../data-folder.ts';
import { readArguments, UsageError } from './arguments.ts';
import { AnswerLostError, BridgeUnreachableError, createBridgeClient } from './bridge-client.ts';
import type { Run } from './commands.ts';
import { describeRefusal } from './output.ts';

/**
 * `puente import --profile P FILE [--dry-run]`: charges of one file, taken by the running bridge where the file lies. P is the name
 * of a configured folder, of a shipped profile, or a JSON file. Exit 0: taken (or shown); 1: not taken; 2: repeat it to know; 3: bad input.
 */
export const runImport: Run = async (args) => {
  try {
    const { values, positionals } = readArguments(
      args,
      { profile: { type: 'string' }, 'dry-run': { type: 'boolean' }, data: { type: 'string' } },
      true,
    );
    const [file, ...others] = positionals;
    if (!values.profile || !file || others.length > 0)
      throw new UsageError('uso: puente import --profile PERFIL ARCHIVO [--dry-run]');
    const client = createBridgeClient(path.resolve(values.data ?? defaultDataFolder(process.env)), process.env);
    const body = {
      profile: readProfile(values.profile),
      file: path.resolve(file),
      dry_run: values['dry-run'] ?? false,
    };
    const answer = await client.call('POST', '/v1/folders/import', body, { timeoutMs: 600_000 });
    process.stdout.write(`${JSON.stringify(answer.body, null, 2)}\n`);
    if (answer.status !== 200) {
      const unknownProfile = (answer.body as { errors?: { path: string }[] }).errors?.some(
        ({ path: at }) => at === 'profile',
      );
      const hint = unknownProfile ? ` Perfiles incluidos: ${(await shippedNames()).join(', ')}.` : '';
      process.stderr.write(`puente import: ${describeRefusal(answer)}${hint}\n`);
      return 3;
    }
    return (answer.body as { kind: string }).kind === 'rejected' ? 1 : 0;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof BridgeUnreachableError || error instanceof AnswerLostError))
      throw error;
    process.stderr.write(`puente import: ${error.message}\n`);
    return error instanceof UsageError ? 3 : error instanceof AnswerLostError ? 2 : 1;
  }
};

const shippedNames = async (): Promise<string[]> =>
  Object.keys((await import('../../native/profiles/profiles.ts')).SHIPPED_PROFILES);

function readProfile(name: string): unknown {
  if (!name.endsWith('.json') || !existsSync(name)) return name;
  try {
    return JSON.parse(readFileSync(name, 'utf8')) as unknown;
  } catch (error) {
    throw new UsageError(`${name}: ${(error as Error).message}`);
  }
}
