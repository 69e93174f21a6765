import { layOutReceipt, type LaidOutRow } from '../../../native/printer/layout.ts';
import { openLinePort } from '../../../native/printer/line-port.ts';
import type { PrinterPort } from '../../../native/printer/session.ts';
import { openTcpPort } from '../../../native/printer/tcp-port.ts';
import { completeLine, USUAL_LINE } from '../../../native/serial/line-settings.ts';
import type { LineDeps, LineTarget } from '../../../native/serial/line.ts';
import type { ChargeView } from '../../contract/charge.ts';
import type { Clock } from '../../contract/clock.ts';
import type { Desk } from '../../contract/desk.ts';
import type { DeviceStatus, ReceiptPrinter, TrafficLine } from '../../contract/devices.ts';
import type { NewPrintJob, PrintJobStore, Receipt } from '../../contract/print-jobs.ts';
import type { DayReport } from '../../contract/report.ts';
import { collectDueSlips } from './due-slips.ts';
import { createPrintQueue, type PrintQueueDeps } from './print-queue.ts';
import { dayCloseSlip, inDoubtSlip, testSlip, voucher } from './receipts.ts';

export interface PrintingDeps {
  readonly printers: readonly ReceiptPrinter[];
  readonly desk: Pick<Desk, 'get' | 'newsSince' | 'lastSeq' | 'subscribe'>;
  readonly store: PrintJobStore;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly line: Omit<LineDeps, 'onData' | 'onState' | 'clock'>;
  /** Where the other devices of the shop are, by the name of a printer. */
  readonly othersOf?: (printerId: string) => LineTarget['others'];
  readonly log: PrintQueueDeps['log'];
  readonly retryMs?: number;
  readonly answerMs?: number;
}

/** A slip as the window shows it: rows of plain text, to be set in a fixed-width font. */
export interface SlipPreview {
  readonly paperMm: 58 | 80;
  readonly rows: readonly LaidOutRow[];
}

export interface Printing {
  status(): DeviceStatus[];
  /** The last bytes of a printer's line, masked; undefined when there is no such printer. */
  traffic(printerId: string): readonly TrafficLine[] | undefined;
  /** False: there is no such printer. */
  testPrint(printerId: string): boolean;
  printDayClose(day: DayReport): void;
  /** The slip of a paid or in-doubt charge once more, marked COPIA. False: the charge has no slip, or no printer prints it. */
  reprint(chargeId: string): boolean;
  previewCharge(chargeId: string, printerId: string): SlipPreview | undefined;
  previewDayClose(day: DayReport, printerId: string): SlipPreview | undefined;
  stop(): Promise<void>;
}

const RETRY_MS = 5000;

function openPort(printer: ReceiptPrinter, deps: PrintingDeps): PrinterPort {
  const { via } = printer;
  const line = { ...deps.line, clock: deps.clock };
  switch (via.kind) {
    case 'tcp':
      return openTcpPort(via, deps.clock);
    case 'serial':
      return openLinePort(
        {
          path: via.path,
          usb: via.usb ?? null,
          line: completeLine(USUAL_LINE, via.line),
          others: deps.othersOf?.(printer.id) ?? [],
        },
        line,
      );
    case 'device':
      return openLinePort({ path: via.path, usb: null, line: null }, line);
  }
}

