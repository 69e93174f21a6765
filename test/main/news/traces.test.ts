import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openShop, until } from './shop.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}
/** A collector that takes OTLP over HTTP as JSON. */
const spans: Span[] = [];
let raw = '';
let headers: Record<string, unknown> = {};
const collector = createServer((req, res) => {
  let body = '';
  req.on('data', (chunk: Buffer) => (body += chunk.toString()));
  req.on('end', () => {
    if (req.url === '/v1/traces') {
      raw += body;
      headers = req.headers;
      for (const resource of JSON.parse(body).resourceSpans)
        for (const scope of resource.scopeSpans) spans.push(...scope.spans);
    }
    res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
});
let endpoint: string;
beforeEach(async () => {
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});
afterEach(async () => {
  collector.closeAllConnections();
  await new Promise((resolve) => collector.close(resolve));
});

test('a charge is one trace from intake to paid, and a dead collector harms nobody', async () => {
  const shop = await openShop({ telemetry: { otlpEndpoint: endpoint, headers: { 'x-tenant': 'tienda1' } } });
  try {
    const charge = await shop.sell('FAC-1');
    await until(
      async () => spans,
      (all) => all.some(({ name }) => name === 'charge'),
    );
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    const root = spans.find(({ name }) => name === 'charge');
    const children = spans.filter((span) => span !== root);
    expect(children.every(({ parentSpanId }) => parentSpanId === root?.spanId)).toBe(true);
    expect(root?.parentSpanId ?? '').toBe('');
    expect(children.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['queued', 'sending', 'dispatched', 'paid']),
    );
    const tookMs = Number((BigInt(root?.endTimeUnixNano ?? 0) - BigInt(root?.startTimeUnixNano ?? 0)) / 1_000_000n);
    expect(tookMs).toBeGreaterThan(0);
    expect(headers['x-tenant']).toBe('tienda1');
    expect(raw).toContain(charge.id);
    expect(raw).toContain('"puente"');
    for (const secret of [charge.card?.last4 ?? 'none', charge.auth_code ?? 'none', shop.bridge.apiKey])
      expect(raw).not.toContain(`"${secret}"`);
    collector.closeAllConnections();
    await new Promise((resolve) => collector.close(resolve));
    expect((await shop.sell('FAC-2')).paid).toBe(true);
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  } finally {
    await shop.close();
  }
});
