import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from '../../free-port.ts';
import { openShop, until, type Reply, type Shop } from './shop.ts';

const dashboards = path.resolve(import.meta.dirname, '../../../native/dashboards');
let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const scrape = async (): Promise<string> => (await shop.call('GET', '/metrics')).text;
/** The value of one series, written as it stands in the text. */
const valueOf = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
};

test('tells sales, waits, calls and refunds, and nothing that names an order', async () => {
  const charge = await shop.sell('SECRETO-77');
  await shop.call('POST', `/v1/charges/${charge.id}/refund`, {});
  await until(
    () => shop.charge(charge.id),
    ({ refund }) => refund?.status === 'succeeded',
  );
  const text = await scrape();
  const finished = 'puente_charges_finished_total{status="paid",source="http",terminal="caja1"}';
  expect(valueOf(text, finished)).toBe(1);
  expect(valueOf(text, 'puente_charge_duration_seconds_count{status="paid"}')).toBe(1);
  expect(valueOf(text, 'puente_send_delay_seconds_count')).toBe(1);
  expect(valueOf(text, 'puente_recurrente_call_duration_seconds_count{call="create_refund",result="ok"}')).toBe(1);
  expect(valueOf(text, 'puente_refunds{status="succeeded"}')).toBe(1);
  expect(valueOf(text, 'puente_connection{state="online"}')).toBe(1);
  expect(valueOf(text, 'puente_terminal_queued{terminal="caja2"}')).toBe(0);
  for (const secret of ['SECRETO-77', charge.id, shop.bridge.apiKey]) expect(text).not.toContain(secret);
  // Four digits stand by chance in many a duration: only the labels could tell a card.
  const card = charge.card?.last4 ?? '';
  expect(card).toMatch(/^\d{4}$/);
  const labels = text.match(/\{[^}]*\}/g) ?? [];
  expect(labels.length).toBeGreaterThan(50);
  expect(labels.filter((each) => each.includes(card))).toEqual([]);
  expect((await fetch(`${shop.bridge.url}/metrics`)).status).toBe(401);
});

test('passes promtool, as do the alert rules and the example configuration', async () => {
  await shop.sell('FAC-1');
  const check = (input: string): string =>
    execFileSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
  expect(check(await scrape())).toBe('');
  // Control: promtool does object to a badly named metric.
  expect(() => check('# TYPE puente_bad_total gauge\npuente_bad_total 1\n')).toThrow();
  for (const [kind, file] of [
    ['rules', 'puente-rules.yml'],
    ['config', 'prometheus.yml'],
  ] as const) {
    const folder = await mkdtemp(path.join(tmpdir(), 'puente-prom-'));
    for (const name of ['puente-rules.yml', 'prometheus.yml'])
      await writeFile(path.join(folder, name), readFileSync(path.join(dashboards, name)));
    await writeFile(path.join(folder, 'puente-key'), 'k');
    expect(execFileSync('promtool', ['check', kind, file], { cwd: folder, encoding: 'utf8' })).toContain('SUCCESS');
    await rm(folder, { recursive: true });
  }
});

test('a real Prometheus scrapes it, and every panel and rule asks for a series that exists', async () => {
  await shop.sell('FAC-1');
  const folder = await mkdtemp(path.join(tmpdir(), 'puente-prom-'));
  const port = await freePort();
  await writeFile(path.join(folder, 'key'), shop.bridge.apiKey);
  await writeFile(
    path.join(folder, 'prometheus.yml'),
    `global: {scrape_interval: 1s}
scrape_configs:
  - job_name: puente
    authorization: {credentials_file: key}
    static_configs: [{targets: ['${new URL(shop.bridge.url).host}'], labels: {shop: tienda1}}]
`,
  );
  const prometheus = spawn(
    'prometheus',
    [`--config.file=prometheus.yml`, `--storage.tsdb.path=data`, `--web.listen-address=127.0.0.1:${port}`],
    { cwd: folder, stdio: 'ignore' },
  );
  const gone = new Promise((resolve) => prometheus.once('exit', resolve));
  try {
    const query = async (expression: string): Promise<ReturnType<Reply['json']>> => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expression)}`).catch(
        () => undefined,
      );
      return answer?.ok ? await answer.json() : undefined;
    };
    await until(
      () => query('up{shop="tienda1"}'),
      (found) => found?.data?.result?.[0]?.value?.[1] === '1',
      20_000,
    );
    const sold = await query('sum(puente_charges_finished_total{shop="tienda1",status="paid"})');
    expect(sold.data.result[0].value[1]).toBe('1');
    const dashboard = readFileSync(path.join(dashboards, 'puente.json'), 'utf8');
    const rules = readFileSync(path.join(dashboards, 'puente-rules.yml'), 'utf8');
    const names = new Set([...`${dashboard}${rules}`.matchAll(/\bpuente_[a-z_]+(?=[{) <,])/g)].map(([name]) => name));
    expect(names.size).toBeGreaterThan(10);
    const missing: string[] = [];
    for (const name of names) {
      // A gauge without a value yet is declared all the same.
      const declared = (await scrape()).includes(`# TYPE ${name.replace(/_(bucket|count|sum)$/, '')} `);
      if (!declared) missing.push(name);
    }
    expect(missing).toEqual([]);
    const { panels } = JSON.parse(dashboard) as { panels: { title: string; targets: { expr: string }[] }[] };
    for (const { title, targets } of panels)
      for (const { expr } of targets)
        expect(await query(expr.replaceAll('$shop', '.*')), title).toMatchObject({ status: 'success' });
  } finally {
    prometheus.kill('SIGTERM');
    await gone;
    await rm(folder, { recursive: true, force: true });
  }
});
