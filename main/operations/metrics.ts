import { defineOperation, WRITTEN, type Operation } from '../intake/http/server.ts';
import type { Metrics } from '../metrics/metrics.ts';

/** `GET /metrics`, for Prometheus, with a key that may read. */
export function createMetricsOperation(metrics: Pick<Metrics, 'read' | 'contentType'>): Operation {
  return defineOperation({
    id: 'getMetrics',
    method: 'get',
    path: '/metrics',
    scope: 'read',
    group: 'bridge',
    summary: { es: 'Medidas para Prometheus', en: 'Metrics for Prometheus' },
    answers: { 200: { text: { es: 'El texto de Prometheus', en: "Prometheus' text" } } },
    problems: [],
    async handle(call) {
      const text = await metrics.read();
      // Set with setHeader, because express would move the charset.
      call.res.setHeader('Content-Type', metrics.contentType);
      call.res.end(text);
      return WRITTEN;
    },
  });
}
