// better-sqlite3 13 is one Node-API 10 binary: on an older Node it dies with a bare SIGSEGV. Everything that opens a
// database therefore starts through here: a new enough Node runs the command itself; an older one fetches Node 24 from
// the npm registry once and hands over, signals and exit code included.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NODE_VERSION = '24.21.0';
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const remembered = path.join(root, 'node_modules', '.cache', 'puente', `node-${NODE_VERSION}`);

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
      `Puente needs Node 22.14 or newer (this is ${process.version}) and could not fetch Node ${NODE_VERSION} from the npm registry.`,
    );
  mkdirSync(path.dirname(remembered), { recursive: true });
  writeFileSync(remembered, found);
  return found;
}

/**
 * Runs a command to its end and exits with its code. `node` as the command means the Node that findNode() answers.
 * Signals are passed on; if our own parent dies (npm killed hard), the child is told to stop rather than left behind.
 */
export function handOver(command, args, extraEnv = {}) {
  const node = findNode();
  const env = { ...process.env, ...extraEnv, PATH: path.dirname(node) + path.delimiter + process.env.PATH };
  // npm's user settings leak in as npm_config_*; a child npm would only warn about them.
  const child = spawn(command === 'node' ? node : command, args, { stdio: 'inherit', env });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const parent = process.ppid;
  const orphanWatch = setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, 250);
  orphanWatch.unref();
  child.on('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGKILL' ? 137 : 1)));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [command = 'node', ...args] = process.argv.slice(2);
  handOver(command, args);
}
