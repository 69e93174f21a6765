import type { ChainDay } from '../contract/chain.ts';
import { centsToDecimal } from '../contract/money.ts';
import { rowsToCsv } from './day-csv.ts';

const COLUMNS = [
  'fecha',
  'cuenta',
  'tienda',
  'terminal',
  'moneda',
  'pagos',
  'ventas',
  'propinas',
  'reembolsos',
  'monto_reembolsado',
  'neto',
];

/** The day close of a chain as a sheet: a line for each shop's terminal and currency. */
export const chainDayToCsv = ({ date, groups }: ChainDay): string =>
  rowsToCsv([
    COLUMNS,
    ...groups.map((group) => [
      date,
      group.account,
      group.shop,
      group.terminal.alias,
      group.currency,
      group.count,
      centsToDecimal(group.sales_in_cents),
      centsToDecimal(group.tips_in_cents),
      group.refunds_count,
      centsToDecimal(group.refunds_in_cents),
      centsToDecimal(group.net_in_cents),
    ]),
  ]);
