import { expect, it } from 'vitest';
import { startMemoryRest } from '../../main/memory-rest.ts';
import { createVirtualClock } from './dispatch/virtual-clock.ts';

function setUp(heapBytes: number, residentBytes: () => number = () => 0, isYoungFull: () => boolean = () => true) {
  const clock = createVirtualClock();
  const events: string[] = [];
  const growth: boolean[] = [];
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
    young: { mayGrow: (mayGrow) => void growth.push(mayGrow), isFull: isYoungFull },
  });
  return { events, growth, rest, pass: clock.pass, commit: () => commit() };
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

it('lets the room of new objects grow back while there are commits, and no further', async () => {
  let isFull = false;
  const { growth, pass, commit, rest } = setUp(
    90 * MB,
    () => 0,
    () => isFull,
  );
  commit();
  await pass(9_000);
  commit();
  expect(growth).toEqual([]);
  await pass(10_001);
  expect(growth).toEqual([]);
  // Two commits of the next rush, then nothing for a while: no room is made for what is not there.
  commit();
  commit();
  await pass(5_000);
  expect(growth).toEqual([true, false]);
  isFull = true;
  commit();
  await pass(300);
  commit();
  await pass(300);
  expect(growth).toEqual([true, false, true, false]);
  rest.stop();
});

it('shrinks the real room of new objects, which grows back to its size', async () => {
  const { giveMemoryBack, isYoungFull, letYoungGrow } = await import('../../main/v8-settings.ts');
  giveMemoryBack();
  expect(isYoungFull()).toBe(false);
  letYoungGrow(true);
  const kept: object[][] = [];
  for (let n = 0; n < 400 && !isYoungFull(); n += 1) kept.push(Array.from({ length: 10_000 }, (_, at) => ({ at })));
  letYoungGrow(false);
  expect(isYoungFull()).toBe(true);
});
