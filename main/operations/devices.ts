import { z } from 'zod';
import type { Devices } from '../devices.ts';
import type { DayReport } from '../contract/report.ts';
import { defineOperation, ok, refuse, type Answer, type Operation } from '../intake/http/server.ts';

interface DeviceCallDeps {
  /** Asked at each call: a changed configuration starts the devices anew. */
  readonly devices: () => Devices;
  readonly dayReport: (date: string | undefined) => DayReport;
}

const printSchema = z
  .strictObject({
    charge_id: z.string({ error: 'text_expected' }).optional(),
    date: z.iso.date({ error: 'time_shape' }).optional(),
  })
  .meta({ id: 'PrintOrder' });

/** The shop's own hardware: its state, the machine's ports, the traffic of one line, tests, copies and previews. */
export function createDeviceOperations({ devices, dayReport }: DeviceCallDeps): Operation[] {
  const idOf = (call: { params: Readonly<Record<string, string>> }): string => call.params['id'] ?? '';
  return [
    defineOperation({
      id: 'listDevices',
      method: 'get',
      path: '/v1/devices',
      scope: 'read',
      group: 'bridge',
      summary: {
        es: 'Líneas seriales, pantallas e impresoras, y cómo están',
        en: 'Serial lines, displays and printers, and how they are',
      },
      answers: { 200: { text: { es: 'Los aparatos', en: 'The devices' } } },
      problems: [],
      handle: () => ok({ data: devices().status() }),
    }),
    defineOperation({
      id: 'listPorts',
      method: 'get',
      path: '/v1/devices/ports',
      scope: 'manage',
      group: 'bridge',
      summary: { es: 'Los puertos seriales de esta computadora', en: "This computer's serial ports" },
      answers: { 200: { text: { es: 'Los puertos', en: 'The ports' } } },
      problems: [],
      handle: async () => ok({ data: await devices().listPorts() }),
    }),
    defineOperation({
      id: 'readTraffic',
      method: 'get',
      path: '/v1/devices/{id}/traffic',
      scope: 'manage',
      group: 'bridge',
      summary: { es: 'Lo último que pasó por una línea, enmascarado', en: 'The latest traffic of a line, masked' },
      answers: { 200: { text: { es: 'Las líneas', en: 'The lines' } } },
      problems: ['not_found'],
      handle(call): Answer {
        const traffic = devices().monitor(idOf(call));
        return traffic ? ok({ data: traffic }) : refuse({ code: 'not_found' }, call.lang);
      },
    }),
    defineOperation({
      id: 'testDevice',
      method: 'post',
      path: '/v1/devices/{id}/test',
      scope: 'manage',
      group: 'bridge',
      summary: { es: 'Prueba una pantalla o imprime una prueba', en: 'Tests a display or prints a test slip' },
      answers: { 200: { text: { es: 'Se envió la prueba', en: 'The test was sent' } } },
      problems: ['not_found'],
      handle: (call): Answer =>
        devices().testDisplay(idOf(call)) || devices().testPrint(idOf(call))
          ? ok({ sent: true })
          : refuse({ code: 'not_found' }, call.lang),
    }),
    defineOperation({
      id: 'printAgain',
      method: 'post',
      path: '/v1/print',
      scope: 'charge',
      group: 'bridge',
      summary: {
        es: 'Imprime otra vez el comprobante de un cobro (COPIA) o el cierre de un día',
        en: "Prints a charge's slip again (COPIA) or a day close",
      },
      request: { schema: printSchema, example: { date: '2026-11-22' } },
      answers: { 200: { text: { es: 'Está en la cola de impresión', en: 'It is in the print queue' } } },
      problems: ['not_found', 'invalid_request'],
      handle(call): Answer {
        const { charge_id: chargeId, date } = call.body;
        if (chargeId === undefined) {
          devices().printDayClose(dayReport(date));
          return ok({ queued: true });
        }
        return devices().reprint(chargeId) ? ok({ queued: true }) : refuse({ code: 'not_found' }, call.lang);
      },
    }),
    defineOperation({
      id: 'previewSlip',
      method: 'get',
      path: '/v1/devices/{id}/preview',
      scope: 'read',
      group: 'bridge',
      summary: {
        es: 'Cómo sale el comprobante de un cobro o el cierre',
        en: "How a charge's slip or the day close comes out",
      },
      query: z.object({ charge_id: z.string().optional(), date: z.iso.date({ error: 'time_shape' }).optional() }),
      answers: { 200: { text: { es: 'Las filas del papel', en: 'The rows of the paper' } } },
      problems: ['not_found', 'invalid_request'],
      handle(call): Answer {
        const { charge_id: chargeId, date } = call.query;
        const preview =
          chargeId === undefined
            ? devices().previewDayClose(dayReport(date), idOf(call))
            : devices().previewCharge(chargeId, idOf(call));
        return preview ? ok(preview) : refuse({ code: 'not_found' }, call.lang);
      },
    }),
  ];
}
