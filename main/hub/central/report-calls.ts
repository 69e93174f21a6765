import type { Response } from 'express';
import { chainDayQuerySchema, chainDaySchema, type ChainDay } from '../../contract/chain.ts';
import type { Lang } from '../../contract/faults.ts';
import { shopDay, startOfDayMs } from '../../charge/shop-day.ts';
import { defineOperation, ok, WRITTEN, type Operation } from '../../intake/http/operation.ts';
import { chainDayToCsv } from '../../report/chain-csv.ts';
import { buildDayReport } from '../../report/day.ts';
import { DAY_COLUMNS, dayReportRows, rowsToCsv } from '../../report/day-csv.ts';
import { shopsOf } from './chain-calls.ts';
import type { CentralDeps } from './deps.ts';
import { readOpen } from './queries/charges.ts';
import { readDayCharges, readDayGroups, sumTotals } from './queries/totals.ts';
import { readBridges } from './queries/shops.ts';

const LISTED = 200;

/** The chain's day close, as figures and as sheets. */
export function createReportCalls({ hub, clock }: CentralDeps): Operation[] {
  async function readDay(date: string, shops: readonly string[] | null, lang: Lang): Promise<ChainDay> {
    const [groups, attention, bridges] = await Promise.all([
      readDayGroups(hub, date, shops),
      readOpen(hub, { shops, limit: LISTED, day: date }, lang),
      readBridges(hub, shops),
    ]);
    const dayEnd = new Date(startOfDayMs(date, 1)).toISOString();
    return {
      date,
      time_zone: 'America/Guatemala',
      made_at: new Date(clock.now()).toISOString(),
      totals: sumTotals(groups),
      groups,
      attention,
      missing: bridges.filter(({ trouble, last_seen_at }) => trouble === 'silent' && last_seen_at < dayEnd),
    };
  }

  /** Shop by shop, so that a chain's day need not fit into memory: the lines of each shop's own day close, led by its name. */
  async function streamPayments(res: Response, { date, groups }: ChainDay, gone: AbortSignal): Promise<void> {
    res.write(rowsToCsv([['tienda', ...DAY_COLUMNS]]));
    for (const shop of new Set(groups.map((group) => group.shop))) {
      if (gone.aborted) break;
      const { paid, refunded } = await readDayCharges(hub, date, shop);
      const nameOf = (id: string): string => id;
      const report = buildDayReport({ date, nowMs: clock.now(), paid, refunded, received: [], nameOf });
      res.write(
        rowsToCsv(
          dayReportRows(report).map((row) => [shop, ...row]),
          { bom: false },
        ),
      );
    }
    res.end();
  }

  return [
    defineOperation({
      id: 'getChainDayReport',
      method: 'get',
      path: '/v1/reports/day',
      scope: 'read',
      group: 'chain',
      summary: { es: 'El cierre del día de la cadena', en: "The chain's day close" },
      detail: {
        es: 'format=csv da una línea por terminal, o con lines=payments una por pago y por reembolso. missing nombra los puentes de los que no se ha sabido: su parte puede estar incompleta.',
        en: 'format=csv gives a line for each terminal or, with lines=payments, for each payment and refund. missing names the bridges that were not heard of: their part may be incomplete.',
      },
      query: chainDayQuerySchema,
      answers: { 200: { text: { es: 'El cierre', en: 'The day close' }, schema: chainDaySchema } },
      problems: ['invalid_request', 'hub_database'],
      async handle(call) {
        const { shop, format, lines } = call.query;
        const date = call.query.date ?? shopDay(clock.now());
        const seen = shopsOf(call);
        const shops = shop === undefined ? seen : [shop].filter((each) => seen === null || seen.includes(each));
        const day = await readDay(date, shops, call.lang);
        if (format === 'json') return ok(day);
        const { res } = call;
        res.attachment(`cierre-${shop ?? 'cadena'}-${date}.csv`).type('text/csv; charset=utf-8');
        if (lines === 'totals') res.send(chainDayToCsv(day));
        else await streamPayments(res, day, call.gone());
        return WRITTEN;
      },
    }),
  ];
}
