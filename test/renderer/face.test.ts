import { describe, expect, it } from 'vitest';
import { STATUSES } from '../../main/contract/charge.ts';
import type { TerminalView } from '../../main/contract/status.ts';
import { actionsOf } from '../../renderer/caja/card-actions.ts';
import { faceOf, PAID_SHOWN_MS, resultLine, type Around } from '../../renderer/caja/face.ts';
import { createWords } from '../../renderer/words/i18n.ts';
import { sampleCharge, type Sample } from './sample-charges.ts';

const NOW = Date.parse('2026-11-22T18:00:00Z');
const es = createWords('es').t;
const en = createWords('en').t;
const AROUND: Around = { link: 'live', connection: 'online', nowMs: NOW, diskBlocked: false };
const HOLDS = ['sending', 'pending', 'dispatched', 'in_doubt'];

function terminalWith(sample?: Sample, part: Partial<TerminalView> = {}): TerminalView {
  const charge = sample && sampleCharge(sample, NOW);
  const holds = charge !== undefined && HOLDS.includes(charge.status);
  const queue = charge?.status === 'queued' ? [charge] : [];
  return {
    id: 'trm_caja1',
    alias: 'caja1',
    name: 'Caja 1',
    state: holds ? 'busy' : 'idle',
    charge: holds ? charge : null,
    queued: queue.length,
    queue,
    last: charge?.final ? charge : null,
    ...part,
  };
}

describe('the face of a terminal', () => {
  it.each([
    [{ order_id: 'A', status: 'sending' }, 'busy', 'Enviando'],
    [{ order_id: 'A', status: 'pending' }, 'busy', 'Esperando a la terminal'],
    [{ order_id: 'A', status: 'dispatched' }, 'customer', 'En la terminal, esperando tarjeta'],
    [{ order_id: 'A', status: 'in_doubt' }, 'doubt', 'En duda: no vuelva a cobrar; estamos verificando'],
    [{ order_id: 'A', status: 'paid' }, 'paid', 'Pagado'],
    [
      { order_id: 'A', status: 'declined', failure: { code: 'declined', message: 'Fondos insuficientes.' } },
      'declined',
      'Rechazado: Fondos insuficientes.',
    ],
    [{ order_id: 'A', status: 'expired', failure: { code: 'expired_in_queue' } }, 'ask', '¿El cliente sigue aquí?'],
  ] as const satisfies readonly (readonly [Sample, string, string])[])(
    '%o is shown as %s: %s',
    (sample, tone, title) => {
      expect(faceOf(terminalWith(sample), AROUND, es)).toMatchObject({ tone, title });
    },
  );

  it('is ready when nothing is to be done', () => {
    expect(faceOf(terminalWith(), AROUND, es)).toMatchObject({ tone: 'ready', title: 'Listo para cobrar' });
  });

  it('says that a queued charge waits for the line', () => {
    const terminal = terminalWith({ order_id: 'A', status: 'queued' }, { state: 'waiting' });
    expect(faceOf(terminal, { ...AROUND, connection: 'offline' }, es).title).toBe('Sin conexión: se enviará al volver');
    expect(faceOf(terminal, { ...AROUND, connection: 'key_refused' }, es).title).toBe('Recurrente no acepta la clave');
  });

  it('says of a charge that is tried again why it waits a little, and since when', () => {
    const face = faceOf(
      terminalWith({ order_id: 'A', status: 'queued', again: true, age: 900, changed: 2 }),
      AROUND,
      es,
    );
    expect(face).toMatchObject({ tone: 'busy', title: 'Enviando en un momento', sinceIso: '2026-11-22T17:59:58.000Z' });
    expect(face.step).toContain('no se haya pagado tarde');
    const first = faceOf(terminalWith({ order_id: 'A', status: 'queued', age: 900, changed: 2 }), AROUND, es);
    expect(first).toMatchObject({ step: null, sinceIso: '2026-11-22T17:45:00.000Z' });
  });

  it('shows a result for a minute and then the readiness', () => {
    const terminal = terminalWith({ order_id: 'A', status: 'paid', changed: 0 });
    expect(faceOf(terminal, { ...AROUND, nowMs: NOW + PAID_SHOWN_MS - 1 }, es).tone).toBe('paid');
    expect(faceOf(terminal, { ...AROUND, nowMs: NOW + PAID_SHOWN_MS }, es).tone).toBe('ready');
  });

  it.each(['connecting', 'reconnecting', 'locked'] as const)(
    'shows no good sign while %s, whatever was known',
    (link) => {
      for (const status of STATUSES) {
        const terminal = terminalWith({ order_id: 'A', status });
        // The control: with the line up, each status has a tone of its own.
        expect(faceOf(terminal, AROUND, es).tone).not.toBe('stale');
        expect(faceOf(terminal, { ...AROUND, link }, es)).toMatchObject({ tone: 'stale', title: 'Reconectando' });
        expect(actionsOf(faceOf(terminal, { ...AROUND, link }, es))).toEqual([]);
      }
    },
  );

  it.each(['offline', 'key_missing', 'key_refused'] as const)(
    'is not ready while the connection is %s',
    (connection) => {
      expect(faceOf(terminalWith(), { ...AROUND, connection }, es).tone).toBe('offline');
    },
  );

  it('is not ready while the disk takes nothing', () => {
    expect(faceOf(terminalWith(), { ...AROUND, diskBlocked: true }, es).title).toBe('No se aceptan cobros');
  });

  it('tells the payment as the slip does', () => {
    const charge = sampleCharge({ order_id: 'A', status: 'paid', tip_in_cents: 1200 }, NOW);
    expect(resultLine(charge, es)).toBe('Pagado Q 125.50 · propina Q 12.00 · total Q 137.50 · Visa 4242 · aut. 123456');
    expect(resultLine(charge, en)).toBe('Paid Q 125.50 · tip Q 12.00 · total Q 137.50 · Visa 4242 · auth. 123456');
  });

  it('offers to charge again only what is closed and not paid', () => {
    for (const status of STATUSES) {
      const offered = actionsOf(faceOf(terminalWith({ order_id: 'A', status }), AROUND, es)).map(
        ({ action }) => action,
      );
      const mayRetry = ['declined', 'failed', 'superseded', 'cancelled', 'expired'].includes(status);
      expect([status, offered.includes('retry')]).toEqual([status, mayRetry]);
    }
  });
});
