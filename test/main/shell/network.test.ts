import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type AddressInfo, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildIfStale } from '../../../native/build/build.mjs';
import { statusViewSchema } from '../../../main/contract/status.ts';
import { SANDBOX_SECRET_KEY, startSandbox } from '../../../main/recurrente/sandbox/sandbox.ts';
import { driveShell, type DrivenShell } from './drive.ts';

/** The way out of the shop, with the built shell and its bridge's process: the system's proxy, and the system's certificates. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const main = path.resolve(import.meta.dirname, '../../../dist/main/shell.cjs');
const scratch = mkdtempSync(path.join(os.tmpdir(), 'puente-network-'));
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let shell: DrivenShell | undefined;
const servers: Server[] = [];

beforeAll(async () => {
  await buildIfStale();
  sandbox = await startSandbox({ port: 0, terminals: [{ id: 'trm_1', name: 'Caja 1' }] });
});
afterEach(() => shell?.stop());
afterAll(async () => {
  for (const server of servers) server.close();
  await sandbox.stop();
  rmSync(scratch, { recursive: true, force: true });
});

function start(recurrente: string, env: Record<string, string>): DrivenShell {
  shell = driveShell({
    main,
    display: ':none',
    words: ['--headless', '--recurrente', recurrente],
    env: { RECURRENTE_SECRET_KEY: SANDBOX_SECRET_KEY, ...env },
  });
  return shell;
}

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function connectionOf({ dataDir, output }: DrivenShell): Promise<string> {
  const url = /"url":"([^"]+)"/.exec(output())?.[1] ?? '';
  const key = readFileSync(path.join(dataDir, 'api-key'), 'utf8').trim();
  const answer = await fetch(`${url}/v1/status`, { headers: { authorization: `Bearer ${key}` } });
  return statusViewSchema.parse(await answer.json()).connection;
}
const becomes = (driven: DrivenShell, connection: string): Promise<void> =>
  vi.waitFor(async () => expect(await connectionOf(driven)).toBe(connection), { timeout: 20_000, interval: 250 });

describe("the system's proxy", () => {
  const asked: string[] = [];
  const startProxy = async (): Promise<number> => {
    const proxy = createServer((_, res) => res.writeHead(405).end());
    proxy.on('connect', (req, socket) => {
      asked.push(req.url ?? '');
      const onward = connect(Number(new URL(sandbox.url).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      for (const end of [onward, socket]) end.on('error', () => end.destroy());
    });
    return listen(proxy);
  };

  it('is the way to Recurrente from the start, and from when the system names one', async () => {
    const port = await startProxy();
    // No name server knows this name: only the proxy does.
    const driven = start('http://recurrente.test:8080', { STANDIN_PROXY: 'DIRECT' });
    await becomes(driven, 'offline');
    driven.send({ do: 'proxy', value: `PROXY 127.0.0.1:${port}; DIRECT` });
    driven.send({ do: 'power', name: 'resume' });
    await becomes(driven, 'online');
    expect(new Set(asked)).toEqual(new Set(['recurrente.test:8080']));
    await driven.stop();

    await becomes(start('http://recurrente.test:8080', { STANDIN_PROXY: `PROXY 127.0.0.1:${port}` }), 'online');
  });

  it('does not keep the bridge from starting while the system looks for it, and is taken when it is found', async () => {
    const port = await startProxy();
    const driven = start('http://recurrente.test:8080', { STANDIN_PROXY: 'slow' });
    await becomes(driven, 'offline');
    driven.send({ do: 'proxy', value: `PROXY 127.0.0.1:${port}` });
    await becomes(driven, 'online');
  });
});

describe("the system's certificates", () => {
  it.each([
    ['are believed', true, 'online'],
    ['and no others', false, 'offline'],
  ])('%s', async (_, known, connection) => {
    const [key, cert] = makeCertificate();
    const inspecting = createSecureServer({ key: readFileSync(key), cert: readFileSync(cert) }, (req, res) => {
      const onward = httpRequest(new URL(req.url ?? '/', sandbox.url), { method: req.method, headers: req.headers });
      onward.on('response', (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      });
      onward.on('error', () => res.destroy());
      req.pipe(onward);
    });
    const port = await listen(inspecting);
    // Where OpenSSL on Linux finds what the system trusts.
    const driven = start(`https://127.0.0.1:${port}`, known ? { SSL_CERT_FILE: cert } : {});
    await becomes(driven, connection);
  });
});

/** A company's own certificate for this PC, as a proxy that looks into TLS presents it. */
function makeCertificate(): [key: string, cert: string] {
  const [key, cert, config] = ['key.pem', 'cert.pem', 'openssl.cnf'].map((name) => path.join(scratch, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(
    config,
    '[req]\ndistinguished_name=dn\nx509_extensions=v3\nprompt=no\n[dn]\nCN=Puente test\n[v3]\nsubjectAltName=IP:127.0.0.1\nbasicConstraints=CA:true\n',
  );
  const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-config', config];
  execFileSync('openssl', [...words, '-keyout', key, '-out', cert], { stdio: 'pipe' });
  return [key, cert];
}
