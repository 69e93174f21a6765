import { describe, expect, it } from 'vitest';
import { openCounter } from './counter.ts';

describe('POST /api/terminal_session_commands', () => {
  it('answers 201 with the documented fields for a new command', async () => {
    const { charge, sandbox } = openCounter();
    const { status, body } = await charge('t-1-1');
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^tsc_/),
      external_id: 't-1-1',
      status: 'pending',
      terminal_id: 'trm_1',
      amount_in_cents: 12550,
      currency: 'GTQ',
      checkout_id: expect.stringMatching(/^ch_/),
      checkout_url: expect.stringContaining(sandbox.url),
    });
  });

  it('converts `amount` to cents', async () => {
    const { charge } = openCounter();
    const { body } = await charge('t-1-1', { amount_in_cents: undefined, amount: '125.5' });
    expect(body.amount_in_cents).toBe(12550);
    expect((await charge('t-2-1', { amount_in_cents: undefined, amount: 19.99 })).body.amount_in_cents).toBe(1999);
    expect((await charge('t-3-1', { amount_in_cents: '700' })).body.amount_in_cents).toBe(700);
  });

  it.each([
    ['neither amount', { amount_in_cents: undefined }, ['amount_in_cents']],
    ['both amounts', { amount: '125.50' }, ['amount_in_cents']],
    ['an amount that is no number', { amount_in_cents: undefined, amount: 'doce' }, ['amount']],
    ['cents with a fraction', { amount_in_cents: 12.5 }, ['amount_in_cents']],
    ['no external_id', { external_id: '' }, ['external_id']],
    ['no terminal', { terminal_id: undefined }, ['terminal_id']],
    ['a terminal of nobody', { terminal_id: 'trm_x' }, ['terminal_id']],
    ['another currency', { currency: 'EUR' }, ['currency']],
    ['no currency', { currency: undefined }, ['currency']],
    ['less than Q5.00', { amount_in_cents: 499 }, ['amount_in_cents']],
    ['more than Q50,000', { amount_in_cents: 5_000_001 }, ['amount_in_cents']],
    ['less than $1.00', { amount_in_cents: 99, currency: 'USD' }, ['amount_in_cents']],
    ['more than $15,000', { amount_in_cents: 1_500_001, currency: 'USD' }, ['amount_in_cents']],
    ['installments in USD', { installments: 3, currency: 'USD' }, ['installments']],
    ['installments that are no months', { installments: 'tres' }, ['installments']],
    ['a flag that is none', { show_post_payment_screens: 'sí' }, ['show_post_payment_screens']],
    [
      'three faults at once',
      { currency: 'X', external_id: null, amount_in_cents: null },
      ['amount_in_cents', 'currency', 'external_id'],
    ],
  ])('refuses %s with 422, the fields and Spanish reasons', async (_what, change, fields) => {
    const { charge, sandbox } = openCounter();
    const { status, body } = await charge('t-1-1', change);
    expect(status).toBe(422);
    expect(body.message).toBe('La solicitud no es válida');
    expect(Object.keys(body.errors).sort()).toEqual(fields);
    for (const reasons of Object.values<string[]>(body.errors))
      expect(reasons.every((reason) => reason.length > 5)).toBe(true);
    expect(sandbox.state.commands).toHaveLength(0);
  });

  it.each([
    { amount_in_cents: 500 },
    { amount_in_cents: 5_000_000 },
    { amount_in_cents: 100, currency: 'USD' },
    { amount_in_cents: 1_500_000, currency: 'USD' },
    { installments: 3 },
    { show_post_payment_screens: true },
  ])('takes %j', async (change) => {
    expect((await openCounter().charge('t-1-1', change)).status).toBe(201);
  });

  it('answers 400 to what is no JSON object', async () => {
    const { call } = openCounter();
    for (const body of ['{"terminal_id":', '[]', '"x"'])
      expect((await call('POST', '/api/terminal_session_commands', body)).status).toBe(400);
  });

  it('may answer 404 for a terminal of nobody (switch)', async () => {
    const { charge } = openCounter({ behaviour: { unknownTerminalStatus: 404 } });
    expect((await charge('t-1-1', { terminal_id: 'trm_x' })).status).toBe(404);
  });
});

