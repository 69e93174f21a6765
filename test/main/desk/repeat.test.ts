import { describe, expect, it } from 'vitest';
import { describeProblem } from '../../../main/contract/problems.ts';
import { openRig } from '../dispatch/open-rig.ts';
import type { Rig } from '../dispatch/rig.ts';

/** An order that waits behind another one, moved to the next terminal by a person. */
async function openMoved(): Promise<Rig> {
  const rig = await openRig();
  rig.order('F0');
  await rig.untilStatus('F0', 'dispatched');
  rig.order('F1');
  move(rig, 'caja2');
  return rig;
}
function move(rig: Rig, to: string): void {
  expect(rig.changes().move(rig.facts('F1').id, to, 'Ana').kind).toBe('ok');
}
async function payMoved(rig: Rig): Promise<void> {
  await rig.untilShown('F1', 2);
  rig.terminal(2).approve();
  await rig.untilStatus('F1', 'paid', 30_000);
}
const onTerminal = (rig: Rig, terminal: string): string => {
  const answer = rig.order('F1', { terminal });
  return answer.kind === 'refused' ? answer.problem.code : answer.kind;
};
/** The refusal as the ERP reads it. */
function refusalOf(rig: Rig, more: Parameters<Rig['order']>[1], lang: 'es' | 'en' = 'es'): string {
  const answer = rig.order('F1', more);
  if (answer.kind !== 'refused') throw new Error(`not refused: ${answer.kind}`);
  return describeProblem(answer.problem, lang).detail;
}

describe('an order that comes again after its charge was moved', () => {
  it('is the same order by the terminal that was asked for and by the one it is on; by a third it is not', async () => {
    const rig = await openMoved();
    for (const look of ['queued', 'paid']) {
      expect([look, onTerminal(rig, 'caja1')]).toEqual([look, 'existing']);
      expect([look, onTerminal(rig, 'caja2')]).toEqual([look, 'existing']);
      expect([look, onTerminal(rig, 'caja3')]).toEqual([look, 'order_conflict']);
      if (look === 'queued') await payMoved(rig);
    }
    await rig.restart();
    expect(onTerminal(rig, 'caja1')).toBe('existing');
    expect(rig.payments('F1')).toBe(1);
  });

  it('control: one that was never moved is a conflict by another terminal', async () => {
    const rig = await openRig();
    rig.order('F1');
    expect(onTerminal(rig, 'caja2')).toBe('order_conflict');
  });

  it('remembers the first terminal over several moves, and not those in between', async () => {
    const rig = await openMoved();
    move(rig, 'caja3');
    expect(['caja1', 'caja2', 'caja3'].map((terminal) => onTerminal(rig, terminal))).toEqual([
      'existing',
      'order_conflict',
      'existing',
    ]);
  });

  it('takes a new amount where it was moved to, and a terminal that was named anew from then on', async () => {
    const rig = await openMoved();
    const raised = rig.order('F1', { amount_in_cents: 20_000, replace: true });
    expect(raised).toMatchObject({
      kind: 'replaced',
      charge: { terminal: { alias: 'caja2' }, amount_in_cents: 20_000 },
    });
    expect(rig.order('F1', { amount_in_cents: 20_000 }).kind).toBe('existing');
    const elsewhere = rig.order('F1', { amount_in_cents: 20_000, terminal: 'caja3', replace: true });
    expect(elsewhere).toMatchObject({ kind: 'replaced', charge: { terminal: { alias: 'caja3' } } });
    expect(rig.order('F1', { amount_in_cents: 20_000 }).kind).toBe('refused');
  });
});

describe('an order that comes again with other data is told what to do by how its charge stands', () => {
  const other = { amount_in_cents: 20_000, terminal: 'caja2', installments: 3 };
  const ES =
    'La orden F1 ya existe con diferencias: monto Q 100.00 → Q 200.00; terminal caja1 → caja2; cuotas: sin → 3.';
  const EN = 'Order F1 exists and differs: amount Q 100.00 → Q 200.00; terminal caja1 → caja2; instalments: none → 3.';

  it.each([
    ['queued', async () => undefined, /"replace": true.*otro número solo si es otra venta/, /"replace": true/],
    ['pending', async (rig: Rig) => rig.untilStatus('F1', 'pending'), /No vuelva a cobrar/, /Do not charge again/],
    ['in_doubt', walkAway, /No vuelva a cobrar/, /Do not charge again/],
    ['paid', pay, /Ya está pagada.*no vuelva a cobrar/i, /paid.*do not charge again/i],
    ['declined', decline, /No se pagó.*"replace": true/, /not paid.*"replace": true/],
  ] as const)(
    'other money, terminal or instalments are a conflict, told by how its charge stands: %s',
    async (status, reach, es, en) => {
      const rig = await openRig();
      if (status === 'pending') rig.terminal().power(false);
      rig.order('F1');
      await reach(rig);
      expect(rig.charge('F1').status).toBe(status);
      const [spanish, english] = [refusalOf(rig, other), refusalOf(rig, other, 'en')];
      expect(spanish.slice(0, ES.length)).toBe(ES);
      expect(spanish.slice(ES.length)).toMatch(es);
      expect(english.slice(0, EN.length)).toBe(EN);
      expect(english.slice(EN.length)).toMatch(en);
      // Another number is for another sale, and never for one that is or may be paid.
      expect(spanish).not.toMatch(/[Uu]se otro número (?!solo si es otra venta)/);
      const mayBePaid = !['queued', 'declined'].includes(status);
      expect(/"replace"/.test(spanish)).toBe(!mayBePaid);
    },
  );

  it('of a payment of weeks ago: by its days', async () => {
    const rig = await openRig();
    rig.order('F1');
    await pay(rig);
    await rig.clock.suspend(31 * 24 * 3_600_000);
    expect(refusalOf(rig, {})).toMatch(/: pagada el 2026-11-22, pedida el 2026-12-23\. Ya está pagada/);
    expect(refusalOf(rig, {}, 'en')).toMatch(/: paid on 2026-11-22, asked for on 2026-12-23\. /);
  });

  it('in words in the journal too', async () => {
    const rig = await openRig();
    rig.order('F0');
    await rig.untilStatus('F0', 'dispatched');
    rig.order('F1');
    rig.order('F1', { ...other, replace: true });
    expect(rig.lines('F1').at(-1)).toBe(
      'La orden cambió: monto Q 100.00 → Q 200.00; terminal caja1 → caja2; cuotas: sin → 3.',
    );
    expect(rig.lines('F1', 'en').at(-1)).toBe(
      'The order changed: amount Q 100.00 → Q 200.00; terminal caja1 → caja2; instalments: none → 3.',
    );
  });
});

