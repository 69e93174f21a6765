// Proves an installed Puente: starts it without a window, takes a charge to paid in the simulated Recurrente, ends it.
//   node native/installer/try-installed.mjs PROGRAM [--port N]
// With --port it also checks that the port comes from the installation: none is then given on the command line.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const [program, option, portText] = process.argv.slice(2);
if (!program || (option !== undefined && option !== '--port')) {
  console.error('usage: try-installed.mjs PROGRAM [--port N]');
  process.exit(2);
}
const PATIENCE_MS = 60_000;
const scratch = mkdtempSync(path.join(os.tmpdir(), 'puente-installed-'));
const installedPort = option === '--port' ? Number(portText) : undefined;
const dataDir = installedPort === undefined ? scratch : path.join(process.env.ProgramData ?? scratch, 'Puente');
const words = ['--headless', '--sandbox', ...(installedPort === undefined ? ['--data', dataDir, '--port', '0'] : [])];
const app = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
let output = '';
for (const stream of [app.stdout, app.stderr]) stream.on('data', (chunk) => (output += chunk));
const ended = new Promise((resolve) => app.on('exit', (code) => resolve(code)));

let failure;
try {
  const { url, sandbox } = await until('the ready line', () => readyLine());
  console.log(`ready at ${url}`);
  if (installedPort !== undefined && Number(new URL(url).port) !== installedPort)
    throw new Error(`it listens on ${url}, not on the port given to the installer`);
  const apiKey = readFileSync(path.join(dataDir, 'api-key'), 'utf8').trim();
  const ask = async (method, pathname, body) => {
    const answer = await fetch(url + pathname, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw new Error(`${method} ${pathname} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const charge = await ask('POST', '/v1/charges', { order_id: `INSTALADO-${Date.now()}`, amount: '12.50' });
  const see = () => ask('GET', `/v1/charges/${charge.id}`);
  await until('the customer at the terminal', async () => (await see()).status === 'dispatched');
  const tap = await fetch(`${sandbox}/sandbox/terminals/${charge.terminal.id}/approve`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  if (!tap.ok) throw new Error(`the simulated terminal answered ${tap.status}: ${await tap.text()}`);
  const paid = await until('the payment', async () => {
    const now = await see();
    return now.status === 'paid' && now;
  });
  console.log(`paid: ${paid.order_id}, ${paid.paid_in_cents} cents, card ${paid.card?.last4}`);
} catch (error) {
  failure = error;
}

app.kill('SIGTERM');
const code = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 15_000, 'too late').unref())]);
// Windows has no SIGTERM: there the end is never clean.
if (!failure && process.platform !== 'win32' && code !== 0) failure = new Error(`it ended with ${code}`);
if (code === 'too late') app.kill('SIGKILL');
rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
if (failure) {
  console.error(`${failure.message}\n--- what it printed ---\n${output.slice(-4000)}`);
  process.exit(1);
}
console.log('the installed Puente works');

function readyLine() {
  const line = output.split(/\r?\n/).find((text) => text.startsWith('{"ready":true'));
  return line && JSON.parse(line);
}

async function until(what, look) {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const found = await look();
    if (found) return found;
    if (app.exitCode !== null) throw new Error(`it ended with ${app.exitCode} before ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`waited ${PATIENCE_MS / 1000} s for ${what}`);
}
