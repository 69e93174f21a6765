import { randomBytes } from 'node:crypto';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

export interface OtlpSettings {
  /** `http://127.0.0.1:4318`, or the whole address of a collector's traces. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly version: string;
  /** Which shop this is. */
  readonly shop: string;
}

/** A stretch of time within a trace, and what happened in it. */
export interface Stretch {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly events: readonly { readonly name: string; readonly atMs: number }[];
}
export interface Trace extends Stretch {
  /** 32 hex digits. */
  readonly traceId: string;
  readonly failed: boolean;
  readonly stretches: readonly Stretch[];
}

const STOP_WITHIN_MS = 2000;

/** Sends whole traces to a collector, in batches and in the background; what cannot be sent is dropped, never waited for. */
export function openOtlp({ endpoint, headers, version, shop }: OtlpSettings) {
  let traceId = '';
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'puente',
      'service.version': version,
      'service.instance.id': shop,
    }),
    // The trace of a charge has one id, however often the bridge was restarted in between.
    idGenerator: { generateTraceId: () => traceId, generateSpanId: () => randomBytes(8).toString('hex') },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: tracesUrl(endpoint), headers: { ...headers }, timeoutMillis: 5000 }),
        scheduledDelayMillis: 1000,
      }),
    ],
  });
  const tracer = provider.getTracer('puente', version);

  return {
    send(told: Trace): void {
      ({ traceId } = told);
      const root = tracer.startSpan(
        told.name,
        { root: true, kind: SpanKind.SERVER, startTime: told.startMs, attributes: { ...told.attributes } },
        ROOT_CONTEXT,
      );
      const within = trace.setSpan(ROOT_CONTEXT, root);
      for (const { name, startMs, endMs, attributes, events } of told.stretches) {
        const span = tracer.startSpan(name, { startTime: startMs, attributes: { ...attributes } }, within);
        for (const event of events) span.addEvent(event.name, event.atMs);
        span.end(endMs);
      }
      if (told.failed) root.setStatus({ code: SpanStatusCode.ERROR });
      root.end(told.endMs);
    },
    async close(): Promise<void> {
      const late = new Promise<void>((resolve) => setTimeout(resolve, STOP_WITHIN_MS).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}
export type Otlp = ReturnType<typeof openOtlp>;

/** A collector's base address gets the path of the OTLP specification; an address with a path is taken as it is. */
function tracesUrl(endpoint: string): string {
  const url = new URL(endpoint);
  if (url.pathname === '/') url.pathname = '/v1/traces';
  return url.href;
}
