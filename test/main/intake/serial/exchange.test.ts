import { describe, expect, it } from 'vitest';
import { createExchange, type Exchange } from '../../../../main/intake/serial/exchange.ts';
import type { RefundView } from '../../../../main/contract/charge.ts';
import { serialProfileSchema, type SerialProfile } from '../../../../main/contract/serial-profile.ts';
import { shippedProfiles, findProfile } from '../../../../native/serial/profiles.ts';
import { createDeskDouble, type DeskDouble } from './desk-double.ts';
import { createTill, sentencesOf, type Till } from './till.ts';
import { createVirtualClock, settleTurns, type VirtualClock } from './virtual-clock.ts';

interface Scene {
  readonly clock: VirtualClock;
  readonly desk: DeskDouble;
  readonly till: Till;
  readonly exchange: Exchange;
  readonly closedDays: string[];
  readonly say: ReturnType<typeof sentencesOf>;
  readonly profile: SerialProfile;
  /** Everything the till heard since the last look. */
  heard(): Promise<string[]>;
}

const profileNamed = (id: string): SerialProfile => {
  const profile = findProfile(id);
  if (!profile) throw new Error(id);
  return profile;
};

interface Wishes {
  readonly autoAck?: boolean;
  readonly profile?: Partial<SerialProfile>;
  readonly desk?: DeskDouble;
  readonly clock?: VirtualClock;
  readonly orderId?: string;
}

function stage(id = 'transbank-cents', wishes: Wishes = {}): Scene {
  const profile = { ...profileNamed(id), ...wishes.profile };
  const clock = wishes.clock ?? createVirtualClock();
  const desk = wishes.desk ?? createDeskDouble(clock);
  const closedDays: string[] = [];
  let seen = 0;
  const exchange: Exchange = createExchange({
    port: { id: 'com1', terminal: 'caja1', orderId: wishes.orderId ?? '{port}-{date}-{ticket}' },
    profile,
    desk,
    clock,
    timeZone: 'America/Guatemala',
    write: (bytes) => till.hear(bytes),
    log: { info: () => undefined, warn: () => undefined },
    onDayClosed: (day) => closedDays.push(day),
  });
  const till = createTill(profile, (bytes) => exchange.receive(bytes, clock.now()), wishes.autoAck ?? true);
  return {
    clock,
    desk,
    till,
    exchange,
    closedDays,
    profile,
    say: sentencesOf(profile),
    async heard() {
      await settleTurns();
      const news = till.seen.slice(seen);
      seen = till.seen.length;
      return news;
    },
  };
}

const TRANSBANK = 'transbank-cents';

