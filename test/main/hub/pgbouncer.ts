import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { freePort } from '../../free-port.ts';
import { lowerUser, type Postgres } from './postgres.ts';

const PROGRAM = '/usr/sbin/pgbouncer';

export interface Bouncer {
  readonly port: number;
  close(): Promise<void>;
}

/** Debian's pgbouncer before that server, with few connections to it and transaction pooling, as the documentation advises. */
export async function startBouncer(
  postgres: Postgres,
  mode: 'transaction' | 'session' = 'transaction',
): Promise<Bouncer> {
  if (!existsSync(PROGRAM)) throw new Error(`no ${PROGRAM}; install Debian's package pgbouncer`);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'puente-bouncer-'));
  const port = await freePort();
  writeFileSync(path.join(folder, 'users.txt'), '"admin" ""\n');
  writeFileSync(
    path.join(folder, 'pgbouncer.ini'),
    `[databases]
* = host=127.0.0.1 port=${postgres.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${folder}/users.txt
pool_mode = ${mode}
default_pool_size = ${mode === 'transaction' ? 4 : 40}
max_client_conn = 200
`,
  );
  const asUser = process.getuid?.() === 0 ? lowerUser(folder) : [];
  const [command = '', ...args] = [...asUser, PROGRAM, '-q', path.join(folder, 'pgbouncer.ini')];
  const child = spawn(command, args, { stdio: 'ignore', cwd: folder });
  const gone = once(child, 'exit');
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`pgbouncer ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    port,
    async close() {
      child.kill('SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const client = new Client({ connectionString: `postgres://admin@127.0.0.1:${port}/postgres` });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
