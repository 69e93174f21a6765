import { lookup } from 'node:dns/promises';
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
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
  const open = await answers('127.0.0.1', port);
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

/** Who Recurrente's certificate says it is, and until when. A proxy that opens TLS shows itself here by its issuer. */
export async function checkTls(config: Config): Promise<Finding[]> {
  const { protocol, hostname, port } = new URL(config.recurrente.baseUrl);
  if (protocol !== 'https:')
    return [warn('tls', `${config.recurrente.baseUrl} no va cifrado: solo sirve para pruebas.`)];
  return new Promise((resolve) => {
    const socket = connectTls({ host: hostname, port: Number(port) || 443, servername: hostname });
    const end = (finding: Finding): void => {
      socket.destroy();
      resolve([finding]);
    };
    socket.setTimeout(5000, () => end(fail('tls', `${hostname} no contesta: revise internet y el cortafuegos.`)));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      // Without a connection there is no certificate to speak of; the name and the line are looked at apart.
      const code = error.code ?? error.message;
      if (/^(ENOTFOUND|EAI_AGAIN|ECONN|ENET|EHOST|ETIMEDOUT)/.test(code))
        end(fail('tls', `No hay conexión con ${hostname}: revise internet, el DNS y el cortafuegos.`));
      else if (/^(EPROTO|ERR_SSL_)/.test(code))
        end(
          fail('tls', `Lo que contesta en ${hostname} no va cifrado (${code}): revise el proxy o el portal de la red.`),
        );
      else end(fail('tls', `El certificado no se acepta (${code}): revise la hora, el proxy y el antivirus.`));
    });
    socket.once('secureConnect', () => {
      const { valid_to: validTo, issuer } = socket.getPeerCertificate();
      const days = Math.floor((Date.parse(validTo) - systemClock.now()) / 86_400_000);
      const says = `Emitido por ${String(issuer.O ?? issuer.CN)}, vence en ${days} días, ${socket.getProtocol() ?? ''}.`;
      end(days < 7 ? warn('tls', says) : ok('tls', says));
    });
  });
}

/** Printers on the network answer on their port; serial ports exist under their name. */
export async function checkDevices(config: Config): Promise<Finding[]> {
  const { printers, serial: tills, displays } = config.devices;
  const ports = [
    ...tills.filter(({ enabled }) => enabled).map(({ id, path }) => ({ id, path })),
    ...displays.filter(({ enabled }) => enabled).map(({ id, path }) => ({ id, path })),
    ...printers.flatMap(({ id, enabled, via }) => (enabled && via.kind !== 'tcp' ? [{ id, path: via.path }] : [])),
  ];
  const wired = ports.map(({ id, path }) =>
    // Windows names ports COM3; only the bridge itself can try those.
    /^COM\d+$/i.test(path) || existsSync(path)
      ? ok('dispositivo', `${id}: ${path}.`)
      : warn('dispositivo', `${id}: ${path} no está; conecte el cable o cambie el puerto.`),
  );
  const network = await Promise.all(
    printers.flatMap(({ id, enabled, via }) =>
      enabled && via.kind === 'tcp'
        ? [
            answers(via.host, via.port).then((reached) =>
              reached
                ? ok('dispositivo', `${id}: ${via.host} contesta.`)
                : warn('dispositivo', `${id}: ${via.host} no contesta; enciéndala o revise la red.`),
            ),
          ]
        : [],
    ),
  );
  return [...wired, ...network];
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.setTimeout(2000, () => socket.destroy());
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
