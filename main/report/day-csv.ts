import { stringify } from 'csv-stringify/sync';
import { centsToDecimal } from '../contract/money.ts';
import type { DayReport } from '../contract/report.ts';

export const DAY_COLUMNS = [
  'fecha',
  'hora',
  'terminal',
  'moneda',
  'orden',
  'monto',
  'propina',
  'total',
  'reembolsado',
  'tarjeta',
  'red',
  'autorizacion',
  'cuotas',
  'tipo',
  'dia_de_la_venta',
];

/** The day close as a sheet. */
export const dayReportToCsv = (report: DayReport): string => rowsToCsv([DAY_COLUMNS, ...dayReportRows(report)]);

type Row = readonly (string | number)[];

/**
 * UTF-8 with BOM and CRLF, since it is opened in Excel. Cells that could be formulas are made text, but not negative amounts: a
 * sum passes over text, so that a day of refunds would be missing from the total.
 */
export const rowsToCsv = (rows: readonly Row[], { bom = true } = {}): string =>
  stringify([...rows.map((row) => [...row])], {
    bom,
    record_delimiter: 'windows',
    escape_formulas: true,
    cast: { string: (value) => (/^-\d+\.\d\d$/.test(value) ? { value, escape_formulas: false } : value) },
  });

/** A line for each payment and each refund, in the order of DAY_COLUMNS. */
export function dayReportRows(report: DayReport): Row[] {
  return report.groups.flatMap((group) => [
    ...group.lines.map((line) => [
      report.date,
      line.time,
      group.terminal.alias,
      group.currency,
      line.order_id,
      centsToDecimal(line.amount_in_cents),
      centsToDecimal(line.tip_in_cents),
      centsToDecimal(line.paid_in_cents),
      '',
      line.last4 ?? '',
      line.network ?? '',
      line.auth_code ?? '',
      line.installments ?? '',
      'venta',
      report.date,
    ]),
    // A refund is a line of its own, on the day on which it was made: total less refunded, added up, is the net.
    ...group.refunds.map((refund) => [
      report.date,
      refund.time,
      group.terminal.alias,
      group.currency,
      refund.order_id,
      '',
      '',
      '',
      centsToDecimal(refund.amount_in_cents),
      refund.last4 ?? '',
      '',
      refund.auth_code ?? '',
      '',
      'reembolso',
      refund.paid_on,
    ]),
  ]);
}
