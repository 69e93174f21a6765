import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer as createHttpServer, request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChargeView } from '../../../main/contract/charge.ts';
import { atTerminal, openShop, until, type Shop } from '../news/shop.ts';
import { runCli, startCli, type Ran } from './run-cli.ts';

let shop: Shop;
let file: string;
beforeEach(async () => {
  shop = await openShop();
  file = path.join(shop.folder, 'erp', 'pago.ini');
});
afterEach(() => shop.close());

const charge = (order: string, ...more: readonly string[]): string[] => [
  ...['charge', '--data', shop.folder, '--order', order, '--amount', '125.50', '--format', 'json'],
  ...more,
];
const said = ({ stdout }: Ran): Partial<ChargeView> & { code?: string; detail?: string } =>
  JSON.parse(stdout) as Partial<ChargeView> & { code?: string; detail?: string };
const accepted = (orderId: string): Promise<ChargeView> =>
  until(
    async () =>
      ((await shop.call('GET', `/v1/charges?order_id=${orderId}`)).json() as { data: ChargeView[] })
        .data[0] as ChargeView,
    (found) => found !== undefined,
  );

describe('puente charge', () => {
  it('ends with 0 and a whole result file when it is paid; the file of an earlier sale is gone before anything is charged', async () => {
    mkdirSync(path.dirname(file));
    writeFileSync(file, '[puente]\r\norder_id=FAC-0\r\npaid=true\r\n');
    const running = startCli(charge('FAC-1', '--wait', '--format', 'ini', '--result-file', file));
    await accepted('FAC-1');
    expect(existsSync(file)).toBe(false);
    await atTerminal(shop.sandbox, 'trm_1');
    shop.sandbox.terminal('trm_1').approve({ tipInCents: 500 });
    const { exitCode, stdout } = await running.ended;
    expect(exitCode).toBe(0);
    const text = readFileSync(file, 'utf8');
    expect(text).toBe(stdout);
    expect(text.split('\r\n')).toEqual(
      expect.arrayContaining(['[puente]', 'order_id=FAC-1', 'paid=true', 'paid_in_cents=13050', 'tip_in_cents=500']),
    );
    expect(text.endsWith('\r\n')).toBe(true);
  });

  it('ends with 1 when it is declined, stays so when repeated, and tries anew with --retry', async () => {
    const first = startCli(charge('FAC-1', '--wait'));
    await atTerminal(shop.sandbox, 'trm_1');
    shop.sandbox.terminal('trm_1').decline();
    const declined = await first.ended;
    expect([declined.exitCode, said(declined).status]).toEqual([1, 'declined']);
    expect((await runCli(charge('FAC-1', '--wait'))).exitCode).toBe(1);
    const again = startCli(charge('FAC-1', '--wait', '--retry'));
    await atTerminal(shop.sandbox, 'trm_1');
    shop.sandbox.terminal('trm_1').approve();
    expect((await again.ended).exitCode).toBe(0);
    expect((await accepted('FAC-1')).attempts).toHaveLength(2);
  });

  it('ends with 2 when its time is over, and the charge goes on', async () => {
    const late = await runCli(charge('FAC-1', '--wait', '--timeout', '1'));
    expect([late.exitCode, said(late).final]).toEqual([2, false]);
    shop.sandbox.terminal('trm_1').approve();
    expect((await runCli(charge('FAC-1', '--wait'))).exitCode).toBe(0);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends with 2 and a result file on %s: never silently, and never "not paid"',
    async (signal) => {
      const running = startCli(charge('FAC-1', '--wait', '--result-file', file));
      await atTerminal(shop.sandbox, 'trm_1');
      running.child.kill(signal);
      const ran = await running.ended;
      expect([ran.exitCode, ran.signal]).toEqual([2, null]);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
        order_id: 'FAC-1',
        code: 'interrupted',
        detail: expect.stringContaining('No vuelva a cobrar'),
      });
      expect((await accepted('FAC-1')).final).toBe(false);
    },
  );

  it('goes on waiting while the bridge is restarted on another port', async () => {
    const running = startCli(charge('FAC-1', '--wait'));
    await atTerminal(shop.sandbox, 'trm_1');
    await shop.restart();
    shop.sandbox.terminal('trm_1').approve();
    const ran = await running.ended;
    expect([ran.exitCode, said(ran).paid]).toEqual([0, true]);
  });

  it('charges nothing when the result could not be written', async () => {
    mkdirSync(file, { recursive: true });
    const ran = await runCli(charge('FAC-1', '--result-file', file));
    expect([ran.exitCode, said(ran).detail]).toEqual([3, expect.stringContaining('no se cobró nada')]);
    expect((await shop.call('GET', '/v1/charges?order_id=FAC-1')).json().data).toEqual([]);
  });

  it('tells the truth by its exit code when the result file cannot be written any more', async () => {
    const running = startCli(charge('FAC-1', '--wait', '--result-file', file));
    await atTerminal(shop.sandbox, 'trm_1');
    // A folder of that name stands in the way now.
    mkdirSync(file, { recursive: true });
    shop.sandbox.terminal('trm_1').approve();
    const ran = await running.ended;
    expect([ran.exitCode, said(ran).paid]).toEqual([0, true]);
    expect(ran.stderr).toContain('no se pudo escribir');
  });

  it('tells the truth to a caller that reads nothing of what it says', async () => {
    const running = startCli(charge('FAC-1', '--wait'));
    running.child.stdout?.destroy();
    await atTerminal(shop.sandbox, 'trm_1');
    shop.sandbox.terminal('trm_1').approve();
    expect((await running.ended).exitCode).toBe(0);
  });

  it('refuses bad input with 3, in Spanish, and charges nothing', async () => {
    for (const [args, words] of [
      [['--amuont', '5'], 'no existe la opción --amuont. Las que hay: --order'],
      [['--order'], '--order necesita un valor'],
      [['sobra'], 'sobra «sobra»'],
      [['--order', 'A', '--cents', '1.5'], 'debe ser un número entero'],
      [['--amount', '5'], 'falta --order'],
    ] as const) {
      const ran = await runCli(['charge', '--data', shop.folder, '--format', 'json', ...args]);
      expect([ran.exitCode, ran.stdout]).toEqual([3, expect.stringContaining(words)]);
    }
    const comma = await runCli(charge('A', '--amount', '10,50'));
    expect([comma.exitCode, said(comma).code]).toEqual([3, 'invalid_request']);
    expect((await shop.call('GET', '/v1/charges')).json().data).toEqual([]);
  });
});

