import { printBytes, type PrintResult } from '../../../native/printer/print.ts';
import { receiptBytes } from '../../../native/printer/receipt-bytes.ts';
import type { PrinterPort } from '../../../native/printer/session.ts';
import type { Clock } from '../../contract/clock.ts';
import type { DeviceStatus, ReceiptPrinter, TrafficLine } from '../../contract/devices.ts';
import type { PrintJob, PrintJobStore } from '../../contract/print-jobs.ts';
import { asCopy } from './receipts.ts';

export interface PrintQueueDeps {
  readonly printer: ReceiptPrinter;
  readonly port: PrinterPort;
  readonly store: PrintJobStore;
  readonly clock: Clock;
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  readonly retryMs?: number;
  readonly answerMs?: number;
}

/** Prints one printer's jobs in order, one at a time, for as long as it takes. */
export interface PrintQueue {
  /** There may be a new job. */
  wake(): void;
  status(): DeviceStatus;
  traffic(): readonly TrafficLine[];
  stop(): Promise<void>;
}

const FAREWELL_MS = 2000;

const PROBLEMS = {
  no_paper: {
    es: 'La impresora no tiene papel o está abierta. Ponga papel: lo pendiente se imprime solo.',
    en: 'The printer is out of paper or open. Load paper: what waits prints by itself.',
  },
  unreachable: {
    es: 'La impresora no responde. Revise que esté encendida y el cable o la red; lo pendiente se imprime solo.',
    en: 'The printer does not answer. Check its power and its cable or network; what waits prints by itself.',
  },
} as const;

export function createPrintQueue(deps: PrintQueueDeps): PrintQueue {
  const { printer, port, store, clock, log, retryMs = 5000 } = deps;
  const stopping = new AbortController();
  let state: DeviceStatus['state'] = 'idle';
  let bell = new AbortController();

  /** What a job looks like on paper now: a job that was begun before may be on paper already, and says so. */
  const bytesOf = (job: PrintJob): Uint8Array =>
    receiptBytes(job.copy || job.startedAtMs !== null ? asCopy(job.receipt) : job.receipt, printer);

  async function print(job: PrintJob): Promise<PrintResult> {
    state = 'printing';
    return printBytes(port, bytesOf(job), {
      // A device file is opened for writing alone: who asks there waits for ever.
      asks: printer.status === 'ask' && printer.via.kind !== 'device',
      stopped: stopping.signal,
      onStart: () => store.markStarted(job.id, clock.now()),
      onPaperOut: () => (state = 'no_paper'),
      ...(deps.answerMs === undefined ? {} : { answerMs: deps.answerMs }),
    });
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      bell = new AbortController();
      const job = store.next(printer.id);
      if (!job) {
        state = 'idle';
        // Woken by a new job; looks by itself now and then all the same.
        await clock.sleep(60_000, AbortSignal.any([bell.signal, stopping.signal]));
        continue;
      }
      const result = await print(job);
      if (result.kind === 'printed') {
        store.markPrinted(job.id, clock.now());
        log.info({ printer: printer.id, job: job.key }, 'printed');
        continue;
      }
      state = result.kind === 'untouched' ? result.why : 'unreachable';
      log.warn(
        { printer: printer.id, job: job.key, reason: result.reason, begun: result.kind === 'uncertain' },
        'not printed',
      );
      await clock.sleep(retryMs, stopping.signal);
    }
  }
  const running = (async () => {
    while (!stopping.signal.aborted)
      try {
        await run();
      } catch (error) {
        // A full disk, a row that cannot be read: the queue stays, and says so in the log.
        log.warn({ printer: printer.id, error: String(error) }, 'the print queue met an error');
        state = 'unreachable';
        await clock.sleep(retryMs, stopping.signal);
      }
  })();

  return {
    wake: () => bell.abort(),
    status: () => ({
      id: printer.id,
      kind: 'printer',
      state,
      problem: state === 'no_paper' || state === 'unreachable' ? PROBLEMS[state] : null,
      waitingJobs: store.waiting(printer.id),
    }),
    traffic: () => port.traffic(),
    async stop() {
      stopping.abort();
      // A slip under way may end, so that it need not be printed again as a copy; a printer that is gone is not waited for.
      await Promise.race([running, clock.sleep(FAREWELL_MS)]);
      await port.close();
      await running;
    },
  };
}
