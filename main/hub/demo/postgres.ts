import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { findPostgres } from './find-postgres.ts';

/** A PostgreSQL server of one's own, for a demonstration or a test. */
export interface LocalPostgres {
  readonly port: number;
  /** The address of a database as the server's owner; the password is part of it. */
  url(database?: string): string;
  /** Shuts it down; open connections are cut (PostgreSQL's fast mode). */
  stop(): Promise<void>;
  /** Starts it again on the same port after `stop()`. */
  start(): Promise<void>;
}

const OWNER = 'postgres';
const READY = 'database system is ready to accept connections';

/**
 * Makes a database cluster in `folder` and starts it on a free port of 127.0.0.1, with a password. Speed before durability
 * (`fsync=off`): it is thrown away at the end. Throws PostgresMissingError where there is no PostgreSQL.
 */
export async function startLocalPostgres(folder: string, env: NodeJS.ProcessEnv = process.env): Promise<LocalPostgres> {
  const bin = findPostgres(env);
  const as = serverUser();
  const data = path.join(folder, 'data');
  const passwordFile = path.join(folder, 'password');
  const password = randomBytes(18).toString('base64url');
  const words = { ...env, LC_ALL: 'C' };
  mkdirSync(folder, { recursive: true });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (as) for (const place of [folder, passwordFile]) chownSync(place, as.uid, as.gid);
  const make = ['--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C', '--no-sync'];
  execFileSync(path.join(bin, 'initdb'), ['-D', data, '-U', OWNER, ...make], { env: words, stdio: 'pipe', ...as });
  rmSync(passwordFile);

  const port = await freePort();
  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    server = await startServer(path.join(bin, 'postgres'), data, port, words, as);
  };
  await start();
  return {
    port,
    url: (database = 'postgres') => `postgres://${OWNER}:${password}@127.0.0.1:${port}/${database}`,
    start,
    stop: async () => {
      const running = server;
      server = undefined;
      if (!running || running.exitCode !== null) return;
      const ended = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGINT');
      await ended;
    },
  };
}

interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root; there it runs as the user that its package made. */
function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${OWNER}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined)
    throw new Error('como root hace falta el usuario postgres, que crea el paquete de PostgreSQL');
  return { uid: Number(uid), gid: Number(gid) };
}

function startServer(
  program: string,
  data: string,
  port: number,
  env: NodeJS.ProcessEnv,
  as: ServerUser | undefined,
): Promise<ChildProcess> {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    full_page_writes: 'off',
    max_connections: 200,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(program, ['-D', data, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'], ...as });
  return new Promise((resolve, reject) => {
    let told = '';
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (told === 'ready') return;
      told += text;
      if (!told.includes(READY)) return;
      told = 'ready';
      resolve(server);
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${told.slice(-2000)}`)));
  });
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
