import { prepareDataFolder } from '../data-folder.ts';
import { systemClock } from '../dispatch/system-clock.ts';
import { startCentral } from '../hub/central/central.ts';
import { rolesScript } from '../hub/database/grants.ts';
import { ensureSchema, grantRoles } from '../hub/database/migrate.ts';
import { dropOldPartitions, ensurePartitions } from '../hub/database/partitions.ts';
import { openLog } from '../log.ts';
import { VERSION } from '../version.ts';
import { readArguments, readPort, UsageError } from './arguments.ts';
import type { Run } from './commands.ts';
import { runHubDemo } from './hub-demo.ts';
import { hubFolder, onDatabase, openPool, WHERE } from './hub-database.ts';
import { describeHubFailure } from './hub-failures.ts';
import { runHubUser } from './hub-user.ts';
import { sayReady } from './output.ts';
import { uiFilesBeside } from './serve.ts';
import { untilToldToStop } from './signals.ts';
import { trustSystemCertificates } from '../system-certificates.ts';

const PORT = 7375;
/** However the database is, in ms. */
const STOP_WITHIN_MS = 4000;

/**
 * `puente hub`: the window and the API of a chain. `puente hub user add|list|revoke`, `puente hub migrate`, `puente hub maintain
 * [--keep-months N]` and `puente hub roles` look after its database. Exit codes: those of `serve`, and 8 for a database that cannot be used.
 */
export const runHub: Run = async (args) => {
  const [word = '', ...rest] = args;
  try {
    switch (word) {
      case 'user':
        return await runHubUser(rest);
      case 'demo':
        return await runHubDemo(rest);
      case 'roles':
        process.stdout.write(rolesScript());
        return 0;
      case 'migrate':
        return await onDatabase(rest, WHERE, async (hub) => {
          await ensureSchema(hub);
          await grantRoles(hub);
          process.stdout.write('La base de datos está al día.\n');
          return 0;
        });
      case 'maintain':
        return await onDatabase(rest, { ...WHERE, 'keep-months': { type: 'string' } }, async (hub, values) => {
          const months = values['keep-months'];
          const keep = months === undefined ? undefined : readMonths(String(months));
          const made = await ensurePartitions(hub);
          const dropped = keep === undefined ? 0 : await dropOldPartitions(hub, keep);
          process.stdout.write(`Meses creados: ${made}. Meses retirados: ${dropped}.\n`);
          return 0;
        });
      default:
        return await serveHub(args);
    }
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`puente hub: ${error.message}\n`);
      return 5;
    }
    const failure = describeHubFailure(error);
    if (!failure) throw error;
    process.stderr.write(`${failure.message}\n`);
    return failure.exitCode;
  }
};

function readMonths(text: string): number {
  const months = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (months < 1) throw new UsageError(`--keep-months ${text}: son los meses que se conservan, 1 o más`);
  return months;
}

async function serveHub(args: readonly string[]): Promise<number> {
  const { values } = readArguments(args, { ...WHERE, port: { type: 'string' }, 'public-url': { type: 'string' } });
  const port = readPort(values.port) ?? PORT;
  const publicOrigin = readOrigin(values['public-url']);
  trustSystemCertificates();
  const dataFolder = hubFolder(values);
  prepareDataFolder(dataFolder);
  const { log, close: closeLog } = openLog(dataFolder, { level: process.env['PUENTE_LOG_LEVEL'] ?? 'info' });
  const hub = openPool(values, (error) => log.warn({ err: error }, 'a connection to the database broke'));
  try {
    await ensureSchema(hub);
    const uiFiles = uiFilesBeside(import.meta.dirname);
    const central = await startCentral({
      hub,
      dataFolder,
      port,
      publicOrigin,
      uiFiles,
      version: VERSION,
      clock: systemClock,
      log,
    });
    const toldToStop = untilToldToStop();
    sayReady({ url: central.url });
    await toldToStop;
    // A database that does not answer is not waited for: nothing of ours is unsaved.
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
    await central.stop();
    return 0;
  } finally {
    await hub.end();
    await closeLog();
  }
}

/** Where people and programs ask when a proxy stands in front. Only that proxy's machine sees what is plain. */
function readOrigin(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'https:' || parsed.pathname !== '/' || parsed.search !== '')
    throw new UsageError(`--public-url ${url}: es la dirección pública, con https:// y sin nada detrás del nombre`);
  return parsed.origin;
}