describe.each(shippedProfiles().map((profile) => [profile.id]))('a till speaking %s', (id) => {
  it('is answered after the payment, and acknowledged only after the commit', async () => {
    const scene = stage(id);
    let commit = (): void => undefined;
    scene.desk.beforeCommit = () => new Promise((resolve) => (commit = resolve));
    scene.till.ask(scene.say.sale('000123', 12_500));
    expect(await scene.heard()).toEqual([]);
    commit();
    expect(await scene.heard()).toEqual([scene.say.ack]);
    expect(scene.desk.newest()).toMatchObject({
      amount_in_cents: 12_500,
      order_id: 'com1-20261122-000123',
      source: 'serial',
      metadata: { serial_port: 'com1', ticket: '000123' },
    });
    scene.desk.settle('chg-1', 'pending');
    scene.desk.settle('chg-1', 'dispatched');
    expect(await scene.heard()).toEqual([]);
    scene.desk.settle('chg-1', 'paid');
    const [answer = ''] = await scene.heard();
    const fields = answer.split(scene.profile.separator);
    expect(fields).toContain(scene.profile.codes.paid);
    expect(fields).toContain('000123');
    expect(fields).toContain('4242');
    expect(fields).toContain('123456');
    expect(fields).toContain({ cents: '12500', units: '125', decimal: '125.00' }[scene.profile.amount.unit]);
  });

  it('hears declined, cancelled and in doubt as different codes, without any proof of payment', async () => {
    const codes = new Set<string>();
    for (const status of ['paid', 'declined', 'cancelled', 'in_doubt'] as const) {
      const scene = stage(id);
      scene.till.ask(scene.say.sale('1', 5_000));
      await scene.heard();
      scene.desk.settle('chg-1', status, status === 'paid' ? {} : { auth_code: '999999' });
      const [answer = ''] = await scene.heard();
      codes.add(answer.split(scene.profile.separator)[1] ?? '');
      expect(answer.includes('123456')).toBe(status === 'paid');
      expect(answer).not.toContain('999999');
    }
    expect(codes.size).toBe(4);
  });

  it('gets one charge and one answer for a request that is sent three times', async () => {
    const scene = stage(id);
    scene.till.ask(scene.say.sale('7', 5_000));
    scene.till.ask(scene.say.sale('7', 5_000));
    expect(await scene.heard()).toEqual([scene.say.ack, scene.say.ack]);
    scene.desk.settle('chg-1', 'paid');
    const [first] = await scene.heard();
    scene.till.ask(scene.say.sale('7', 5_000));
    expect(await scene.heard()).toEqual([scene.say.ack, first]);
    expect(scene.desk.charges()).toHaveLength(1);
  });

  it('learns the truth of the last sale, the totals and the close', async () => {
    const scene = stage(id);
    const code = async (question: string) => {
      scene.till.ask(question);
      const [ack, answer = ''] = await scene.heard();
      expect(ack).toBe(scene.say.ack);
      return answer.split(scene.profile.separator);
    };
    expect(await code(scene.say.last)).toContain(scene.profile.codes.none);
    scene.till.ask(scene.say.sale('1', 5_000));
    await scene.heard();
    // The till gave up waiting and asks: the sale is open, and that is what it is told.
    expect(await code(scene.say.last)).toContain(scene.profile.codes.in_doubt);
    expect(await code(scene.say.close)).toContain(scene.profile.codes.not_yet);
    expect(scene.closedDays).toEqual([]);
    scene.desk.settle('chg-1', 'paid', { paid_in_cents: 5_500, tip_in_cents: 500 });
    expect(await scene.heard()).toEqual([]);
    expect(await code(scene.say.last)).toContain(scene.profile.codes.paid);
    const totals = await code(scene.say.totals);
    expect(totals.slice(-2)).toEqual([
      '1',
      { cents: '5000', units: '50', decimal: '50.00' }[scene.profile.amount.unit],
    ]);
    expect(await code(scene.say.close)).toContain(scene.profile.codes.done);
    expect(scene.closedDays).toEqual(['2026-11-22']);
  });
});

const refund = (status: RefundView['status']): { refund: RefundView } => ({
  refund: {
    id: 're_1',
    status,
    amount_in_cents: 5_000,
    requested_at: '2026-11-22T18:00:00.000Z',
    closed_at: status === 'succeeded' || status === 'failed' ? '2026-11-22T18:01:00.000Z' : null,
    failure: null,
  },
});
/** The code and the proof in what a till is told of the last sale, of its ticket sent again, and of the day. */
async function toldOf(scene: Scene, ticket: string, cents: number) {
  const ask = async (question: string): Promise<string[]> => {
    scene.till.ask(question);
    return ((await scene.heard()).at(-1) ?? '').split(scene.profile.separator);
  };
  const [last, again, totals] = [
    await ask(scene.say.last),
    await ask(scene.say.sale(ticket, cents)),
    await ask(scene.say.totals),
  ];
  const proof = [...last, ...again].some((field) => field === '123456' || field === '4242');
  return { codes: [last[1], again[1]], proof, totals: totals.slice(-2) };
}

