// better-sqlite3 13 is one Node-API 10 binary: on an older Node it dies with a bare SIGSEGV. Everything that opens a
// database therefore starts through here: a new enough Node runs the command itself; an older one fetches Node 24 from
// the npm registry once and hands over, signals and exit code included.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './layout.mjs';

const NODE_VERSION = '24.21.0';
const remembered = path.join(root, 'node_modules', '.cache', 'puente', `node-${NODE_VERSION}`);
const ORPHAN_CHECK_MS = 100;

/** True when this process may load Node-API 10 modules. */
export const nodeIsNewEnough = () => Number(process.versions.napi) >= 10;

/** The path of a Node that may open the database: this one, or Node 24 from the registry. Throws when it cannot be had. */
export function findNode() {
  if (nodeIsNewEnough()) return process.execPath;
  if (existsSync(remembered)) {
    const known = readFileSync(remembered, 'utf8').trim();
    if (existsSync(known)) return known;
  }
  const asked = spawnSync(`npx -y -p node@${NODE_VERSION} -c "node -p process.execPath"`, {
    shell: true,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const found = (asked.stdout ?? '').trim().split(/\r?\n/).pop();
  if (asked.status !== 0 || !found || !existsSync(found))
    throw new Error(
      `Puente necesita Node 22.14 o más nuevo (este es ${process.version}) y no pudo bajar Node ${NODE_VERSION}. ` +
        `Instálelo de https://nodejs.org y repita.\n` +
        `Puente needs Node 22.14 or newer (this is ${process.version}) and could not fetch Node ${NODE_VERSION}. ` +
        `Install it from https://nodejs.org and try again.`,
    );
  mkdirSync(path.dirname(remembered), { recursive: true });
  writeFileSync(remembered, found);
  return found;
}

/**
 * Runs a command to its end and exits with its code. `node` as the command means the Node that findNode() answers.
 * Signals are passed on. If our own parent is killed hard, the child is told to stop rather than left behind; if we are
 * killed hard ourselves, a child of ours that calls stopWhenLeftBehind() notices the closed channel.
 */
export function handOver(command, args, extraEnv = {}) {
  const node = findNode();
  const env = { ...process.env, ...extraEnv, PATH: path.dirname(node) + path.delimiter + process.env.PATH };
  const isNode = command === 'node';
  const child = spawn(isNode ? node : command, args, {
    stdio: isNode ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    env,
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'])
    process.on(signal, () => {
      // Ctrl-C at a terminal reaches the whole process group by itself; a second one would mean "at once".
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    });
  whenParentDies(() => child.kill('SIGTERM'));
  child.on('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGKILL' ? 137 : 1)));
}

/**
 * For long-lived commands: ends this process cleanly (as SIGTERM does) when the npm or the wrapper that started it is
 * killed hard, so that nobody is left holding the data folder. Started straight from a shell nothing is watched: a shell
 * may end and leave its background jobs running on purpose.
 */
export function stopWhenLeftBehind() {
  const stop = () => process.kill(process.pid, 'SIGTERM');
  if (process.channel) {
    process.once('disconnect', stop);
    process.channel.unref();
  } else whenParentDies(stop);
}

function whenParentDies(act) {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    act();
  }, ORPHAN_CHECK_MS);
  watch.unref();
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [command = 'node', ...args] = process.argv.slice(2);
  handOver(command, args);
}
