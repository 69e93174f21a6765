import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReceiptPrinter } from '../../../../main/contract/devices.ts';
import type { PrintJobStore } from '../../../../main/contract/print-jobs.ts';
import { startPrinting, type Printing } from '../../../../main/deliver/devices/printing.ts';
import { createPrintJobs } from '../../../../main/store/print-jobs.ts';
import { createStore, type Store } from '../../../../main/store/store.ts';
import { startFakePrinter, type FakePrinter } from '../../../native/printer/fake-printer.ts';
import { printOnPaper } from '../../../native/printer/paper-roll.ts';
import { systemClock } from '../../../native/serial/clock.ts';
import { layCable, openEnd, startPort, until } from '../../../native/serial/pty.ts';
import { createDeskDouble, type DeskDouble } from '../../intake/serial/desk-double.ts';
import { DAY, printerOf, ZONE } from './charges.ts';

describe('printing over a real connection and a real database', () => {
  let folder: string;
  let store: Store;
  let jobs: PrintJobStore;
  let paper: FakePrinter;
  let desk: DeskDouble;
  let printing: Printing | undefined;

  const openStore = (): void => {
    store = createStore({ path: path.join(folder, 'bridge.db'), failpoint: () => undefined });
    jobs = createPrintJobs(store.db);
  };
  const start = (more: Partial<ReceiptPrinter> = {}, given: PrintJobStore = jobs): Printing =>
    (printing = startPrinting({
      printers: [
        printerOf({ via: { kind: 'tcp', host: '127.0.0.1', port: paper.port }, header: [], footer: [], ...more }),
      ],
      desk,
      store: given,
      clock: systemClock,
      timeZone: ZONE,
      line: { start: startPort, random: () => 0.5, log: { warn: () => undefined }, firstRetryMs: 20 },
      log: { info: () => undefined, warn: () => undefined },
      retryMs: 30,
      answerMs: 400,
    }));
  const stop = async (): Promise<void> => {
    await printing?.stop();
    printing = undefined;
  };
  const order = async (orderId: string): Promise<string> => {
    await desk.accept({ order_id: orderId, amount_in_cents: 12_550, source: 'serial' });
    return desk.newest().id;
  };
  const pay = async (orderId: string): Promise<string> => {
    const id = await order(orderId);
    desk.settle(id, 'paid');
    return id;
  };
  const onPaper = (): string =>
    printOnPaper(paper.printed(), 42)
      .rows.map((row) => row.text.trim())
      .join('\n');
  const count = (word: string): number => onPaper().split(word).length - 1;
  const idle = () => until(() => jobs.waiting('tickets') === 0, 'the queue to be empty');

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'puente-print-'));
    openStore();
    paper = await startFakePrinter();
    desk = createDeskDouble();
    await pay('BEFORE-THE-FIRST-START');
  });
  afterEach(async () => {
    await stop();
    store.close();
    await paper.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('prints one voucher for a payment, however often its news comes, and none from before the first start', async () => {
    start();
    await until(() => jobs.cursor() !== null, 'the first look');
    const id = await pay('FAC-1');
    desk.settle(id, 'paid', { refund: null });
    await idle();
    await until(() => count('FAC-1') === 1, 'the voucher');
    await stop();
    start();
    await pay('FAC-2');
    await until(() => count('FAC-2') === 1, 'the next voucher');
    expect(count('FAC-1')).toBe(1);
    expect(onPaper()).not.toMatch(/COPIA|BEFORE/);
  });

  it('prints what became due while the bridge was off', async () => {
    start();
    await until(() => jobs.cursor() !== null, 'the first look');
    await stop();
    store.close();
    await pay('FAC-OFF');
    openStore();
    start();
    await until(() => count('FAC-OFF') === 1, 'the voucher');
    expect(onPaper()).not.toContain('COPIA');
  });

  it('waits without paper, says so, survives a restart, and prints once there is paper', async () => {
    paper.paper = false;
    start();
    await until(() => jobs.cursor() !== null, 'the first look');
    await pay('FAC-1');
    await until(() => printing?.status()[0]?.state === 'no_paper', 'the printer to be found empty');
    expect(printing?.status()[0]).toMatchObject({ waitingJobs: 1, problem: { es: expect.stringContaining('papel') } });
    expect(paper.printed()).toHaveLength(0);
    await stop();
    store.close();
    openStore();
    start();
    await until(() => printing?.status()[0]?.state === 'no_paper', 'the printer to be found empty again');
    paper.load();
    await idle();
    expect(count('FAC-1')).toBe(1);
    expect(onPaper()).not.toContain('COPIA');
  });

  it('lets the printer finish by itself when the paper ends under a voucher', async () => {
    paper.paperFor = 200;
    start();
    await until(() => jobs.cursor() !== null, 'the first look');
    await pay('FAC-1');
    await until(() => printing?.status()[0]?.state === 'no_paper', 'the end of the paper');
    expect(jobs.waiting('tickets')).toBe(1);
    paper.load();
    await idle();
    expect(count('FAC-1')).toBe(1);
    expect(onPaper()).not.toContain('COPIA');
  });

  it('says COPIA when a voucher may be on paper already: connection lost, or bridge stopped in the middle', async () => {
    paper.linkFor = 200;
    start();
    await until(() => jobs.cursor() !== null, 'the first look');
    await pay('FAC-1');
    await until(() => jobs.next('tickets')?.startedAtMs != null, 'the voucher to be begun');
    await stop();
    paper.linkFor = Infinity;
    start();
    await idle();
    expect(onPaper()).toContain('COPIA');
  });

  it('tells a printer that does not answer from one without paper, and prints when it answers', async () => {
    paper.mute = true;
    start();
    await until(() => jobs.cursor() !== null, 'the first look');
    await pay('FAC-1');
    await until(() => printing?.status()[0]?.state === 'unreachable', 'the silence to be noticed');
    expect(paper.printed()).toHaveLength(0);
    paper.mute = false;
    await idle();
    expect(onPaper()).not.toContain('COPIA');
  });

  it('prints blind on a printer that never answers', async () => {
    paper.mute = true;
    start({ status: 'blind' });
    await until(() => jobs.cursor() !== null, 'the first look');
    await pay('FAC-1');
    await idle();
    await until(() => count('FAC-1') === 1, 'the voucher');
  });

  it('keeps a slip that the disk refused', async () => {
    let full = true;
    start(
      {},
      {
        ...jobs,
        add: (more, seq) => {
          if (full && more.length > 0) throw new Error('disk full');
          jobs.add(more, seq);
        },
      },
    );
    await until(() => jobs.cursor() !== null, 'the first look');
    await pay('FAC-1');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(jobs.list(10)).toHaveLength(0);
    full = false;
    await until(() => count('FAC-1') === 1, 'the voucher');
  });

  it('prints an in-doubt slip, then the voucher; reprints as COPIA; test and day close; previews without printing', async () => {
    const running = start();
    await until(() => jobs.cursor() !== null, 'the first look');
    const id = await order('FAC-1');
    desk.settle(id, 'in_doubt');
    await until(() => onPaper().includes('NO PAGUE DE NUEVO'), 'the slip');
    desk.settle(id, 'paid');
    await until(() => onPaper().includes('TOTAL PAGADO'), 'the voucher');
    expect(onPaper()).not.toContain('COPIA');
    expect(running.reprint(id)).toBe(true);
    await until(() => onPaper().includes('COPIA'), 'the copy');
    expect(running.reprint('nobody')).toBe(false);
    expect(running.testPrint('tickets')).toBe(true);
    expect(running.testPrint('nobody')).toBe(false);
    running.printDayClose(DAY);
    await idle();
    await until(() => onPaper().includes('CIERRE') && onPaper().includes('PRUEBA'), 'both slips');
    const printedBytes = paper.printed().length;
    expect(running.previewCharge(id, 'tickets')?.rows.map((row) => row.text.trim())).toContain('COMPROBANTE DE PAGO');
    expect(running.previewDayClose(DAY, 'tickets')?.rows.length).toBeGreaterThan(5);
    expect(paper.printed()).toHaveLength(printedBytes);
  });

  it('leaves other terminals alone', async () => {
    start({ terminals: ['caja2'] });
    await until(() => jobs.cursor() !== null, 'the first look');
    await pay('FAC-1');
    await desk.accept({ order_id: 'FAC-2', amount_in_cents: 500, source: 'http', terminal: 'caja2' });
    desk.settle(desk.newest().id, 'paid');
    await until(() => count('FAC-2') === 1, 'the voucher of caja2');
    expect(count('FAC-1')).toBe(0);
  });

  it('prints on a device file, and never makes one', async () => {
    const device = path.join(folder, 'lp0');
    start({ via: { kind: 'device', path: device }, status: 'blind' });
    await until(() => jobs.cursor() !== null, 'the first look');
    await pay('FAC-1');
    await until(() => printing?.status()[0]?.state === 'unreachable', 'the missing printer to be noticed');
    expect(existsSync(device)).toBe(false);
    writeFileSync(device, '');
    await idle();
    expect(readFileSync(device, 'latin1')).toContain('FAC-1');
  });

  it('does not ask a device file, and finds the printer again that was switched off and on', async () => {
    const cable = await layCable();
    const heard: Buffer[] = [];
    const listen = () => openEnd(cable.tillEnd, (bytes) => heard.push(Buffer.from(bytes)));
    const hears = (order: string) => until(() => Buffer.concat(heard).includes(order), order);
    let printerEnd = await listen();
    start({ via: { kind: 'device', path: cable.bridgeEnd } });
    await until(() => jobs.cursor() !== null, 'the first look');
    await pay('FAC-1');
    await hears('FAC-1');
    await idle();
    // Off for the night; the first sale of the morning comes before it is on again.
    await cable.cut();
    await printerEnd.close();
    await pay('FAC-2');
    await until(() => printing?.status()[0]?.state === 'unreachable', 'the missing printer to be noticed');
    // Nothing of it has left: it will be no copy.
    expect(jobs.list(1)).toMatchObject([{ key: expect.stringContaining('voucher'), startedAtMs: null }]);
    await cable.join();
    printerEnd = await listen();
    await idle();
    await pay('FAC-3');
    await hears('FAC-3');
    await stop();
    await printerEnd.close();
    await cable.remove();
  });

  it('prints on a serial port, asking for paper first', async () => {
    const cable = await layCable();
    const heard: number[] = [];
    const printerEnd = await openEnd(cable.tillEnd, (bytes) => {
      heard.push(...bytes);
      const tail = heard.slice(-3).join();
      if (tail === '16,4,4' || tail === '16,4,2') void printerEnd.write(Uint8Array.of(0x12));
      if (tail === '29,114,1') void printerEnd.write(Uint8Array.of(0));
    });
    start({ via: { kind: 'serial', path: cable.bridgeEnd, line: {} } });
    await until(() => jobs.cursor() !== null, 'the first look');
    await pay('FAC-1');
    await idle();
    expect(Buffer.from(heard).toString('latin1')).toContain('FAC-1');
    await stop();
    await printerEnd.close();
    await cable.remove();
  });
});
