import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCounter } from './counter.ts';

describe('virtual terminals', () => {
  it('know no button without its charge', async () => {
    const { charge, sandbox } = openCounter();
    const terminal = sandbox.terminal('trm_1');
    for (const act of ['approve', 'decline', 'cancel', 'walkAway', 'presentCard', 'fail', 'approveLate'] as const)
      expect(() => terminal[act]()).toThrow(/trm_1: /);
    await charge('t-1-1');
    terminal.power(false);
    expect(() => terminal.approve()).toThrow(/apagada/);
    terminal.power(true);
    terminal.network(false);
    expect(() => terminal.approve()).toThrow(/red/);
    terminal.network(true);
    terminal.presentCard();
    expect(() => terminal.cancel()).toThrow(/procesando/);
    terminal.approve();
    expect(sandbox.state.intents).toHaveLength(1);
  });

  it('do not take a second tap while the bank is being asked', async () => {
    const { charge, sandbox, clock } = openCounter({ behaviour: { processingMs: 500 } });
    await charge('t-1-1');
    sandbox.terminal('trm_1').approve();
    expect(() => sandbox.terminal('trm_1').decline()).toThrow(/procesando/);
    await clock.advance(500);
    expect(sandbox.state.intents.map(({ status }) => status)).toEqual(['succeeded']);
  });

  it('keep the charge through a power loss, or drop it (switch [open])', async () => {
    for (const [afterPowerLoss, status] of [
      ['resume', 'dispatched'],
      ['consumed', 'consumed'],
    ] as const) {
      const { charge, sandbox } = openCounter({ behaviour: { afterPowerLoss } });
      await charge('t-1-1');
      sandbox.terminal('trm_1').charge();
      sandbox.terminal('trm_1').power(false);
      sandbox.terminal('trm_1').power(true);
      expect(sandbox.state.commands[0]?.status).toBe(status);
    }
  });

  it('a payment that the bank has decides, even when the power goes meanwhile', async () => {
    const { charge, sandbox, clock } = openCounter({ behaviour: { processingMs: 500 } });
    await charge('t-1-1');
    sandbox.terminal('trm_1').approve();
    sandbox.terminal('trm_1').power(false);
    await clock.advance(500);
    expect(sandbox.state.checkouts[0]?.status).toBe('paid');
  });

  it('work side by side', async () => {
    const { charge, sandbox } = openCounter();
    await charge('t-1-1');
    await charge('t-2-1', { terminal_id: 'trm_2' });
    sandbox.terminal('trm_2').approve();
    expect(sandbox.state.commands.map(({ status }) => status)).toEqual(['dispatched', 'consumed']);
  });

  it('an unknown one is an error', () => {
    expect(() => openCounter().sandbox.terminal('trm_x')).toThrow(/trm_x/);
  });
});

describe('scripted customers', () => {
  const day = async (seed: number) => {
    const { charge, sandbox, clock } = openCounter({
      seed,
      customer: { mode: 'scripted', script: { decline: 0.2, cancel: 0.1, walkAway: 0.1, tip: 0.3, lateApproval: 0.5 } },
    });
    for (let index = 1; index <= 60; index += 1) {
      await charge(`t-${index}-1`);
      await clock.advance(20_000);
    }
    return { sandbox, story: sandbox.log.map((line) => line.kind).join(' ') };
  };

  it('bring every charge to an end, in every way that there is', async () => {
    const { sandbox } = await day(5);
    expect(sandbox.state.commands.every(({ status }) => status === 'consumed')).toBe(true);
    const ends = sandbox.state.checkouts.map((checkout) => {
      const tries = sandbox.state.intents.filter((intent) => intent.checkoutId === checkout.id);
      if (checkout.status === 'paid') return tries.length > 1 ? 'late' : tries[0]?.tipInCents ? 'tip' : 'paid';
      return tries.length > 0 ? 'declined' : 'left';
    });
    expect([...new Set(ends)].sort()).toEqual(['declined', 'late', 'left', 'paid', 'tip']);
  });

  it('repeat themselves with their seed', async () => {
    const { story } = await day(5);
    expect((await day(5)).story).toBe(story);
    expect((await day(6)).story).not.toBe(story);
  });

  it('stand at one terminal when its switch is on, also when the charge is there already', async () => {
    const { charge, sandbox, clock } = openCounter();
    await charge('t-1-1');
    await charge('t-2-1', { terminal_id: 'trm_2' });
    await clock.advance(60_000);
    expect(sandbox.state.commands.map(({ status }) => status)).toEqual(['dispatched', 'dispatched']);
    sandbox.terminal('trm_2').autoCustomer(true);
    await clock.advance(10_000);
    expect(sandbox.state.commands.map(({ status }) => status)).toEqual(['dispatched', 'consumed']);
  });
});

describe('the data file', () => {
  const newFile = () => path.join(mkdtempSync(path.join(tmpdir(), 'puente-sandbox-')), 'sandbox.json');

  it('keeps everything through a restart, what was due included', async () => {
    const dataFile = newFile();
    const first = openCounter({ dataFile, behaviour: { processingMs: 60_000 } });
    const paid = await first.charge('t-1-1');
    await first.clock.advance(1);
    first.sandbox.terminal('trm_1').approve({ tipInCents: 50 });
    await first.charge('t-2-1', { terminal_id: 'trm_2' });
    await first.sandbox.stop();

    const second = openCounter({ dataFile });
    expect(second.sandbox.state).toEqual(first.sandbox.state);
    await second.clock.advance(60_001);
    expect((await second.get(`/api/checkouts/${paid.body.checkout_id}`)).body).toMatchObject({
      status: 'paid',
      total_in_cents: 12600,
    });
    expect((await second.charge('t-1-1')).status).toBe(200);
    expect((await second.charge('t-3-1')).body.id).not.toBe(paid.body.id);
  });

  it('has what was answered before the answer leaves, and leaves nothing beside it', async () => {
    const dataFile = newFile();
    const { charge } = openCounter({ dataFile });
    await charge('t-1-1');
    expect(JSON.parse(readFileSync(dataFile, 'utf8'))).toMatchObject({
      state: { commands: [{ externalId: 't-1-1' }] },
    });
    expect(readdirSync(path.dirname(dataFile))).toEqual(['sandbox.json']);
  });

  it('does not overwrite a file that is not its own', () => {
    const dataFile = newFile();
    writeFileSync(dataFile, '{"format": 99}');
    expect(() => openCounter({ dataFile })).toThrow(/muévalo o bórrelo/);
    expect(readFileSync(dataFile, 'utf8')).toBe('{"format": 99}');
  });
});