describe('the four rules', () => {
  it('rule 1: the same external_id while pending or dispatched returns the existing command', async () => {
    const { charge, sandbox } = openCounter();
    sandbox.terminal('trm_1').power(false);
    const first = await charge('t-1-1');
    const again = await charge('t-1-1', { amount_in_cents: 999_00 });
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    sandbox.terminal('trm_1').power(true);
    const third = await charge('t-1-1');
    expect([third.status, third.body.status, third.body.id]).toEqual([200, 'dispatched', first.body.id]);
    expect(sandbox.state.commands).toHaveLength(1);
  });

  it('rule 1: ids are unique for the account, not for the terminal', async () => {
    const { charge } = openCounter();
    await charge('t-1-1');
    const other = await charge('t-1-1', { terminal_id: 'trm_2' });
    expect([other.status, other.body.terminal_id]).toEqual([200, 'trm_1']);
  });

  it('rule 2: after superseded or failed the old command comes back and nothing new is made', async () => {
    const { charge, sandbox } = openCounter();
    sandbox.terminal('trm_1').power(false);
    await charge('t-1-1');
    await charge('t-2-1');
    const superseded = await charge('t-1-1');
    expect([superseded.status, superseded.body.status]).toEqual([200, 'superseded']);
    sandbox.terminal('trm_1').power(true);
    sandbox.terminal('trm_1').fail();
    const failed = await charge('t-2-1');
    expect([failed.status, failed.body.status]).toEqual([200, 'failed']);
    expect(sandbox.state.commands).toHaveLength(2);
  });

  it('rule 3: a new external_id supersedes all pending commands of that terminal and of no other', async () => {
    const { charge, sandbox } = openCounter();
    sandbox.terminal('trm_1').power(false);
    sandbox.terminal('trm_2').power(false);
    await charge('t-1-1');
    await charge('t-9-1', { terminal_id: 'trm_2' });
    await charge('t-2-1');
    await charge('t-3-1');
    expect(sandbox.state.commands.map(({ externalId, status }) => [externalId, status])).toEqual([
      ['t-1-1', 'superseded'],
      ['t-9-1', 'pending'],
      ['t-2-1', 'superseded'],
      ['t-3-1', 'pending'],
    ]);
    expect(sandbox.log.filter((line) => line.kind === 'command_status')).toMatchObject([
      { external_id: 't-1-1', superseded_by: 't-2-1' },
      { external_id: 't-2-1', superseded_by: 't-3-1' },
    ]);
  });

  it('rule 3: a dispatched command goes on and the newer one waits its turn', async () => {
    const { charge, sandbox, get } = openCounter();
    const first = await charge('t-1-1');
    await charge('t-2-1');
    expect(sandbox.state.commands.map(({ status }) => status)).toEqual(['dispatched', 'pending']);
    sandbox.terminal('trm_1').approve();
    expect((await get(`/api/checkouts/${first.body.checkout_id}`)).body.status).toBe('paid');
    expect(sandbox.terminal('trm_1').charge()?.externalId).toBe('t-2-1');
  });

  it('rule 3 [open]: with the switch, a dispatched command is superseded too and leaves the screen', async () => {
    const { charge, sandbox } = openCounter({ behaviour: { supersedeDispatched: true, closedCheckout: 'cancelled' } });
    const first = await charge('t-1-1');
    sandbox.terminal('trm_1').charge();
    await charge('t-2-1');
    expect(sandbox.terminal('trm_1').charge()?.externalId).toBe('t-2-1');
    expect(sandbox.state.commands.map(({ status }) => status)).toEqual(['superseded', 'dispatched']);
    expect(sandbox.core.getCheckout(first.body.checkout_id)).toMatchObject({ checkout: { status: 'cancelled' } });
  });

  it('rule 3 [open]: a card that is being processed is never superseded', async () => {
    const { charge, sandbox } = openCounter({ behaviour: { supersedeDispatched: true } });
    await charge('t-1-1');
    sandbox.terminal('trm_1').presentCard();
    await charge('t-2-1');
    expect(sandbox.state.commands[0]?.status).toBe('dispatched');
  });

  it.each(['power', 'network', 'standby'] as const)('rule 4: without %s no command is taken', async (name) => {
    const { charge, sandbox, clock } = openCounter();
    const terminal = sandbox.terminal('trm_1');
    terminal[name](false);
    await charge('t-1-1');
    await clock.advance(60_000);
    expect(sandbox.state.commands[0]?.status).toBe('pending');
    terminal[name](true);
    await clock.advance(1);
    expect(sandbox.state.commands[0]?.status).toBe('dispatched');
  });

  it.each(['approve', 'decline', 'cancel', 'walkAway'] as const)(
    'rule 4: after %s the command is consumed and the terminal is back at standby once its screen is over',
    async (act) => {
      const { charge, sandbox, clock } = openCounter({ behaviour: { resultScreenMs: 2000 } });
      const terminal = sandbox.terminal('trm_1');
      await charge('t-1-1');
      terminal[act]();
      await charge('t-2-1');
      await clock.advance(1999);
      expect(sandbox.state.commands.map(({ status }) => status)).toEqual(['consumed', 'pending']);
      expect(terminal.state.screen.kind).toBe('result');
      await clock.advance(1);
      expect(sandbox.state.commands.map(({ status }) => status)).toEqual(['consumed', 'dispatched']);
    },
  );

  it('the newest of several pending commands is the one that is taken', async () => {
    const { charge, sandbox } = openCounter();
    sandbox.terminal('trm_1').power(false);
    await charge('t-1-1');
    await charge('t-2-1');
    sandbox.terminal('trm_1').power(true);
    expect(sandbox.terminal('trm_1').charge()?.externalId).toBe('t-2-1');
  });

  it('there is no cancel and no GET of a command', async () => {
    const { charge, call } = openCounter();
    const { body } = await charge('t-1-1');
    for (const method of ['GET', 'DELETE', 'PATCH'])
      expect((await call(method, `/api/terminal_session_commands/${body.id}`)).status).toBe(404);
    expect((await call('GET', '/api/terminal_session_commands')).status).toBe(404);
  });
});

