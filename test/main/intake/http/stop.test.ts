import { Agent, request } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { listenOnLoopback } from '../../../../main/intake/http/listen.ts';
import { PortInUseError } from '../../../../main/intake/http/server.ts';
import { KEY, startIntake, until } from './intake.ts';

test('a port in use is told by name, whichever of the two addresses it is on', async () => {
  for (const host of ['127.0.0.1', '::1']) {
    const holder = createServer();
    const port = await new Promise<number>((resolve) =>
      holder.listen({ port: 0, host }, () => resolve((holder.address() as AddressInfo).port)),
    );
    const refused = await listenOnLoopback(() => undefined, port).catch((error: unknown) => error);
    expect(refused, host).toBeInstanceOf(PortInUseError);
    expect(refused).toMatchObject({ code: 'PORT_IN_USE', port });
    await new Promise((resolve) => holder.close(resolve));
    // Nothing is left open by the refusal: the port is free again.
    const { servers } = await listenOnLoopback(() => undefined, port);
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
});

test('nothing but loopback listens', async () => {
  const { servers } = await listenOnLoopback(() => undefined, 0);
  const addresses = servers.map((server) => server.address() as AddressInfo);
  expect(addresses.map(({ address }) => address)).toEqual(['127.0.0.1', '::1']);
  expect(new Set(addresses.map(({ port }) => port)).size).toBe(1);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
});

test('stopping answers those who wait, ends streams, lets running requests finish and refuses new ones', async () => {
  const bridge = await startIntake();
  const { id } = (await bridge.charge({ order_id: 'A', amount: '10.00' })).json<{ id: string }>();
  const waiting = bridge.send('GET', `/v1/charges/${id}?wait=60`);
  const streaming = bridge.send('GET', '/v1/events');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const viaKept = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const out = request(
        { host: '127.0.0.1', port: bridge.intake.port, path: '/v1/status', agent, headers: { 'x-api-key': KEY } },
        (res) => res.resume().on('end', () => resolve(res.statusCode ?? 0)),
      );
      out.on('error', reject);
      out.end();
    });
  expect(await viaKept()).toBe(200);
  const open = bridge.hold();
  const running = bridge.charge({ order_id: 'B', amount: '10.00' });
  await until(() => bridge.listeners.size === 2 && bridge.calls.length === 2);

  const startedAtMs = performance.now();
  const stopped = bridge.intake.stop();
  expect((await waiting).json()).toMatchObject({ id, status: 'queued' });
  expect((await streaming).status).toBe(200);
  expect(bridge.listeners.size).toBe(0);
  await expect(bridge.send('GET', '/healthz')).rejects.toThrow();
  open();
  expect((await running).status).toBe(201);
  await stopped;
  expect(performance.now() - startedAtMs).toBeLessThan(2000);
  await bridge.intake.stop();
  agent.destroy();
});

test('a request on a connection that is still busy when the stop begins is refused, and begins nothing', async () => {
  let seen = 0;
  const bridge = await startIntake({ newId: () => `r${(seen += 1)}` });
  const open = bridge.hold();
  const body = '{"order_id":"A","amount":"10.00"}';
  const head = `Host: 127.0.0.1:${bridge.intake.port}\r\nX-Api-Key: ${KEY}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  const post = `POST /v1/charges HTTP/1.1\r\n${head}${body}`;
  let answer = '';
  const socket = connect(bridge.intake.port, '127.0.0.1', () => socket.write(post));
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
  await until(() => bridge.calls.length === 1);
  const stopped = bridge.intake.stop();
  socket.write(post.replace('"A"', '"B"'));
  await until(() => seen === 2);
  open();
  await Promise.all([stopped, closed]);
  expect(answer).toMatch(/^HTTP\/1\.1 201 /);
  expect(answer).toMatch(/HTTP\/1\.1 503 [^]*"code":"stopping"/);
  expect(bridge.calls).toEqual(['accept A http']);
});

test('a request that never ends is cut after two seconds', async () => {
  const bridge = await startIntake();
  bridge.hold();
  const running = bridge.charge({ order_id: 'A', amount: '10.00' }).catch(() => 'cut');
  await until(() => bridge.calls.length === 1);
  await bridge.intake.stop();
  expect(await running).toBe('cut');
});
