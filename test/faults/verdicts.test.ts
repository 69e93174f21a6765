import { expect, it } from 'vitest';
import type { ChargeView } from '../../main/contract/charge.ts';
import type { SandboxLogLine } from '../../main/recurrente/sandbox/sandbox.ts';
import { findBrokenPromises } from './verdicts.ts';

/** The judge of the fault runs is itself tried: each broken promise, made up, must be seen, and a good day must pass. */
const charge = (status: ChargeView['status']) => ({ status, paid: status === 'paid' }) as ChargeView;
let seq = 0;
const payment = (externalId: string): SandboxLogLine => ({
  seq: (seq += 1),
  at: '',
  kind: 'payment',
  external_id: externalId,
  id: `pa_${seq}`,
  checkout: `ch_${seq}`,
  amount_in_cents: 10_000,
  currency: 'GTQ',
});
const superseded = (externalId: string, by: string): SandboxLogLine => ({
  seq: (seq += 1),
  at: '',
  kind: 'command_status',
  terminal: 'trm_1',
  external_id: externalId,
  id: `tsc_${seq}`,
  from: 'pending',
  status: 'superseded',
  superseded_by: by,
});
const judge = (accepted: string[], found: Record<string, ChargeView['status']>, log: SandboxLogLine[]): string[] =>
  findBrokenPromises(
    new Set(accepted),
    new Map(Object.entries(found).map(([order, status]) => [order, charge(status)])),
    log,
  );

it('passes a day on which all went well', () => {
  const log = [payment('faults-F1-1'), superseded('faults-F2-1', 'faults-F2-2'), payment('faults-F2-2')];
  expect(judge(['F1', 'F2', 'F3'], { F1: 'paid', F2: 'paid', F3: 'declined' }, log)).toEqual([]);
});

it.each([
  ['a double payment', ['F1'], { F1: 'paid' }, [payment('faults-F1-1'), payment('faults-F1-2')], /paid 2 times/],
  ['a lost charge', ['F1', 'F2'], { F1: 'declined' }, [], /F2: accepted and lost/],
  ['a false paid', ['F1'], { F1: 'paid' }, [], /says paid, Recurrente has 0/],
  ['a payment nobody told of', ['F1'], { F1: 'declined' }, [payment('faults-F1-1')], /says declined, Recurrente has 1/],
  ['a payment that was never ordered', [], {}, [payment('faults-F9-1')], /F9: paid and never ordered/],
  [
    'a foreign supersede',
    ['F1'],
    { F1: 'superseded' },
    [superseded('faults-F1-1', 'faults-F2-1')],
    /superseded by faults-F2-1/,
  ],
] as const)('sees %s', (_name, accepted, found, log, words) => {
  const broken = judge([...accepted], found, [...log]);
  expect(broken).toHaveLength(1);
  expect(broken[0]).toMatch(words);
});
