import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isFinal, type ChargeView } from '../contract/charge.ts';
import { formatMoney } from '../contract/money.ts';
import { startChain, type DemoChain } from '../hub/demo/chain.ts';
import { PostgresMissingError } from '../hub/demo/find-postgres.ts';
import { PortInUseError } from '../intake/http/listen.ts';
import { readArguments, readPort } from './arguments.ts';
import type { Run } from './commands.ts';
import { openInBrowser } from './open.ts';
import { uiFilesBeside } from './serve.ts';
import { untilToldToStop } from './signals.ts';

const PORT = 7375;

/**
 * `puente hub demo`: a PostgreSQL in a temporary folder, the hub, two shops over one simulated Recurrente, sample charges, and
 * one charge that the first shop sends to a terminal of the second, to paid. Exit code 8 where there is no PostgreSQL.
 */
export const runHubDemo: Run = async (args) => {
  const { values } = readArguments(args, { port: { type: 'string' } });
  const asked = readPort(values.port);
  const folders: string[] = [];
  const newFolder = (): string => {
    const folder = mkdtempSync(path.join(tmpdir(), 'puente-demo-hub-'));
    folders.push(folder);
    return folder;
  };
  const { DEMO_PACE, SANDBOX_SECRET_KEY, startSandbox } = await import('../recurrente/sandbox/sandbox.ts');
  const simulated = await startSandbox({
    port: 0,
    secretKey: SANDBOX_SECRET_KEY,
    behaviour: DEMO_PACE,
    terminals: [],
    // Each customer pays after a moment, so that there is something to see.
    customer: { mode: 'scripted', script: { thinkMs: [1500, 4000] } },
  });
  const sandbox = {
    url: simulated.url,
    secretKey: SANDBOX_SECRET_KEY,
    terminals: [],
    knowTerminals: simulated.addTerminals,
  };
  const start = (port: number): Promise<DemoChain> =>
    startChain({
      folder: newFolder(),
      databaseFolder: newFolder(),
      sandbox,
      uiFiles: uiFilesBeside(import.meta.dirname),
      port,
    });
  let chain: DemoChain | undefined;
  try {
    chain = await start(asked ?? PORT).catch((error: unknown) => {
      if (!(error instanceof PortInUseError) || asked !== undefined) throw error;
      return start(0);
    });
    const stopped = untilToldToStop();
    await introduce(chain, simulated.url);
    await Promise.race([play(chain), stopped]);
    await stopped;
    return 0;
  } catch (error) {
    if (!(error instanceof PostgresMissingError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 8;
  } finally {
    await chain?.stop();
    await simulated.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
};

async function introduce({ central, user, secret, shops }: DemoChain, sandboxUrl: string): Promise<void> {
  const opened = openInBrowser(central.url);
  say([
    'Puente, demostración de una cadena: nada de esto llega a un banco.',
    '',
    `Central:                 ${central.url}/${opened ? '  (se abrió en el navegador)' : ''}`,
    `  nombre ${user}, secreto ${secret}`,
    ...(await Promise.all(shops.map(async (shop) => `Caja de ${shop.name}:`.padEnd(25) + (await shop.window())))),
    `Terminales simuladas:    ${sandboxUrl}/   (los clientes pagan solos después de un momento)`,
    '',
  ]);
}

/** Sample charges in both shops, then one from the first shop on a terminal of the second. */
async function play({ shops: [first, second], central, secret }: DemoChain): Promise<void> {
  for (const [shop, order_id, amount, terminal] of [
    [first, 'FAC-1001', '125.50', 'caja1'],
    [first, 'FAC-1002', '89.00', 'caja2'],
    [second, 'FAC-2001', '1450.00', 'caja1'],
  ] as const)
    await shop.charge({ order_id, amount, terminal });
  const target = `${second.name}/caja2`;
  const sent = await whenConnected(() =>
    first.charge({ order_id: 'WEB-500', amount: '310.00', terminal: target, description: 'Pedido en línea' }),
  );
  say([`Cobro WEB-500, pedido en el puente de ${first.name} para la terminal ${target}:`]);
  let told = '';
  for (let charge = sent; ; charge = await first.next(charge.id)) {
    const line = describe(charge);
    if (line !== told) say([`  ${line}`]);
    told = line;
    if (isFinal(charge.status)) break;
  }
  say([
    '',
    'Otro, como lo haría un sistema central:',
    `  curl -H "Authorization: Bearer ${secret}" -H "Content-Type: application/json" -d '{"order_id":"WEB-501","amount":"75.00","terminal":"${first.name}/caja2"}' ${central.url}/v1/charges`,
    '',
    'Ctrl-C termina.',
  ]);
}

const describe = ({ status, remote, ...charge }: ChargeView): string =>
  [
    formatMoney(charge.paid_in_cents ?? charge.amount_in_cents, charge.currency),
    status,
    remote?.bridge ? `en ${remote.bridge}` : 'en la central',
    charge.auth_code ? `autorización ${charge.auth_code}` : '',
  ]
    .filter(Boolean)
    .join(' · ');

/** A bridge connects to the hub within a second or two of its start, and learns the other's terminals there. */
async function whenConnected<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 60; ; tries -= 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

const say = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);
