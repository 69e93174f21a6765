import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defaultDataFolder } from '../data-folder.ts';
import type { ImportOnceResult } from '../intake/files/import-once.ts';
import { readArguments, UsageError } from './arguments.ts';
import { AnswerLostError, BridgeUnreachableError, createBridgeClient } from './bridge-client.ts';
import type { Run } from './commands.ts';
import { describeRefusal } from './output.ts';

/**
 * `puente import --profile P FILE [--dry-run]`: charges of one file, taken by the running bridge where the file lies. P is the name
 * of a configured folder, of a shipped profile, or a JSON file. Exit 0: taken (or shown), if
 * only in part; 1: nothing of it was taken; 2: repeat it to know; 3: bad input.
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
      const again = answer.status >= 500 ? REPEAT : '';
      process.stderr.write(`puente import: ${describeRefusal(answer)}${hint}${again}\n`);
      return answer.status >= 500 ? 2 : 3;
    }
    return exitCodeOf(answer.body);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof BridgeUnreachableError || error instanceof AnswerLostError))
      throw error;
    process.stderr.write(`puente import: ${error.message}\n`);
    return error instanceof UsageError ? 3 : error instanceof AnswerLostError ? 2 : 1;
  }
};

/** A bridge that fails in the middle, a full disk included, has taken the rows that came before. */
const REPEAT = ' Quizá ya se tomó una parte: repita lo mismo para saber; nada se cobra dos veces.';

/** What the bridge says that it did; of anything else nobody knows what was done. */
function exitCodeOf(body: unknown): number {
  const { kind, rows = 0, rejects = [] } = (body ?? {}) as Partial<Exclude<ImportOnceResult, { kind: 'preview' }>>;
  switch (kind as ImportOnceResult['kind'] | undefined) {
    case 'preview':
    case 'repeated':
      return 0;
    case 'rejected':
      return 1;
    case 'done':
      return rejects.length > 0 && rejects.length >= rows ? 1 : 0;
    default:
      process.stderr.write(`puente import: la respuesta no es la de un Puente.${REPEAT}\n`);
      return 2;
  }
}

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
