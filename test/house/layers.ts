import ts from 'typescript';
import path from 'node:path';

/**
 * The layer table: which room of the house may import which other, types included, and which outside package belongs to
 * which room. A room is the longest matching path prefix; a file outside every room, and a package that nobody assigned,
 * is a violation too.
 */
interface Room {
  readonly path: string;
  /** Rooms (path prefixes) that this one may import besides itself. */
  readonly mayImport: readonly string[];
  /** Which of Node's own modules it may use. */
  readonly node: 'any' | 'none';
}

const below = {
  charge: ['main/contract'],
  adapters: ['main/contract', 'main/charge'],
  stages: ['main/contract', 'main/charge', 'main/store', 'main/recurrente'],
};
const everyRoom = [
  ...below.stages,
  'main/disk',
  'main/dispatch',
  'main/metrics',
  'main/telemetry',
  'main/desk',
  'main/intake/http',
  'main/intake/files',
  'main/intake/serial',
  'main/intake/webhooks',
  'main/refund',
  'main/deliver',
  'main/deliver/devices',
  'main/report',
  'main/hub/database',
  'main/hub/link',
  'main/hub/remote',
  'main/hub/central',
  'native/serial',
  'native/profiles',
];

const ROOMS: readonly Room[] = [
  { path: 'main/contract', mayImport: [], node: 'none' },
  { path: 'main/charge', mayImport: below.charge, node: 'none' },
  // What every room that writes into the ERP's folders must do alike.
  { path: 'main/disk', mayImport: [], node: 'any' },
  { path: 'main/store', mayImport: below.adapters, node: 'any' },
  { path: 'main/recurrente', mayImport: below.adapters, node: 'any' },
  { path: 'main/dispatch', mayImport: below.stages, node: 'any' },
  // The inside as every intake sees it: accept, changes, queries, news.
  { path: 'main/desk', mayImport: [...below.stages, 'main/dispatch'], node: 'any' },
  { path: 'main/intake/http', mayImport: below.stages, node: 'any' },
  { path: 'main/intake/files', mayImport: [...below.stages, 'main/disk'], node: 'any' },
  { path: 'main/intake/webhooks', mayImport: below.stages, node: 'any' },
  { path: 'main/metrics', mayImport: below.stages, node: 'any' },
  { path: 'main/telemetry', mayImport: below.stages, node: 'any' },
  { path: 'main/refund', mayImport: [...below.stages, 'main/dispatch'], node: 'any' },
  // What speaks to a device needs its framing and its bytes.
  { path: 'main/intake/serial', mayImport: [...below.stages, 'native/serial'], node: 'any' },
  { path: 'main/deliver', mayImport: [...below.stages, 'main/disk'], node: 'any' },
  {
    path: 'main/deliver/devices',
    mayImport: [...below.stages, 'native/serial', 'native/printer', 'native/display'],
    node: 'any',
  },
  { path: 'main/report', mayImport: below.stages, node: 'any' },
  // Several tills together: the hub's tables; the bridge's end.
  { path: 'main/hub/database', mayImport: ['main/contract'], node: 'any' },
  {
    path: 'main/hub/link',
    mayImport: [...below.stages, 'main/hub/database', 'main/hub/remote', 'main/dispatch'],
    node: 'any',
  },
  // Charges for terminals elsewhere: the queue between a bridge or the chain's window and the bridge that holds the terminal.
  { path: 'main/hub/remote', mayImport: ['main/contract', 'main/charge', 'main/hub/database'], node: 'any' },
  {
    path: 'main/hub/central',
    mayImport: [
      'main/*',
      'main/contract',
      'main/charge',
      'main/report',
      'main/intake/http',
      'main/hub/database',
      'main/hub/remote',
    ],
    node: 'any',
  },
  // Calls of the API over several rooms, declared in the intake's own terms.
  { path: 'main/operations', mayImport: ['main/*', ...everyRoom], node: 'any' },
  { path: 'main/doctor', mayImport: ['main/*', ...everyRoom], node: 'any' },
  // The composition root and what stands beside it (settings, log, data folder): the files directly in main/.
  { path: 'main/*', mayImport: [...everyRoom, 'main/operations'], node: 'any' },
  { path: 'main/cli', mayImport: ['main/*', 'main/doctor', 'main/hub/demo', ...everyRoom], node: 'any' },
  {
    path: 'main/shell',
    mayImport: ['main/*', 'main/contract', 'main/cli', 'main/dispatch', 'native/serial'],
    node: 'any',
  },
  // The hub, two bridges and a PostgreSQL of their own; also what tests start a database with.
  { path: 'main/hub/demo', mayImport: ['main/*', ...everyRoom], node: 'any' },
  { path: 'native/serial', mayImport: ['main/contract', 'native/profiles'], node: 'any' },
  { path: 'native/printer', mayImport: ['main/contract', 'native/serial'], node: 'any' },
  { path: 'native/display', mayImport: ['main/contract', 'native/serial'], node: 'any' },
  { path: 'native/profiles', mayImport: ['main/contract'], node: 'any' },
  { path: 'native/installer', mayImport: ['main/contract', 'native/build'], node: 'any' },
  { path: 'native/build', mayImport: [], node: 'any' },
  { path: 'renderer', mayImport: ['main/contract'], node: 'none' },
  // Build settings, not part of the page.
  { path: 'renderer/vite.config.ts', mayImport: [], node: 'any' },
];

