import {
  compareRequestSchema,
  dayComparisonSchema,
  type CompareRequest,
  type DayComparison,
} from '../contract/comparison.ts';
import type { Lang } from '../contract/faults.ts';
import { defineOperation, ok, refuse, type Operation } from '../intake/http/server.ts';

/** Ten exports of a day, base64. */
const FILES_MAX_BYTES = 16 * 1024 * 1024;

/** `POST /v1/reports/day/compare`: the ERP, the bridge and Recurrente, order by order. Nothing is charged, kept or moved. */
export const createDayCompareOperation = (
  compare: (request: CompareRequest, lang: Lang) => Promise<DayComparison>,
): Operation =>
  defineOperation({
    id: 'compareDay',
    method: 'post',
    path: '/v1/reports/day/compare',
    scope: 'read',
    group: 'bridge',
    summary: {
      es: 'El cuadre del día: ERP, puente y Recurrente',
      en: 'The day in three books: ERP, bridge and Recurrente',
    },
    detail: {
      es: 'Compara la exportación del ERP (enviada aquí, o de la carpeta dayClose.folder) con lo que el puente tiene por pagado y con los pagos que muestra Recurrente. No cobra ni guarda nada.',
      en: "Compares the ERP's export (sent here, or of the folder dayClose.folder) with what the bridge holds as paid and with the payments that Recurrente shows. Nothing is charged or kept.",
    },
    request: {
      schema: compareRequestSchema,
      example: {
        date: '2026-11-22',
        files: [{ name: 'ventas.csv', content_base64: 'RmFjdHVyYSxUb3RhbApGQUMtMSwxMjUuNTAK' }],
      },
      maxBytes: FILES_MAX_BYTES,
    },
    answers: { 200: { text: { es: 'El cuadre', en: 'The comparison' }, schema: dayComparisonSchema } },
    problems: ['invalid_request', 'file_unreadable'],
    async handle(call) {
      try {
        return ok(await compare(call.body, call.lang));
      } catch (error) {
        const { code, path, message } = error as NodeJS.ErrnoException;
        // The folder is of the configuration: a drive that is not there is no fault of the program.
        if (code === undefined || path === undefined) throw error;
        return refuse({ code: 'file_unreadable', params: { file: path, reason: message } }, call.lang);
      }
    },
  });
