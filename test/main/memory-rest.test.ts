import { expect, it } from 'vitest';
import { startMemoryRest } from '../../main/memory-rest.ts';
import { createVirtualClock } from './dispatch/virtual-clock.ts';

function setUp(heapBytes: number, residentBytes: () => number = () => 0) {
  const clock = createVirtualClock();
  const events: string[] = [];
  let commit = (): void => undefined;
  const store = {
    onCommit(listener: (lines: []) => void) {
      commit = () => listener([]);
      return () => (commit = () => undefined);
    },
    forgetPages: () => void events.push('pages'),
  };
  const rest = startMemoryRest({
    store,
    clock,
    heapBytes: () => heapBytes,
    residentBytes,
    giveBack: () => void events.push('heap'),
  });
  return { events, rest, pass: clock.pass, commit: () => commit() };
}
const MB = 1024 * 1024;

it('gives memory back once, ten seconds after the last commit of a rush', async () => {
  const { events, pass, commit, rest } = setUp(90 * MB);
  for (let n = 0; n < 8; n += 1) {
    commit();
    await pass(3000);
  }
  expect(events).toEqual([]);
  await pass(6999);
  expect(events).toEqual([]);
  await pass(10);
  expect(events).toEqual(['pages', 'heap']);
  await pass(60_000);
  expect(events.length).toBe(2);
  commit();
  await pass(10_001);
  expect(events.length).toBe(4);
  rest.stop();
});

it('leaves a heap alone that was never large, and does nothing once it is stopped', async () => {
  const small = setUp(40 * MB);
  small.commit();
  await small.pass(60_000);
  expect(small.events).toEqual([]);
  const stopped = setUp(90 * MB);
  stopped.commit();
  stopped.rest.stop();
  await stopped.pass(60_000);
  expect(stopped.events).toEqual([]);
});

it.each([
  ['gives back what a rush added outside the heap', 60, ['pages', 'heap']],
  ['leaves a process alone that a rush hardly made larger', 10, []],
])('%s', async (_words, addedMb, expected) => {
  let residentMb = 90;
  const { events, pass, commit, rest } = setUp(40 * MB, () => residentMb * MB);
  commit();
  residentMb += addedMb;
  await pass(60_000);
  expect(events).toEqual(expected);
  rest.stop();
});
