import type { Config } from '../contract/config.ts';
import type { Clock } from '../contract/clock.ts';
import { dayQuerySchema, dayReportSchema } from '../contract/report.ts';
import { shopDay } from '../desk/shop-day.ts';
import type { Views } from '../desk/views.ts';
import { defineOperation, ok, WRITTEN, type Operation } from '../intake/http/server.ts';
import { buildDayReport, dayBounds } from '../report/day.ts';
import { dayReportToCsv } from '../report/day-csv.ts';
import type { Store } from '../store/store.ts';

interface DayDeps {
  readonly store: Store;
  readonly views: Views;
  readonly config: () => Config;
  readonly clock: Clock;
}

/** `GET /v1/reports/day?date=2026-11-22&format=json|csv`. */
export function createDayReportOperation({ store, views, config, clock }: DayDeps): Operation {
  return defineOperation({
    id: 'getDayReport',
    method: 'get',
    path: '/v1/reports/day',
    scope: 'read',
    group: 'bridge',
    summary: { es: 'El cierre del día', en: 'The day close' },
    query: dayQuerySchema,
    answers: { 200: { text: { es: 'El cierre', en: 'The day close' }, schema: dayReportSchema } },
    problems: ['invalid_request'],
    handle(call) {
      const date = call.query.date ?? shopDay(clock.now());
      const { fromMs, toMs } = dayBounds(date);
      const report = buildDayReport({
        date,
        nowMs: clock.now(),
        paid: store.charges.paidBetween(fromMs, toMs).map((charge) => views.charge(charge, call.lang)),
        received: store.charges.receivedBetween(fromMs, toMs).map((charge) => views.charge(charge, call.lang)),
        nameOf: (id) => config().terminals.find((terminal) => terminal.id === id)?.name ?? id,
      });
      if (call.query.format !== 'csv') return ok(report);
      call.res.attachment(`cierre-${date}.csv`).type('text/csv; charset=utf-8').send(dayReportToCsv(report));
      return WRITTEN;
    },
  });
}