describe.each(shippedProfiles().map((profile) => [profile.id]))('a sale that was refunded, told in %s', (id) => {
  const units = (scene: Scene, cents: number): string =>
    ({ cents: String(cents), units: String(cents / 100), decimal: (cents / 100).toFixed(2) })[
      scene.profile.amount.unit
    ];
  async function sold(): Promise<Scene> {
    const scene = stage(id);
    scene.till.ask(scene.say.sale('1', 7_000));
    await scene.heard();
    scene.desk.settle('chg-1', 'paid');
    scene.till.ask(scene.say.sale('2', 5_000));
    await scene.heard();
    scene.desk.settle('chg-2', 'paid');
    await scene.heard();
    return scene;
  }

  it('is not paid, has no proof of payment, and is no part of the totals', async () => {
    const scene = await sold();
    scene.desk.settle('chg-2', 'paid', refund('succeeded'));
    const { codes } = scene.profile;
    expect(codes.refunded).not.toBe(codes.paid);
    expect(await toldOf(scene, '2', 5_000)).toEqual({
      codes: [codes.refunded, codes.refunded],
      proof: false,
      totals: ['1', units(scene, 7_000)],
    });
    expect(scene.desk.charges()).toHaveLength(2);
    // Control: the other sale of the day is.
    scene.till.ask(scene.say.sale('1', 7_000));
    expect((await scene.heard())[1]?.split(scene.profile.separator)[1]).toBe(codes.paid);
  });

  it.each(['requested', 'sending', 'pending', 'in_doubt', 'failed'] as const)(
    'is still paid while its refund is not made (%s)',
    async (status) => {
      const scene = await sold();
      scene.desk.settle('chg-2', 'paid', refund(status));
      const { paid } = scene.profile.codes;
      expect(await toldOf(scene, '2', 5_000)).toEqual({
        codes: [paid, paid],
        proof: true,
        totals: ['2', units(scene, 12_000)],
      });
    },
  );

  it('is told as not charged by a profile of the time before, and never with the code for paid', async () => {
    const { refunded: _, ...codes } = profileNamed(id).codes;
    const older = serialProfileSchema.parse({ ...profileNamed(id), codes });
    const scene = stage(id, { profile: older });
    scene.till.ask(scene.say.sale('1', 5_000));
    await scene.heard();
    scene.desk.settle('chg-1', 'paid', refund('succeeded'));
    await scene.heard();
    expect(await toldOf(scene, '1', 5_000)).toMatchObject({ codes: [codes.cancelled, codes.cancelled], proof: false });
    const faultsWith = (outcome: string) =>
      serialProfileSchema
        .safeParse({ ...older, codes: { ...codes, [outcome]: codes.paid } })
        .error?.issues.map(({ path }) => path.join('.')) ?? [];
    for (const outcome of ['refunded', 'conflict', 'amount_refused', 'invalid', 'none', 'unsupported', 'declined'])
      expect(faultsWith(outcome)).toEqual([`codes.${outcome}`]);
    // Control: totals are no sale.
    expect(faultsWith('done')).toEqual([]);
  });
});

