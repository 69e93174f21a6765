import { dayQuerySchema, dayReportSchema, type DayReport } from '../contract/report.ts';
import type { Lang } from '../contract/faults.ts';
import { defineOperation, ok, WRITTEN, type Operation } from '../intake/http/server.ts';
import { dayReportToCsv } from '../report/day-csv.ts';

/** `GET /v1/reports/day?date=2026-11-22&format=json|csv`. */
export function createDayReportOperation(dayReport: (date: string | undefined, lang: Lang) => DayReport): Operation {
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
      const report = dayReport(call.query.date, call.lang);
      if (call.query.format !== 'csv') return ok(report);
      call.res.attachment(`cierre-${report.date}.csv`).type('text/csv; charset=utf-8').send(dayReportToCsv(report));
      return WRITTEN;
    },
  });
}