/** Outside packages and their rooms. `pure` ones compute only; the others touch the machine and have one home. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  zod: ['main', 'native'],
  'better-sqlite3': ['main/store'],
  electron: ['main/shell'],
  'electron-updater': ['main/shell'],
  serialport: ['native/serial'],
  '@serialport/bindings-cpp': ['native/serial'],
  '@point-of-sale/receipt-printer-encoder': ['native/printer'],
  '@point-of-sale/codepage-encoder': ['native/serial'],
  chokidar: ['main/intake/files'],
  'csv-parse': ['main/intake/files'],
  saxes: ['main/intake/files'],
  ini: ['main/intake/files', 'main/shell'],
  'iconv-lite': ['main/intake/http', 'main/intake/files', 'main/intake/serial', 'main/deliver', 'native/serial'],
  'csv-stringify': ['main/report', 'main/deliver'],
  'decimal.js': ['main/intake/files', 'main/report'],
  express: ['main/intake/http', 'main/intake/webhooks', 'main/recurrente', 'main/hub/central'],
  helmet: ['main/intake/http'],
  'prom-client': ['main/metrics'],
  '@opentelemetry/api': ['main/telemetry'],
  '@opentelemetry/exporter-trace-otlp-http': ['main/telemetry'],
  '@opentelemetry/resources': ['main/telemetry'],
  '@opentelemetry/sdk-trace': ['main/telemetry'],
  pg: ['main/hub/database'],
  pino: ['main/*'],
  'rotating-file-stream': ['main/*'],
  standardwebhooks: ['main/recurrente', 'main/intake/webhooks', 'main/deliver'],
  react: ['renderer'],
  'react-dom': ['renderer'],
  'react-aria-components': ['renderer'],
  'react-i18next': ['renderer'],
  i18next: ['renderer', 'main/shell'],
  'lucide-react': ['renderer'],
  '@tanstack/react-query': ['renderer'],
  '@tanstack/react-virtual': ['renderer'],
  uplot: ['renderer'],
  '@fontsource-variable/atkinson-hyperlegible-next': ['renderer'],
  vite: ['native/build', 'renderer/vite.config.ts'],
  '@vitejs/plugin-react': ['renderer/vite.config.ts'],
  eslint: ['native/build'],
  'eslint-plugin-react-hooks': ['native/build'],
  'typescript-eslint': ['native/build'],
  typescript: ['native/build'],
  prettier: ['native/build'],
  knip: ['native/build'],
  'electron-builder': ['native/installer'],
  '@electron/asar': ['native/installer'],
  '@electron/fuses': ['native/installer'],
  // Only tests use these, and tests may use everything.
  vitest: [],
  'playwright-core': ['native/installer'],
  '@axe-core/playwright': [],
  'fast-check': [],
  autocannon: [],
  yaml: [],
};

export interface SourceFile {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every breach of the table, as a sentence. */
export function findViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    if (file.path.startsWith('test/')) return [];
    const room = roomOf(file.path);
    if (!room) return [`${file.path}: belongs to no room; assign it one in test/house/layers.ts`];
    return importsOf(file).flatMap((specifier) => {
      const fault = judge(file.path, room, specifier);
      return fault ? [`${file.path} imports ${specifier}: ${fault}`] : [];
    });
  });
}

/** Module names that a file imports in any way: import, export from, import(), require(), import types. */
export function importsOf(file: SourceFile): string[] {
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier)
      found.push((node.moduleSpecifier as ts.StringLiteral).text);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      found.push((node.argument.literal as ts.StringLiteral).text);
    else if (ts.isCallExpression(node) && isImportCall(node.expression)) {
      const [argument] = node.arguments;
      if (argument && ts.isStringLiteralLike(argument)) found.push(argument.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const isImportCall = (callee: ts.Expression): boolean =>
  callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');

function judge(from: string, room: Room, specifier: string): string | undefined {
  if (specifier.startsWith('node:')) return room.node === 'any' ? undefined : `${room.path} stays free of Node`;
  if (specifier.startsWith('.')) {
    const target = path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier));
    if (target.startsWith('test/')) return 'nothing imports tests';
    const home = roomOf(target);
    if (!home) return target.includes('/') ? 'the target belongs to no room' : undefined;
    return home === room || room.mayImport.includes(home.path) ? undefined : `${room.path} may not import ${home.path}`;
  }
  const name = packageName(specifier);
  const homes = PACKAGES[name];
  if (!homes) return 'the package belongs to no room; assign it one in test/house/layers.ts';
  const allowed = homes.some((home) => room.path === home || room.path.startsWith(`${home}/`));
  return allowed ? undefined : `${name} belongs to ${homes.join(', ') || 'tests only'}`;
}

function roomOf(file: string): Room | undefined {
  const matches = ROOMS.filter(({ path: prefix }) => {
    if (prefix === 'main/*') return /^main\/[^/]+\.ts$/.test(file) && file !== 'main/cli.ts';
    return file === prefix || file.startsWith(`${prefix}/`) || file === `${prefix}.ts`;
  });
  return matches.sort((a, b) => b.path.length - a.path.length)[0];
}

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