describe('puente charge --retry that comes second', () => {
  /** Between the command and the bridge: something happens just before the retry arrives. */
  async function happening(before: () => Promise<unknown>): Promise<void> {
    const between = createHttpServer((req, res) => {
      void (async () => {
        if (req.url?.endsWith('/retry')) await before();
        const headers = { ...req.headers, host: new URL(shop.bridge.url).host };
        const onward = request(shop.bridge.url + req.url, { method: req.method, headers }, (reply) => {
          res.writeHead(reply.statusCode ?? 0, reply.headers);
          reply.pipe(res);
        });
        req.pipe(onward);
      })();
    }).listen(0, '127.0.0.1');
    await once(between, 'listening');
    between.unref();
    const { port } = between.address() as AddressInfo;
    const runtime = { pid: process.pid, url: `http://127.0.0.1:${port}` };
    writeFileSync(path.join(shop.folder, 'bridge.json'), JSON.stringify(runtime));
  }
  const declined = async (): Promise<string> => {
    const { id } = (
      await shop.call('POST', '/v1/charges', { order_id: 'FAC-1', amount: '125.50' })
    ).json() as ChargeView;
    await atTerminal(shop.sandbox, 'trm_1');
    shop.sandbox.terminal('trm_1').decline();
    await until(
      () => shop.charge(id),
      ({ status }) => status === 'declined',
    );
    return id;
  };

  it('ends with 2, not with "bad input", when the cashier has tried again already: a customer may be paying', async () => {
    const id = await declined();
    await happening(() => shop.call('POST', `/v1/charges/${id}/retry`));
    const ran = await runCli(charge('FAC-1', '--retry'));
    expect([ran.exitCode, said(ran).status, said(ran).id]).toEqual([2, 'queued', id]);
  });

  it('ends with 0 when the bank has approved what it declined', async () => {
    const id = await declined();
    await happening(async () => {
      shop.sandbox.terminal('trm_1').approveLate();
      await until(
        () => shop.call('POST', `/v1/charges/${id}/check`).then((reply) => reply.json() as ChargeView),
        ({ paid }) => paid,
      );
    });
    const ran = await runCli(charge('FAC-1', '--retry'));
    expect([ran.exitCode, said(ran).paid]).toEqual([0, true]);
  });
});