async function pay(rig: Rig): Promise<void> {
  await rig.untilShown('F1');
  rig.terminal().approve();
  await rig.untilStatus('F1', 'paid', 30_000);
}
async function decline(rig: Rig): Promise<void> {
  await rig.untilShown('F1');
  rig.terminal().decline();
  await rig.untilStatus('F1', 'declined', 30_000);
}
async function walkAway(rig: Rig): Promise<void> {
  await rig.untilStatus('F1', 'dispatched');
  rig.terminal().walkAway();
  await rig.untilStatus('F1', 'in_doubt', 300_000);
}

describe('an order that is replaced brings its details along', () => {
  const details = {
    description: 'Mesa 4',
    metadata: { cajero: '8' },
    callback_url: 'http://127.0.0.1:9000/nuevo',
    expires_in: 60,
  };
  const FIRST = { description: 'Mesa 3', metadata: { cajero: '7' }, callback_url: 'http://127.0.0.1:9000/viejo' };
  const factsOf = (rig: Rig): unknown => {
    const { description, metadata, callbackUrl, expireAfterMs } = rig.facts('F1');
    return [description, metadata, callbackUrl, expireAfterMs];
  };
  const TAKEN = ['Mesa 4', { cajero: '8' }, 'http://127.0.0.1:9000/nuevo', 60_000];
  const KEPT = ['Mesa 3', { cajero: '7' }, 'http://127.0.0.1:9000/viejo', 900_000];

  it.each([
    ['with another amount', { amount_in_cents: 20_000 }],
    ['by themselves', {}],
  ])('%s', async (_name, terms) => {
    const rig = await openRig();
    rig.order('F0');
    await rig.untilStatus('F0', 'dispatched');
    rig.order('F1', FIRST);
    await rig.pass(5000);
    expect(rig.order('F1', { ...terms, ...details, replace: true }).kind).toBe('replaced');
    expect(factsOf(rig)).toEqual(TAKEN);
    expect(rig.facts('F1').expiresAtMs).toBe(rig.clock.now() + 60_000);
    expect(rig.lines('F1').at(-1)).toMatch(
      /descripción; metadatos; dirección de avisos; segundos de espera en la fila 900 → 60\.$/,
    );
    expect(rig.lines('F1', 'en').at(-1)).toMatch(/seconds of waiting in the queue 900 → 60\.$/);
    // The same once more changes nothing, and leaves no line.
    const lines = rig.kinds('F1');
    expect(rig.order('F1', { ...terms, ...details, replace: true }).kind).toBe('existing');
    expect(rig.kinds('F1')).toEqual(lines);
    await rig.restart();
    expect(factsOf(rig)).toEqual(TAKEN);
  });

  it('control: without replace the first ones stay, and so does what a replacement does not name', async () => {
    const rig = await openRig();
    rig.order('F1', FIRST);
    expect(rig.order('F1', details).kind).toBe('existing');
    expect(rig.order('F1', { replace: true }).kind).toBe('existing');
    expect(factsOf(rig)).toEqual(KEPT);
  });

  it('also where the terms can no longer change: a payment under way or made is not touched', async () => {
    const rig = await openRig();
    rig.order('F1', FIRST);
    await rig.untilStatus('F1', 'dispatched');
    expect(rig.order('F1', { ...details, replace: true })).toMatchObject({
      kind: 'replaced',
      charge: { status: 'dispatched' },
    });
    await pay(rig);
    const { description, paid } = rig.charge('F1');
    expect([description, paid]).toEqual(['Mesa 4', true]);
    expect(rig.order('F1', { description: 'Mesa 5', replace: true })).toMatchObject({ charge: { paid: true } });
    expect(rig.charge('F1').paid_at).not.toBeNull();
    expect(rig.commands()).toEqual(['tienda-F1-1 consumed']);
  });
});
