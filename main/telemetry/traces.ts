import { createHash } from 'node:crypto';
import type { Charge } from '../charge/charge.ts';
import { endsCharge } from '../charge/story.ts';
import type { Config } from '../contract/config.ts';
import type { JournalLine } from '../store/journal.ts';
import type { Store } from '../store/store.ts';
import type { Otlp, Stretch, Trace } from './otlp.ts';

export interface TracesDeps {
  readonly store: Pick<Store, 'charges' | 'journal' | 'onCommit'>;
  readonly config: () => Config;
  readonly version: string;
  /** Called before the first connection is made. */
  readonly beforeConnecting: () => void;
  readonly log: { info(fields: object, message: string): void; error(fields: object, message: string): void };
}

/**
 * One trace for each charge, from accepting it to its end, made from its journal when it has ended: a crash in between loses
 * nothing of it, and nothing is measured while a charge is on its way. Off unless an endpoint is configured.
 */
export function createTraces({ store, config, version, beforeConnecting, log }: TracesDeps) {
  let otlp: Otlp | undefined;
  let openFor = '';
  let changing: Promise<void> = Promise.resolve();

  async function apply(): Promise<void> {
    const { telemetry, externalIdPrefix: shop } = config();
    const wanted = JSON.stringify([telemetry, shop]);
    if (wanted === openFor) return;
    openFor = wanted;
    await otlp?.close();
    otlp = undefined;
    if (telemetry.otlpEndpoint === undefined) return;
    beforeConnecting();
    // Loaded only where it is wanted: it is not small.
    const { openOtlp } = await import('./otlp.ts');
    otlp = openOtlp({ endpoint: telemetry.otlpEndpoint, headers: telemetry.headers, version, shop });
    log.info({ endpoint: new URL(telemetry.otlpEndpoint).origin }, 'sending traces');
  }

  const stopListening = store.onCommit((lines) => {
    if (!otlp) return;
    try {
      for (const line of lines) {
        const story = line.chargeId === null ? [] : store.journal.ofCharge(line.chargeId);
        const charge = endsCharge(story, line) ? store.charges.get(line.chargeId ?? '') : undefined;
        if (charge) otlp.send(traceOf(charge, story, line));
      }
    } catch (error) {
      log.error({ err: error }, 'a trace could not be made');
    }
  });

  const refresh = (): Promise<void> =>
    (changing = changing
      .then(apply)
      .catch((error: unknown) => log.error({ err: error }, 'traces could not be opened')));
  return {
    refresh,
    async stop(): Promise<void> {
      stopListening();
      await changing;
      await otlp?.close();
    },
  };
}

/** Each stay in a status is a stretch; the journal's lines are its events. Nothing of the card, and no amounts. */
function traceOf(charge: Charge, story: readonly JournalLine[], end: JournalLine): Trace {
  const lines = story.filter((line) => line.seq <= end.seq && line.status !== null);
  const stretches: Stretch[] = [];
  for (const [index, line] of lines.entries()) {
    const endMs = lines[index + 1]?.atMs ?? line.atMs;
    const last = stretches.at(-1);
    const event = { name: line.kind, atMs: line.atMs };
    if (last?.name === line.status) stretches.splice(-1, 1, { ...last, endMs, events: [...last.events, event] });
    else if (line.status !== null)
      stretches.push({ name: line.status, startMs: line.atMs, endMs, attributes: {}, events: [event] });
  }
  return {
    name: 'charge',
    traceId: createHash('sha256').update(charge.id).digest('hex').slice(0, 32),
    startMs: charge.createdAtMs,
    endMs: Math.max(charge.createdAtMs, end.atMs),
    failed: charge.status !== 'paid',
    attributes: {
      'puente.charge_id': charge.id,
      'puente.order_id': charge.orderId,
      'puente.status': charge.status,
      'puente.source': charge.source,
      'puente.terminal_id': charge.terminalId,
      'puente.attempts': charge.attempts.length,
    },
    events: [],
    stretches,
  };
}
