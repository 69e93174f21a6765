import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { BadConfigError, openConfigFile } from '../config-file.ts';
import type { Config } from '../contract/config.ts';
import { defaultDataFolder } from '../data-folder.ts';
import { makeBundle } from '../doctor/bundle.ts';
import {
  checkDevices,
  checkDisk,
  checkFolders,
  checkPort,
  checkRecurrente,
  checkTls,
  type Finding,
} from '../doctor/checks.ts';
import { readRuntime, type Runtime } from '../runtime-file.ts';
import { secretFile } from '../secret-place.ts';
import { createKeyStore } from '../secrets.ts';
import { inspectDatabase } from '../store/inspect.ts';
import { writeFileAtomically } from '../write-file.ts';
import { checkWritable, readArguments, sayFileFault, UsageError } from './arguments.ts';
import type { Run } from './commands.ts';
import { trustSystemCertificates } from '../system-certificates.ts';

const MARKS = { ok: 'bien  ', warn: 'ojo   ', fail: 'FALLA ' } as const;

/**
 * `puente doctor [--json] [--bundle FILE]`: looks at everything a charge depends on; the bundle is for support, without secrets.
 * Exit 0: all well or warnings; 1: something fails; 3: bad arguments.
 */
export const runDoctor: Run = async (args) => {
  try {
    const { values } = readArguments(args, {
      data: { type: 'string' },
      json: { type: 'boolean' },
      bundle: { type: 'string' },
    });
    const dataFolder = path.resolve(values.data ?? defaultDataFolder(process.env));
    const bundle = values.bundle === undefined ? undefined : path.resolve(values.bundle);
    if (bundle !== undefined) checkWritable('--bundle', bundle);
    trustSystemCertificates();
    const findings = await examine(dataFolder);
    const text = values.json
      ? JSON.stringify({ findings })
      : findings.map(({ check, result, says }) => `${MARKS[result]} ${check}: ${says}`).join('\n');
    process.stdout.write(`${text}\n`);
    if (bundle !== undefined) {
      writeBundle(bundle, makeBundle({ dataFolder, findings, nowMs: Date.now(), env: process.env }));
      process.stderr.write(`Para soporte, sin claves: ${bundle}. Léalo antes de enviarlo.\n`);
    }
    return findings.some((finding) => finding.result === 'fail') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`puente doctor: ${error.message}\n`);
    return 3;
  }
};

function writeBundle(file: string, text: string): void {
  try {
    writeFileAtomically(file, text, 0o600);
  } catch (error) {
    throw new UsageError(`no se puede escribir --bundle ${file}: ${sayFileFault(error)}. Elija otro archivo`);
  }
}

async function examine(dataFolder: string): Promise<Finding[]> {
  if (!statSync(dataFolder, { throwIfNoEntry: false })?.isDirectory())
    return [
      { check: 'disco', result: 'fail', says: `No existe la carpeta de datos ${dataFolder}: indique otra con --data.` },
    ];
  const findings = [checkDisk(dataFolder), ...checkDatabase(path.join(dataFolder, 'bridge.db'))];
  try {
    const config = openConfigFile(dataFolder).current();
    findings.push({
      check: 'configuración',
      result: 'ok',
      says: `${config.terminals.length} terminales, ${config.folders.length} carpetas.`,
    });
    const running = readRuntime(dataFolder);
    const port = running === undefined ? config.server.port : Number(new URL(running.url).port);
    const listening = await checkPort(port, running?.url);
    findings.push(listening, ...checkFolders(config), ...(await checkDevices(config)));
    // One that was killed left its file behind: it asks nobody.
    findings.push(...(await checkWay(dataFolder, config, listening.result === 'ok' ? running : undefined)));
  } catch (error) {
    if (!(error instanceof BadConfigError)) throw error;
    for (const fault of error.faults)
      findings.push({ check: 'configuración', result: 'fail', says: `${fault.path}: ${fault.message}` });
  }
  return findings;
}

/** The way to Recurrente, as the bridge that runs has it: its command line may have told it another than the configuration. */
async function checkWay(dataFolder: string, config: Config, running: Runtime | undefined): Promise<Finding[]> {
  const storedKey = createKeyStore(secretFile(dataFolder, 'recurrente-key'), process.env).current();
  const url = running?.recurrente;
  if (url === undefined) return [...(await checkTls(config)), ...(await checkRecurrente(config, storedKey))];
  const told = { ...config, recurrente: { ...config.recurrente, baseUrl: url } };
  if (!running?.sandbox)
    return [
      { check: 'recurrente', result: 'ok', says: `El puente abierto usa ${url} (--recurrente), y ahí se pregunta.` },
      ...(await checkTls(told)),
      ...(await checkRecurrente(told, storedKey)),
    ];
  const { SANDBOX_SECRET_KEY } = await import('../recurrente/sandbox/sandbox.ts');
  const says = `El puente abierto usa el Recurrente simulado (${url}), y ahí se pregunta: nada se cobra de verdad.`;
  return [{ check: 'recurrente', result: 'warn', says }, ...(await checkRecurrente(told, SANDBOX_SECRET_KEY))];
}

function checkDatabase(file: string): Finding[] {
  if (!existsSync(file))
    return [{ check: 'base de datos', result: 'warn', says: 'Aún no hay: se crea al abrir el puente.' }];
  try {
    const { sound, charges, lines, broken, schema } = inspectDatabase(file);
    return [
      sound
        ? { check: 'base de datos', result: 'ok', says: `Íntegra: ${charges} cobros, esquema ${schema}.` }
        : {
            check: 'base de datos',
            result: 'fail',
            says: 'Está dañada: cierre y abra el puente; la aparta y restaura la última copia.',
          },
      broken === undefined
        ? { check: 'bitácora', result: 'ok', says: `Las ${lines} líneas están selladas y completas.` }
        : { check: 'bitácora', result: 'fail', says: `Fue alterada: ${broken}.` },
    ];
  } catch (error) {
    return [{ check: 'base de datos', result: 'fail', says: `No se puede abrir: ${(error as Error).message}` }];
  }
}