describe('the same external_id after consumed [open]', () => {
  const consumed = async (afterConsumed: 'existing' | 'reject422' | 'newCommand') => {
    const counter = openCounter({ behaviour: { afterConsumed } });
    await counter.charge('t-1-1');
    counter.sandbox.terminal('trm_1').approve();
    return { ...counter, again: await counter.charge('t-1-1') };
  };

  it('existing: the old one comes back', async () => {
    const { again, sandbox } = await consumed('existing');
    expect([again.status, again.body.status, sandbox.state.commands.length]).toEqual([200, 'consumed', 1]);
  });
  it('reject422: the id is taken', async () => {
    const { again, sandbox } = await consumed('reject422');
    expect([again.status, Object.keys(again.body.errors), sandbox.state.commands.length]).toEqual([
      422,
      ['external_id'],
      1,
    ]);
  });
  it('newCommand: a second command with its own checkout', async () => {
    const { again, sandbox } = await consumed('newCommand');
    expect([again.status, again.body.status, sandbox.state.commands.length]).toEqual([201, 'pending', 2]);
    expect(sandbox.state.checkouts[0]?.id).not.toBe(sandbox.state.checkouts[1]?.id);
  });
});

describe('other switches about ids', () => {
  it('conflictStatus 409: a known id is a conflict, and makes nothing', async () => {
    const { charge, sandbox } = openCounter({ behaviour: { conflictStatus: 409 } });
    await charge('t-1-1');
    const again = await charge('t-1-1');
    expect([again.status, Object.keys(again.body.errors), sandbox.state.commands.length]).toEqual([
      409,
      ['external_id'],
      1,
    ]);
  });

  it('idMemoryMs: an id is forgotten after so long, not before', async () => {
    const { charge, clock } = openCounter({ behaviour: { idMemoryMs: 1000 } });
    await charge('t-1-1');
    await clock.advance(1000);
    expect((await charge('t-1-1')).status).toBe(200);
    await clock.advance(1);
    expect((await charge('t-1-1')).status).toBe(201);
  });

  it('dispatchMs: a command stays pending so long on an idle terminal', async () => {
    const { charge, sandbox, clock } = openCounter({ behaviour: { dispatchMs: 700 } });
    await charge('t-1-1');
    await clock.advance(699);
    expect(sandbox.state.commands[0]?.status).toBe('pending');
    await clock.advance(1);
    expect(sandbox.state.commands[0]?.status).toBe('dispatched');
  });
});
