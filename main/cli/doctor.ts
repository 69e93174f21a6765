import { existsSync } from 'node:fs';
import path from 'node:path';
import { BadConfigError, openConfigFile } from '../config-file.ts';
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
import { readRuntime } from '../runtime-file.ts';
import { secretFile } from '../secret-place.ts';
import { createKeyStore } from '../secrets.ts';
import { inspectDatabase } from '../store/inspect.ts';
import { writeFileAtomically } from '../write-file.ts';
import { readArguments, UsageError } from './arguments.ts';
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
    trustSystemCertificates();
    const findings = await examine(dataFolder);
    const text = values.json
      ? JSON.stringify({ findings })
      : findings.map(({ check, result, says }) => `${MARKS[result]} ${check}: ${says}`).join('\n');
    process.stdout.write(`${text}\n`);
    if (values.bundle !== undefined) {
      const file = path.resolve(values.bundle);
      writeFileAtomically(file, makeBundle({ dataFolder, findings, nowMs: Date.now(), env: process.env }), 0o600);
      process.stderr.write(`Para soporte, sin claves: ${file}. Léalo antes de enviarlo.\n`);
    }
    return findings.some((finding) => finding.result === 'fail') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`puente doctor: ${error.message}\n`);
    return 3;
  }
};

async function examine(dataFolder: string): Promise<Finding[]> {
  if (!existsSync(dataFolder))
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
    const running = readRuntime(dataFolder)?.url;
    const port = running === undefined ? config.server.port : Number(new URL(running).port);
    findings.push(await checkPort(port, running));
    findings.push(...checkFolders(config), ...(await checkDevices(config)), ...(await checkTls(config)));
    findings.push(
      ...(await checkRecurrente(
        config,
        createKeyStore(secretFile(dataFolder, 'recurrente-key'), process.env).current(),
      )),
    );
  } catch (error) {
    if (!(error instanceof BadConfigError)) throw error;
    for (const fault of error.faults)
      findings.push({ check: 'configuración', result: 'fail', says: `${fault.path}: ${fault.message}` });
  }
  return findings;
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
