import { setImmediate as nextTurn } from 'node:timers/promises';
import { getHeapSpaceStatistics } from 'node:v8';
import { expect, it } from 'vitest';
import { startMemoryRest } from '../../main/memory-rest.ts';
import { giveMemoryBack, isYoungFull, keepMemorySmall } from '../../main/v8-settings.ts';
import { createVirtualClock } from './dispatch/virtual-clock.ts';

const MB = 1024 * 1024;
const IDLE_SHARE = 0.002;

function setUp(heapMb: number, residentMb = () => 90) {
  const clock = createVirtualClock();
  const events: string[] = [];
  let usedMs = 0;
  const rest = startMemoryRest({
    store: { forgetPages: () => void events.push('pages') },
    clock,
    cpuMs: () => usedMs,
    heapBytes: () => heapMb * MB,
    residentBytes: () => residentMb() * MB,
    giveBack: () => void events.push('heap'),
  });
  async function spend(forMs: number, share: number): Promise<void> {
    for (let leftMs = forMs; leftMs > 0; leftMs -= 1000) {
      usedMs += share * 1000;
      await clock.pass(1000);
    }
  }
  return {
    events,
    rest,
    rush: (forMs: number) => spend(forMs, 0.8),
    idle: (forMs: number) => spend(forMs, IDLE_SHARE),
  };
}

it('gives memory back once, when a rush has been over for some ten seconds', async () => {
  const { events, rush, idle, rest } = setUp(90);
  await rush(24_000);
  await idle(5_000);
  expect(events).toEqual([]);
  await idle(10_000);
  expect(events).toEqual(['pages', 'heap']);
  await idle(120_000);
  expect(events.length).toBe(2);
  await rush(5_000);
  await idle(15_000);
  expect(events.length).toBe(4);
  rest.stop();
});

it('leaves alone who is being served, whatever of: nothing need be written for it', async () => {
  const { events, rush, rest } = setUp(90);
  await rush(120_000);
  expect(events).toEqual([]);
  rest.stop();
});

it('leaves a heap alone that was never large or that had no rush, and does nothing once it is stopped', async () => {
  const small = setUp(40);
  await small.rush(20_000);
  await small.idle(60_000);
  expect(small.events).toEqual([]);
  const idle = setUp(90);
  await idle.idle(120_000);
  expect(idle.events).toEqual([]);
  const stopped = setUp(90);
  await stopped.rush(20_000);
  stopped.rest.stop();
  await stopped.idle(60_000);
  expect(stopped.events).toEqual([]);
});

it.each([
  ['gives back what a rush added outside the heap', 60, ['pages', 'heap']],
  ['leaves a process alone that a rush hardly made larger', 10, []],
])('%s', async (_words, addedMb, expected) => {
  let residentMb = 90;
  const { events, rush, idle, rest } = setUp(40, () => residentMb);
  await idle(60_000);
  residentMb += addedMb;
  await rush(10_000);
  await idle(60_000);
  expect(events).toEqual(expected);
  rest.stop();
});

it('the room of new objects, which a rest takes from them, grows back to its size with what is made, and no further', async () => {
  keepMemorySmall();
  giveMemoryBack();
  expect(isYoungFull()).toBe(false);
  let kept: object[][] = [];
  for (let n = 0; n < 2000 && !isYoungFull(); n += 1) {
    kept.push(Array.from({ length: 1000 }, (_, at) => ({ at })));
    await nextTurn();
  }
  expect(isYoungFull()).toBe(true);
  for (let n = 0; n < 2000; n += 1) {
    kept.push(Array.from({ length: 1000 }, (_, at) => ({ at })));
    await nextTurn();
  }
  kept = [];
  expect(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size).toBeLessThan(40 * MB);
});