/** Receipt printers: slips become due with the journal's news, wait in the store, and are printed in order. */
export function startPrinting(deps: PrintingDeps): Printing {
  const { desk, store, clock, timeZone, log } = deps;
  const printers = deps.printers.filter((printer) => printer.enabled);
  const stopping = new AbortController();
  const queues = printers.map((printer) => ({
    printer,
    queue: createPrintQueue({
      printer,
      port: openPort(printer, deps),
      store,
      clock,
      log,
      ...(deps.retryMs === undefined ? {} : { retryMs: deps.retryMs }),
      ...(deps.answerMs === undefined ? {} : { answerMs: deps.answerMs }),
    }),
  }));
  const wakeAll = () => queues.forEach(({ queue }) => queue.wake());
  const add = (jobs: readonly NewPrintJob[]): boolean => {
    store.add(jobs, null);
    wakeAll();
    return jobs.length > 0;
  };

  let collecting: Promise<void> | undefined;
  /** Apart from the commit that made the news, and once for a burst of them. */
  const collect = (): void => {
    collecting ??= (async () => {
      await Promise.resolve();
      collecting = undefined;
      try {
        collectDueSlips(desk, store, printers, timeZone, clock.now());
        wakeAll();
      } catch (error) {
        log.warn({ error: String(error) }, 'slips could not be collected');
        await clock.sleep(deps.retryMs ?? RETRY_MS, stopping.signal);
        if (!stopping.signal.aborted) collect();
      }
    })();
  };
  // Without a printer nothing falls due: one that is set up later begins with the present.
  const skipPast = () => printers.length === 0 && store.add([], desk.lastSeq());
  skipPast();
  const unsubscribe =
    printers.length === 0
      ? () => undefined
      : desk.subscribe((news) => {
          if (news.event === 'charge' && (news.charge.status === 'paid' || news.charge.status === 'in_doubt'))
            collect();
        });
  if (printers.length > 0) collect();

  const slipOf = (charge: ChargeView, printer: ReceiptPrinter): Receipt | undefined =>
    charge.status === 'paid'
      ? voucher(charge, printer, timeZone)
      : charge.status === 'in_doubt'
        ? inDoubtSlip(charge, printer, timeZone)
        : undefined;
  const preview = (receipt: Receipt | undefined, printer: ReceiptPrinter | undefined): SlipPreview | undefined =>
    receipt && printer ? { paperMm: printer.paperMm, rows: layOutReceipt(receipt, printer) } : undefined;
  const find = (id: string) => deps.printers.find((printer) => printer.id === id);

  return {
    status: () => queues.map(({ queue }) => queue.status()),
    traffic: (id) => queues.find(({ printer }) => printer.id === id)?.queue.traffic(),
    testPrint(id) {
      const printer = printers.find((each) => each.id === id);
      if (!printer) return false;
      const nowMs = clock.now();
      return add([
        {
          key: `test:${id}:${nowMs}`,
          printer: id,
          kind: 'test',
          receipt: testSlip(printer, id),
          copy: false,
          createdAtMs: nowMs,
        },
      ]);
    },
    printDayClose(day) {
      const nowMs = clock.now();
      add(
        printers
          .filter((printer) => printer.prints.includes('day_close'))
          .map((printer) => ({
            key: `day_close:${printer.id}:${day.date}:${nowMs}`,
            printer: printer.id,
            kind: 'day_close',
            receipt: dayCloseSlip(day, printer),
            copy: false,
            createdAtMs: nowMs,
          })),
      );
    },
    reprint(chargeId) {
      const charge = desk.get(chargeId);
      if (!charge) return false;
      const nowMs = clock.now();
      return add(
        printers.flatMap((printer): NewPrintJob[] => {
          const receipt = slipOf(charge, printer);
          const kind = charge.status === 'paid' ? 'voucher' : 'in_doubt';
          if (!receipt || !printer.prints.includes(kind)) return [];
          const key = `copy:${printer.id}:${charge.id}:${nowMs}`;
          return [
            {
              key,
              printer: printer.id,
              kind,
              receipt: { ...receipt, openDrawer: false },
              copy: true,
              createdAtMs: nowMs,
            },
          ];
        }),
      );
    },
    previewCharge(chargeId, printerId) {
      const charge = desk.get(chargeId);
      const printer = find(printerId);
      return preview(charge && printer && slipOf(charge, printer), printer);
    },
    previewDayClose(day, printerId) {
      const printer = find(printerId);
      return preview(printer && dayCloseSlip(day, printer), printer);
    },
    async stop() {
      unsubscribe();
      stopping.abort();
      await collecting;
      await Promise.all(queues.map(({ queue }) => queue.stop()));
      skipPast();
    },
  };
}
