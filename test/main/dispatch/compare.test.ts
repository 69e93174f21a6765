import { expect, it } from 'vitest';
import { createCompare } from '../../../main/dispatch/compare.ts';
import type { CheckoutAnswer } from '../../../main/recurrente/readings.ts';
import { configSchema } from '../../../main/contract/config.ts';
import { makeReading, T0 } from '../charge/charges.ts';
import { addCharge, openStore, scratchFolder } from '../store/scratch.ts';
import { createVirtualClock } from './virtual-clock.ts';

const MANY = 45;

const checkout = (number: number, prefix = 'puente'): CheckoutAnswer => ({
  externalId: `${prefix}-FAC${number}-1`,
  reading: makeReading('unpaid', { id: `ch_${number}` }),
});

function setUp() {
  let commits = 0;
  const failpoint = (name: string): void => void (commits += Number(name === 'before:compared'));
  const store = openStore(scratchFolder(), { failpoint });
  const config = configSchema.parse({});
  const errors: string[] = [];
  const note = (_details: object, message: string): void => void errors.push(message);
  const log = { debug: note, info: note, warn: note, error: note };
  const compare = createCompare({ store, clock: createVirtualClock(), config: () => config, log });
  const known = (number: number): boolean => store.unrecorded.ofStem(`puente-FAC${number}-`).length === 1;
  const list = (checkouts: CheckoutAnswer[]) => ({
    checkouts,
    unreadable: [undefined, 'otro-1'],
    startedAtMs: T0,
  });
  return { store, compare, known, list, errors, commits: () => commits };
}
const ours = Array.from({ length: MANY }, (_, number) => checkout(number));

it('commits a long list some at a time, and lets others have their turn between', async () => {
  const { store, compare, known, list, commits } = setUp();
  let turns = 0;
  const count = (): void => {
    turns += 1;
    if (commits() < 3) setImmediate(count);
  };
  setImmediate(count);
  const outcome = await compare(list([...ours, checkout(99, 'otro')]), T0, () => false);
  expect(outcome).toEqual({ checkouts: MANY + 1, ours: 0, orphans: MANY, foreign: 1, unreadable: 1 });
  expect(ours.every((_, number) => known(number))).toBe(true);
  expect(commits()).toBe(3);
  expect(turns).toBeGreaterThanOrEqual(2);
  store.close();
});

it('ends between two of them when it is stopped; what was found by then is kept', async () => {
  const { store, compare, known, list, commits } = setUp();
  expect(await compare(list(ours), T0, () => commits() === 1)).toBeUndefined();
  expect(commits()).toBe(1);
  expect([known(0), known(19), known(20), known(44)]).toEqual([true, true, false, false]);
  store.close();
});

it('is not held up by a charge that cannot be read: that one is looked at again, the others are compared', async () => {
  const { store, compare, known, list, errors } = setUp();
  addCharge(store, 'FAC7');
  store.db.exec(
    "INSERT INTO attempts (charge_id, number, external_id, facts) VALUES ('c-FAC7', 1, 'puente-FAC7-1', '{}')",
  );
  const outcome = await compare({ ...list(ours), unreadable: [] }, T0, () => false);
  expect(outcome).toEqual({ checkouts: MANY, ours: 0, orphans: MANY - 1, foreign: 0, unreadable: 1 });
  expect(ours.map((_, number) => known(number)).filter((is) => !is)).toHaveLength(1);
  expect(errors).toEqual(['a checkout could not be compared']);
  store.close();
});

it('ends where the disk fails, with nothing of what was not kept', async () => {
  const { store, compare, list, errors } = setUp();
  store.db.exec('PRAGMA query_only = ON');
  await expect(compare(list(ours), T0, () => false)).rejects.toThrow();
  store.db.exec('PRAGMA query_only = OFF');
  expect(errors).toEqual([]);
  store.close();
});