describe('the exchange', () => {
  it('answers a checksum fault with NAK, charges nothing, and takes the next try', async () => {
    const scene = stage();
    const frame = scene.till.frame(scene.say.sale('1', 5_000));
    scene.till.raw(frame.map((byte, index) => (index === 6 ? byte ^ 1 : byte)));
    expect(await scene.heard()).toEqual(['NAK']);
    expect(scene.desk.orders()).toHaveLength(0);
    scene.till.raw(frame);
    expect(await scene.heard()).toEqual(['ACK']);
    expect(scene.exchange.counters()).toMatchObject({ checksum: 1, naks: 1, frames: 1 });
  });

  it('keeps silent on noise and half frames, and hears the frame after them', async () => {
    const scene = stage();
    const frame = scene.till.frame(scene.say.sale('1', 5_000));
    scene.till.raw([0x00, 0xff, 0xfe, 0x41]);
    scene.till.raw(frame.subarray(0, 9));
    await scene.clock.advance(500);
    expect(await scene.heard()).toEqual([]);
    scene.till.raw(frame);
    expect(await scene.heard()).toEqual(['ACK']);
    expect(scene.desk.charges()).toHaveLength(1);
  });

  it('refuses fields that are too long instead of cutting them', async () => {
    for (const [sentence, code] of [
      ['0200|1234567890|1||0|0', '94'],
      ['0200|5000|1234567||0|0', '94'],
      ['0200||1||0|0', '94'],
      ['0200|50.00|1||0|0', '10'],
      ['0200|-5000|1||0|0', '10'],
      ['0200|0|1||0|0', '10'],
      ['0200|100|1||0|0', '10'],
      ['0200|5000|1||0|0|9|9', '94'],
      ['9999|1', '12'],
    ] as const) {
      const scene = stage();
      scene.till.ask(sentence);
      const [ack, answer = ''] = await scene.heard();
      expect([sentence, ack, answer.split('|')[1]]).toEqual([sentence, 'ACK', code]);
      expect(scene.desk.charges()).toHaveLength(0);
    }
  });

  it('refuses an amount whose decimals were lost, and a ticket of strange bytes', async () => {
    for (const [sentence, code] of [
      ['VENTA;1;125.5', 'MONTO'],
      ['VENTA;1;125', 'MONTO'],
      ['VENTA;1;125.500', 'MONTO'],
      ['VENTA;1;1,250.00', 'MONTO'],
      // A hard space: what noise looks like in CP850.
      ['VENTA;1;125.50\u00a0', 'MONTO'],
      ['VENTA;ñ┤1;125.50', 'ERROR-DATO'],
    ] as const) {
      const scene = stage('plain-line');
      scene.till.ask(sentence);
      const [, answer = ''] = await scene.heard();
      expect([sentence, answer.split(';')[1]]).toEqual([sentence, code]);
      expect(scene.desk.charges()).toHaveLength(0);
    }
  });

  it.each([
    ['bytes that are no text', [0x80, 0xff, 0x0d, 0x0a], []],
    ['a word of no dialect', [...Buffer.from('xyz;2\r\n')], []],
    ['the sale again with a broken amount', [...Buffer.from('VENTA;2;2~.00\r\n')], ['REPITA']],
    ['another question with a field too many', [...Buffer.from('ULTIMA;~~\r\n')], ['REPITA']],
  ])('keeps the answer for the till when noise comes while the customer pays: %s', async (_, noise, said) => {
    const scene = stage('plain-line');
    scene.till.ask(scene.say.sale('2', 2_000));
    expect(await scene.heard()).toEqual(['RECIBIDO']);
    scene.till.raw(noise);
    expect(await scene.heard()).toEqual(said);
    scene.desk.settle('chg-1', 'paid');
    expect((await scene.heard()).map((line) => line.split(';').slice(0, 3))).toEqual([['VENTA', 'PAGADO', '2']]);
    expect(scene.exchange.counters()).toMatchObject({ noise: said.length === 0 ? 1 : 0, naks: said.length });
  });

  it('hears noise without a checksum where a profile frames its requests, and believes a frame with one', async () => {
    const unchecked: Partial<SerialProfile> = {
      framing: { ...profileNamed(TRANSBANK).framing, kind: 'stx-etx', checksum: 'none', covers: 'data+etx' },
    };
    for (const [profile, told] of [
      [unchecked, [[], ['0210']]],
      [{}, [['ACK', '1210'], []]],
    ] as const) {
      const scene = stage(TRANSBANK, { profile });
      scene.till.ask(scene.say.sale('2', 2_000));
      await scene.heard();
      const codes = async () => (await scene.heard()).map((line) => line.split('|')[0]);
      scene.till.ask('9999|1');
      const first = await codes();
      scene.desk.settle('chg-1', 'paid');
      expect([first, await codes()]).toEqual(told);
    }
  });

  it('asks for the line again when it is noise and nobody waits, and tells a till what it cannot ask', async () => {
    const scene = stage('plain-line');
    scene.till.raw([0x80, 0xff, ...Buffer.from('ULTIMA\r\n')]);
    expect(await scene.heard()).toEqual(['REPITA']);
    expect(scene.exchange.counters()).toMatchObject({ noise: 1, naks: 1 });
    for (const command of ['ANULAR;2', 'DEVOLUCI\u00d3N;2;20.00']) {
      scene.till.ask(command);
      const [ack, answer = ''] = await scene.heard();
      expect([command, ack, answer.split(';').slice(0, 2)]).toEqual([command, 'RECIBIDO', ['ERROR', 'NO-ADMITE']]);
    }
  });

  it('works on one sale at a time: two glued frames are one charge and one "busy"', async () => {
    const scene = stage();
    scene.till.raw(
      Buffer.concat([scene.till.frame(scene.say.sale('1', 5_000)), scene.till.frame(scene.say.sale('2', 6_000))]),
    );
    const [, second, answer = ''] = await scene.heard();
    expect(second).toBe('ACK');
    expect(answer.split('|').slice(0, 5)).toEqual(['0210', '03', '', 'caja1', '2']);
    expect(scene.desk.charges()).toHaveLength(1);
    scene.desk.settle('chg-1', 'paid');
    expect((await scene.heard())[0]?.split('|').slice(0, 5)).toEqual(['0210', '00', '', 'caja1', '1']);
  });

  it('sends an answer again until it is acknowledged, twice at most, and on NAK', async () => {
    const scene = stage(TRANSBANK, { autoAck: false });
    scene.till.ask(scene.say.sale('1', 5_000));
    await scene.heard();
    scene.desk.settle('chg-1', 'paid');
    expect(await scene.heard()).toHaveLength(1);
    await scene.clock.advance(2_100);
    expect(await scene.heard()).toHaveLength(1);
    scene.till.raw([0x15]);
    expect(await scene.heard()).toHaveLength(1);
    await scene.clock.advance(60_000);
    expect(await scene.heard()).toEqual([]);

    // Control: an acknowledged answer is not sent again.
    scene.till.ask(scene.say.last);
    expect(await scene.heard()).toHaveLength(2);
    scene.till.raw([0x06]);
    await scene.clock.advance(60_000);
    expect(await scene.heard()).toEqual([]);
  });

  it('tells "in doubt" before the till loses patience, and the truth when asked later', async () => {
    const scene = stage();
    scene.till.ask(scene.say.sale('1', 5_000));
    await scene.heard();
    scene.desk.settle('chg-1', 'dispatched');
    await scene.clock.advance(139_000);
    expect(await scene.heard()).toEqual([]);
    await scene.clock.advance(2_000);
    expect((await scene.heard())[0]?.split('|')[1]).toBe('02');
    scene.desk.settle('chg-1', 'paid');
    expect(await scene.heard()).toEqual([]);
    scene.till.ask(scene.say.last);
    expect((await scene.heard())[1]?.split('|').slice(0, 7)).toEqual([
      '0260',
      '00',
      '',
      'caja1',
      '1',
      '123456',
      '5000',
    ]);
  });

  it('lets a sale that waits in the queue expire before the till gives up', async () => {
    const scene = stage();
    scene.till.ask(scene.say.sale('1', 5_000));
    await scene.heard();
    expect(scene.desk.orders()[0]?.expires_in).toBe(135);
  });

  it('asks for the frame again when the order could not be stored', async () => {
    const scene = stage();
    scene.desk.beforeCommit = () => Promise.reject(new Error('disk full'));
    scene.till.ask(scene.say.sale('1', 5_000));
    expect(await scene.heard()).toEqual(['NAK']);
    scene.desk.beforeCommit = () => Promise.resolve();
    scene.till.ask(scene.say.sale('1', 5_000));
    expect(await scene.heard()).toEqual(['ACK']);
  });

  it('refuses another amount under a ticket of today, without naming the first payment as this one', async () => {
    const scene = stage();
    scene.till.ask(scene.say.sale('1', 5_000));
    await scene.heard();
    scene.desk.settle('chg-1', 'paid');
    await scene.heard();
    scene.till.ask(scene.say.sale('1', 6_000));
    const [, answer = ''] = await scene.heard();
    expect(answer.split('|').slice(1, 7)).toEqual(['04', '', 'caja1', '1', '', '']);
  });

  it('answers a ticket whose sale was moved to another terminal, but not another amount under it', async () => {
    const scene = stage();
    scene.till.ask(scene.say.sale('1', 5_000));
    await scene.heard();
    scene.exchange.hangUp();
    const [before] = scene.desk.charges();
    scene.desk.settle('chg-1', 'paid', { terminal: { id: 'trm_2', alias: 'caja2' } });
    expect(before?.terminal.alias).toBe('caja1');
    scene.till.ask(scene.say.sale('1', 5_000));
    const [, answer = ''] = await scene.heard();
    expect(answer.split('|').slice(1, 7)).toEqual(['00', '', 'caja2', '1', '123456', '5000']);
    scene.till.ask(scene.say.sale('1', 6_000));
    expect((await scene.heard())[1]?.split('|')[1]).toBe('04');
    expect(scene.desk.charges()).toHaveLength(1);
  });

  it('does not answer a ticket of another day with that day’s payment, but a repeat across midnight is one sale', async () => {
    const clock = createVirtualClock(Date.UTC(2026, 10, 23, 5, 59, 30));
    const scene = stage(TRANSBANK, { clock });
    scene.till.ask(scene.say.sale('1', 5_000));
    await scene.heard();
    expect(scene.desk.newest().order_id).toBe('com1-20261122-1');
    await clock.advance(60_000);
    scene.exchange.hangUp();
    scene.till.ask(scene.say.sale('1', 5_000));
    expect(await scene.heard()).toEqual(['ACK']);
    expect(scene.desk.charges()).toHaveLength(1);
    scene.desk.settle('chg-1', 'paid');
    await scene.heard();
    await clock.advance(3_600_000);
    scene.till.ask(scene.say.sale('1', 5_000));
    await scene.heard();
    expect(scene.desk.newest().order_id).toBe('com1-20261123-1');
    expect(scene.desk.newest().status).toBe('queued');
  });

  it('answers a declined ticket from the ledger, or tries anew once the till has acknowledged the no', async () => {
    for (const [repeatAfterDecline, expected] of [
      ['answer', 'declined'],
      ['retry', 'queued'],
    ] as const) {
      const scene = stage(TRANSBANK, { autoAck: false, profile: { repeatAfterDecline } });
      scene.till.ask(scene.say.sale('1', 5_000));
      await scene.heard();
      scene.desk.settle('chg-1', 'declined');
      await scene.heard();
      // Not acknowledged: a retransmission, whatever the profile says.
      scene.till.ask(scene.say.sale('1', 5_000));
      await scene.heard();
      expect(scene.desk.newest().status).toBe('declined');
      scene.till.raw([0x06]);
      scene.till.ask(scene.say.sale('1', 5_000));
      await scene.heard();
      expect(scene.desk.newest().status).toBe(expected);
      expect(scene.desk.charges()).toHaveLength(1);
    }
  });

  it('goes on after a restart of the bridge while the customer pays', async () => {
    const clock = createVirtualClock();
    const desk = createDeskDouble(clock);
    const first = stage(TRANSBANK, { clock, desk });
    first.till.ask(first.say.sale('1', 5_000));
    await first.heard();
    await first.exchange.stop();
    await clock.advance(20_000);
    const second = stage(TRANSBANK, { clock, desk });
    second.exchange.resume();
    second.till.ask(second.say.sale('1', 5_000));
    expect(await second.heard()).toEqual(['ACK']);
    desk.settle('chg-1', 'paid');
    expect((await second.heard())[0]?.split('|').slice(0, 5)).toEqual(['0210', '00', '', 'caja1', '1']);
    expect(await first.heard()).toEqual([]);
    // What is closed already is never sent unasked.
    const third = stage(TRANSBANK, { clock, desk });
    third.exchange.resume();
    expect(await third.heard()).toEqual([]);
  });

  it('says nothing unasked to a till that hung up', async () => {
    const scene = stage();
    scene.till.ask(scene.say.sale('1', 5_000));
    await scene.heard();
    scene.exchange.hangUp();
    scene.desk.settle('chg-1', 'paid');
    expect(await scene.heard()).toEqual([]);
    scene.till.ask(scene.say.last);
    expect((await scene.heard())[1]?.split('|')[1]).toBe('00');
  });

  it('says that it does not know, when the profile has no room for the truth, and goes on', async () => {
    const tight = profileNamed(TRANSBANK);
    const answers = { ...tight.answers, sale: [{ is: '0210' }, { take: 'code' }, { take: 'auth_code', width: 4 }] };
    const profile = { answers } as Partial<SerialProfile>;
    const told = stage(TRANSBANK, { profile });
    told.till.ask(told.say.sale('1', 5_000));
    await told.heard();
    // Its authorization has six characters.
    told.desk.settle('chg-1', 'paid');
    expect(await told.heard()).toEqual(['0210|02|    ']);
    told.till.ask(told.say.last);
    expect((await told.heard()).at(-1)?.split('|')[1]).toBe('00');

    // The same when the till's patience is over, where nobody above would catch it.
    const sale = [{ is: '0210' }, { take: 'charge_id', width: 2 }, { take: 'code' }];
    const late = stage(TRANSBANK, { profile: { answers: { ...tight.answers, sale } } as Partial<SerialProfile> });
    late.till.ask(late.say.sale('1', 5_000));
    await late.heard();
    late.desk.settle('chg-1', 'dispatched');
    await late.clock.advance(tight.answerWithinMs + 1000);
    expect(await late.heard()).toEqual(['0210|  |02']);
  });

  it('hides a separator in a value rather than shifting the fields', async () => {
    const scene = stage('generic-lrc');
    scene.till.ask(scene.say.sale('1', 5_000));
    await scene.heard();
    scene.desk.settle('chg-1', 'declined', { failure: { code: 'declined', message: 'uno|dos\u0003tres' } });
    const fields = (await scene.heard())[0]?.split('|') ?? [];
    expect(fields).toHaveLength(9);
    expect(fields[8]).toBe('uno dos tres');
  });
});
