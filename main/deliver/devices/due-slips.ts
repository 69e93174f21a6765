import type { ChargeView } from '../../contract/charge.ts';
import type { Desk } from '../../contract/desk.ts';
import type { ReceiptPrinter } from '../../contract/devices.ts';
import type { NewPrintJob, PrintJobStore } from '../../contract/print-jobs.ts';
import { inDoubtSlip, voucher } from './receipts.ts';

export const printsFor = (printer: ReceiptPrinter, charge: ChargeView): boolean =>
  printer.terminals.length === 0 ||
  printer.terminals.includes(charge.terminal.alias) ||
  printer.terminals.includes(charge.terminal.id);

/** The slips that a charge's state calls for, on every printer that prints them. */
export function slipsOf(
  charge: ChargeView,
  printers: readonly ReceiptPrinter[],
  timeZone: string,
  atMs: number,
): NewPrintJob[] {
  return printers
    .filter((printer) => printsFor(printer, charge))
    .flatMap((printer): NewPrintJob[] => {
      const job = { printer: printer.id, copy: false, createdAtMs: atMs };
      if (charge.status === 'paid' && printer.prints.includes('voucher'))
        return [
          {
            ...job,
            kind: 'voucher',
            key: `voucher:${printer.id}:${charge.id}`,
            receipt: voucher(charge, printer, timeZone),
          },
        ];
      // Once per attempt: a charge may fall into doubt again after a retry.
      if (charge.status === 'in_doubt' && printer.prints.includes('in_doubt'))
        return [
          {
            ...job,
            kind: 'in_doubt',
            key: `in_doubt:${printer.id}:${charge.id}:${charge.attempts.length}`,
            receipt: inDoubtSlip(charge, printer, timeZone),
          },
        ];
      return [];
    });
}

const BATCH = 200;

/**
 * Turns the journal's news into print jobs, from where it left off, so that no restart loses a slip. The very first start begins
 * at the present: nobody wants last year's vouchers.
 */
export function collectDueSlips(
  desk: Pick<Desk, 'newsSince' | 'lastSeq'>,
  store: PrintJobStore,
  printers: readonly ReceiptPrinter[],
  timeZone: string,
  nowMs: number,
): void {
  let seq = store.cursor();
  if (seq === null) {
    store.add([], desk.lastSeq());
    return;
  }
  for (;;) {
    const news = desk.newsSince(seq, BATCH);
    const last = news.at(-1);
    if (!last) return;
    const jobs = news.flatMap((line) =>
      line.event === 'charge' ? slipsOf(line.charge, printers, timeZone, nowMs) : [],
    );
    store.add(jobs, last.seq);
    seq = last.seq;
  }
}
