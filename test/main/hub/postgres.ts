import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { freePort } from '../../free-port.ts';

const DEBIAN = '/usr/lib/postgresql';

export interface Postgres {
  readonly port: number;
  /** The address of a fresh, empty database; `user` is a role that exists, the superuser without it. */
  newDatabase(): Promise<string>;
  /** Runs SQL as the superuser in the database of that address. */
  run(url: string, sql: string): Promise<Record<string, unknown>[]>;
  /** Ends the server at once, as a power cut would, and starts it again on the same files and port. */
  restart(): Promise<void>;
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  /** The server's process and those it forked: their CPU time is the database's. */
  readonly pid: () => number;
  readonly folder: string;
  close(): Promise<void>;
}

export interface PostgresPlace {
  readonly host?: string;
  /** A command before the server's own: another network namespace. It listens on every address there. */
  readonly within?: readonly string[];
  /** Puts files into the server's folder before they become its user's; returns settings. */
  readonly prepare?: (folder: string) => readonly string[];
}

/**
 * A real PostgreSQL of the test's own, in a folder that is removed afterwards. It refuses to run as root, so root hands it to
 * the system's `postgres`.
 */
export async function startPostgres(
  settings: readonly string[] = [],
  { host = '127.0.0.1', within = [], prepare }: PostgresPlace = {},
): Promise<Postgres> {
  const bin = findBinaries();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'puente-pg-'));
  const made = prepare?.(folder) ?? [];
  const asUser = [...within, ...(process.getuid?.() === 0 ? lowerUser(folder) : [])];
  const data = path.join(folder, 'data');
  const port = await freePort();
  const [first = '', ...rest] = [...asUser, path.join(bin, 'initdb')];
  execFileSync(
    first,
    [...rest, '-D', data, '-A', 'trust', '-U', 'admin', '-E', 'UTF8', '--no-locale', '--no-sync', '--no-instructions'],
    { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder },
  );
  if (within.length > 0) appendFileSync(path.join(data, 'pg_hba.conf'), 'host all all 0.0.0.0/0 trust\n');
  const options = [
    `listen_addresses=${within.length > 0 ? '*' : host}`,
    'unix_socket_directories=',
    'fsync=off',
    'max_connections=200',
    'shared_buffers=64MB',
    ...settings,
    ...made,
  ].flatMap((setting) => ['-c', setting]);
  let server: ChildProcess | undefined;
  let databases = 0;

  async function startServer(): Promise<void> {
    const [command = '', ...args] = [...asUser, path.join(bin, 'postgres')];
    server = spawn(command, [...args, '-D', data, '-p', String(port), ...options], { stdio: 'ignore', cwd: folder });
    running.add(server);
    for (;;) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode} before it was ready`);
      if (await answers(host, port, data)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  async function stopServer(): Promise<void> {
    if (!server || server.exitCode !== null) return;
    server.kill('SIGQUIT');
    await once(server, 'exit');
    running.delete(server);
  }
  const urlOf = (database: string): string => `postgres://admin@${host}:${port}/${database}`;
  async function run(url: string, sql: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return ([await client.query(sql)].flat().at(-1)?.rows ?? []) as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  }

  await startServer();
  return {
    port,
    folder,
    pid: () => server?.pid ?? 0,
    run,
    async newDatabase() {
      const name = `hub_${(databases += 1)}`;
      await run(urlOf('postgres'), `CREATE DATABASE ${name}`);
      return urlOf(name);
    },
    startServer,
    stopServer,
    async restart() {
      await stopServer();
      await startServer();
    },
    async close() {
      await stopServer();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const running = new Set<ChildProcess>();
// A test run that is broken off leaves no server behind.
process.on('exit', () => running.forEach((child) => child.kill('SIGQUIT')));

function findBinaries(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions.map((version) => path.join(DEBIAN, version, 'bin')).find((bin) => existsSync(`${bin}/initdb`));
  if (!found) throw new Error(`no PostgreSQL below ${DEBIAN}; install Debian's package postgresql`);
  return found;
}

export function lowerUser(folder: string): string[] {
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  const [user, group] = [idOf('-u'), idOf('-g')];
  for (const name of ['.', ...readdirSync(folder)]) chownSync(path.join(folder, name), user, group);
  return ['setpriv', `--reuid=${user}`, `--regid=${group}`, '--clear-groups'];
}

/** Whether the server of that folder answers; another test's may have come first. */
async function answers(host: string, port: number, folder: string): Promise<boolean> {
  const client = new Client({ connectionString: `postgres://admin@${host}:${port}/postgres` });
  try {
    await client.connect();
    return (await client.query('SHOW data_directory')).rows[0]?.data_directory === folder;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