describe('puente charge without a bridge', () => {
  it('says "not paid" only of an order that was never asked for: nobody watches for a late payment of a declined one', async () => {
    await shop.sell('FAC-1');
    const declined = startCli(charge('FAC-2', '--wait'));
    await atTerminal(shop.sandbox, 'trm_1');
    shop.sandbox.terminal('trm_1').decline();
    await declined.ended;
    const open = await runCli(charge('FAC-3'));
    expect(open.exitCode).toBe(2);
    await shop.bridge.stop();
    const kept = new SqliteDatabase(path.join(shop.folder, 'bridge.db'));
    kept.exec("INSERT INTO remote_orders (order_id, terminal_id, at_ms) VALUES ('FAC-5', 'trm_9', 1)");
    kept.close();

    const ends: Record<string, [number | null, unknown]> = {};
    for (const order of ['FAC-1', 'FAC-2', 'FAC-3', 'FAC-4', 'FAC-5']) {
      const ran = await runCli(charge(order));
      ends[order] = [ran.exitCode, said(ran).status ?? said(ran).code];
    }
    expect(ends).toEqual({
      'FAC-1': [2, 'paid'],
      'FAC-2': [2, 'declined'],
      'FAC-3': [2, expect.stringMatching(/queued|sending|pending|dispatched/)],
      'FAC-4': [1, 'bridge_unreachable'],
      // Sent for another shop's terminal.
      'FAC-5': [2, 'elsewhere'],
    });
    const database = path.join(shop.folder, 'bridge.db');
    for (const name of ['-wal', '-shm']) rmSync(database + name, { force: true });
    writeFileSync(database, 'this is no database');
    expect((await runCli(charge('FAC-4'))).exitCode).toBe(2);
  });

  it('does not wait for ever for one that hangs: 2, the order may be on its disk', async () => {
    await shop.bridge.stop();
    const deaf = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => deaf.once('listening', resolve));
    const { port } = deaf.address() as AddressInfo;
    writeFileSync(path.join(shop.folder, 'bridge.json'), JSON.stringify({ pid: 1, url: `http://127.0.0.1:${port}` }));
    const ran = await runCli(charge('FAC-1', '--timeout', '1'));
    expect([ran.exitCode, said(ran).code]).toEqual([2, 'answer_lost']);
    deaf.close();
  });

  it('does not take a retry whose answer is lost for "not paid", though the disk still shows the decline', async () => {
    const first = startCli(charge('FAC-1', '--wait'));
    await atTerminal(shop.sandbox, 'trm_1');
    shop.sandbox.terminal('trm_1').decline();
    await first.ended;
    const declined = JSON.stringify(await accepted('FAC-1'));
    await shop.bridge.stop();
    // A bridge that answers, keeps the connection, and hangs over the retry on it.
    let asked = 0;
    const stuck = createHttpServer((req, res) => {
      asked += 1;
      if (!req.url?.endsWith('/retry')) res.end(declined);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => stuck.once('listening', resolve));
    const { port } = stuck.address() as AddressInfo;
    writeFileSync(path.join(shop.folder, 'bridge.json'), JSON.stringify({ pid: 1, url: `http://127.0.0.1:${port}` }));
    const ran = await runCli(charge('FAC-1', '--retry', '--timeout', '1'));
    expect([ran.exitCode, said(ran).code, asked]).toEqual([2, 'answer_lost', 2]);
    stuck.closeAllConnections();
    stuck.close();
  });
});
