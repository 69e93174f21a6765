import { z } from 'zod';
import { alertPageSchema } from '../contract/status.ts';
import type { Views } from '../desk/views.ts';
import { defineOperation, ok, type Operation } from '../intake/http/server.ts';
import type { Store } from '../store/store.ts';

const querySchema = z
  .strictObject({
    before: z.coerce
      .number('invalid')
      .int('invalid')
      .min(1, 'invalid')
      .optional()
      .meta({ description: 'Alerts older than this one' }),
    limit: z.coerce.number('invalid').int('invalid').min(1, 'invalid').max(200, 'invalid').default(50),
  })
  .meta({ id: 'AlertQuery' });

/** `GET /v1/alerts`: every alert there was, newest first, with who saw it and when. */
export const createAlertOperation = ({ store, views }: { store: Store; views: Views }): Operation =>
  defineOperation({
    id: 'listAlerts',
    method: 'get',
    path: '/v1/alerts',
    scope: 'read',
    group: 'bridge',
    summary: { es: 'Todas las alertas, lo más nuevo primero', en: 'Every alert, newest first' },
    detail: {
      es: 'También las que ya se vieron y las que se resolvieron solas, como una falta de conexión.',
      en: 'Those that were seen and those that ended by themselves, as an outage does, are there too.',
    },
    query: querySchema,
    answers: { 200: { text: { es: 'Las alertas', en: 'The alerts' }, schema: alertPageSchema } },
    problems: ['invalid_request'],
    handle(call) {
      const { before = Number.MAX_SAFE_INTEGER, limit } = call.query;
      const lines = store.alerts.before(before, limit);
      return ok({
        data: lines.map((line) => views.alertEntry(line, call.lang)),
        next_before: lines.length === limit ? (lines.at(-1)?.id ?? null) : null,
      });
    },
  });
