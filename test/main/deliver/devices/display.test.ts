import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customerDisplaySchema } from '../../../../main/contract/devices.ts';
import type { ChargeView } from '../../../../main/contract/charge.ts';
import { STATUSES } from '../../../../main/contract/charge.ts';
import { screenOf } from '../../../../main/deliver/devices/display-text.ts';
import { startDisplay, type Display } from '../../../../main/deliver/devices/display.ts';
import { createPole, type Pole } from '../../../native/display/pole.ts';
import type { Line } from '../../../../native/serial/line.ts';
import { layCable, openEnd, quietDeps, until, type Cable } from '../../../native/serial/pty.ts';
import { createDeskDouble, type DeskDouble } from '../../intake/serial/desk-double.ts';
import { PAID } from './charges.ts';

describe('what the customer reads', () => {
  it('fits into two rows of 20 for every status and the largest amount', () => {
    for (const status of STATUSES)
      for (const row of screenOf({
        ...PAID,
        status,
        currency: 'USD',
        amount_in_cents: 999_999_999,
        paid_in_cents: 999_999_999,
      }))
        expect(row.length).toBeLessThanOrEqual(20);
  });
});

describe.each(['escpos', 'cd5220'] as const)('a customer display on a real port: %s', (dialect) => {
  let cable: Cable;
  let far: Line;
  let pole: Pole;
  let desk: DeskDouble;
  let display: Display;
  const shows = (upper: string, lower: string) =>
    until(
      () => pole.rows[0].trim() === upper && pole.rows[1].trim() === lower,
      `"${upper}" / "${lower}"; it shows ${pole.rows.join(' / ')}`,
    );

  beforeEach(async () => {
    cable = await layCable();
    pole = createPole(dialect);
    far = await openEnd(cable.tillEnd, (bytes) => pole.feed(bytes));
    desk = createDeskDouble();
    display = startDisplay({
      display: customerDisplaySchema.parse({
        id: 'pole',
        path: cable.bridgeEnd,
        dialect,
        welcome: ['Librería El Niño', '¡Bienvenido!'],
        restMs: 500,
      }),
      terminal: 'caja1',
      desk,
      clock: quietDeps.clock,
      line: quietDeps,
      repaintMs: 300,
    });
  });
  afterEach(async () => {
    await display.stop();
    await far.close();
    await cable.remove();
  });
  const order = async (orderId: string): Promise<ChargeView> => {
    await desk.accept({ order_id: orderId, amount_in_cents: 12_550, source: 'serial', terminal: 'caja1' });
    return desk.newest();
  };

  it('welcomes, shows the amount, thanks, and welcomes again', async () => {
    await shows('Librería El Niño', '¡Bienvenido!');
    const { id } = await order('1');
    await shows('Total a pagar', 'Q 125.50');
    desk.settle(id, 'dispatched');
    desk.settle(id, 'paid', { paid_in_cents: 13_805 });
    await shows('¡Gracias!', 'Q 138.05');
    await shows('Librería El Niño', '¡Bienvenido!');
  });

  it('asks for another card when declined, and not to pay again when in doubt', async () => {
    const first = await order('1');
    await shows('Total a pagar', 'Q 125.50');
    desk.settle(first.id, 'declined');
    await shows('Pago no aprobado', 'Intente otra tarjeta');
    await shows('Librería El Niño', '¡Bienvenido!');
    const second = await order('2');
    desk.settle(second.id, 'in_doubt');
    await shows('Verificando su pago', 'No pague de nuevo');
  });

  it('shows a late payment of an earlier customer to nobody', async () => {
    const first = await order('1');
    await shows('Total a pagar', 'Q 125.50');
    desk.settle(first.id, 'declined');
    await shows('Librería El Niño', '¡Bienvenido!');
    desk.settle(first.id, 'paid');
    expect(display.screen()[0].trim()).toBe('Librería El Niño');
  });

  it('is written afresh after it was unplugged, even if it is switched on later than its adapter', async () => {
    await shows('Librería El Niño', '¡Bienvenido!');
    await far.close();
    await cable.cut();
    await until(() => display.status().state === 'lost', 'the loss');
    expect(display.status().problem?.es).toContain('Revise el cable');
    await order('1');
    pole = createPole(dialect);
    await cable.join();
    far = await openEnd(cable.tillEnd, (bytes) => pole.feed(bytes));
    await shows('Total a pagar', 'Q 125.50');
  });
});
