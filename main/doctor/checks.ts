import { lookup } from 'node:dns/promises';
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { connect } from 'node:net';
import type { Config } from '../contract/config.ts';
import { systemClock } from '../dispatch/system-clock.ts';
import { createRecurrente } from '../recurrente/client.ts';

/** What one look found. `warn`: works, but someone should look; `fail`: charges cannot be taken or trusted. */
export interface Finding {
  readonly check: string;
  readonly result: 'ok' | 'warn' | 'fail';
  readonly says: string;
}

const ok = (check: string, says: string): Finding => ({ check, result: 'ok', says });
const warn = (check: string, says: string): Finding => ({ check, result: 'warn', says });
const fail = (check: string, says: string): Finding => ({ check, result: 'fail', says });

export function checkDisk(dataFolder: string): Finding {
  try {
    accessSync(dataFolder, constants.R_OK | constants.W_OK);
    const { bavail, bsize } = statfsSync(dataFolder);
    const freeMb = Math.round((bavail * bsize) / 1_048_576);
    return freeMb < 200
      ? warn('disco', `Quedan ${freeMb} MB libres: libere espacio.`)
      : ok('disco', `${freeMb} MB libres.`);
  } catch (error) {
    return fail('disco', `La carpeta de datos no se puede usar: ${(error as Error).message}`);
  }
}

/** Name, line and key in one: each step that fails says what to do about it. */
export async function checkRecurrente(config: Config, key: string | undefined): Promise<Finding[]> {
  const { baseUrl, timeoutMs } = config.recurrente;
  const { hostname } = new URL(baseUrl);
  const findings: Finding[] = [];
  try {
    await lookup(hostname);
    findings.push(ok('dns', `${hostname} se encuentra.`));
  } catch {
    return [fail('dns', `No se encuentra ${hostname}: revise la conexión a internet y el DNS.`)];
  }
  const client = createRecurrente({
    fetch,
    clock: systemClock,
    baseUrl: () => baseUrl,
    timeoutMs: () => timeoutMs,
    secretKey: () => key,
  });
  const reply = await client.testKey();
  switch (reply.kind) {
    case 'ok':
      findings.push(ok('clave', `La clave es válida${reply.value.accountName ? `: ${reply.value.accountName}` : ''}.`));
      break;
    case 'key_missing':
      return [
        ...findings,
        warn(
          'clave',
          'No hay clave de Recurrente guardada aquí: póngala en Ajustes (en el escritorio puede estar en el almacén del sistema).',
        ),
      ];
    case 'key_refused':
      findings.push(fail('clave', 'Recurrente no acepta la clave: cópiela de nuevo desde su panel.'));
      break;
    default:
      return [
        ...findings,
        fail(
          'recurrente',
          `No contesta bien (${'reason' in reply ? reply.reason : reply.kind}): revise internet, el proxy y los certificados.`,
        ),
      ];
  }
  const skewMs = client.serverNow() - systemClock.now();
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  findings.push(
    seconds > 60
      ? warn('reloj', `El reloj de esta computadora difiere ${seconds} s del de Recurrente: ajústelo.`)
      : ok('reloj', `Difiere ${seconds} s del de Recurrente.`),
  );
  return findings;
}

/** Is someone listening where the bridge should, and is it the bridge? */
export async function checkPort(port: number, runningUrl: string | undefined): Promise<Finding> {
  const open = await new Promise<boolean>((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.setTimeout(2000, () => socket.destroy());
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
  if (open && runningUrl) return ok('puerto', `El puente contesta en ${runningUrl}.`);
  if (open) return fail('puerto', `El puerto ${port} lo usa otro programa: ciérrelo o cambie server.port.`);
  return warn('puerto', 'El puente no está abierto.');
}

export function checkFolders(config: Config): Finding[] {
  return config.folders.map((folder) =>
    existsSync(folder.path)
      ? ok('carpeta', `${folder.path} está.`)
      : fail('carpeta', `${folder.path} no está: revise la unidad o la red.`),
  );
}
