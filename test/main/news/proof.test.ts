import { expect, test } from 'vitest';
import { nextLookMs, startFollowing } from '../../../main/dispatch/pace.ts';
import { createWebhookProof, RELAXED_FACTOR } from '../../../main/intake/webhooks/proof.ts';
import { createVirtualClock } from '../intake/serial/virtual-clock.ts';

function watch() {
  const clock = createVirtualClock();
  let lost = 0;
  const proof = createWebhookProof({ clock, onLost: () => (lost += 1) });
  return { clock, proof, lost: () => lost };
}

test('polling relaxes after three prompt webhooks, and returns with the first that does not come', async () => {
  const { clock, proof, lost } = watch();
  proof.told('a', false);
  proof.paid('a');
  proof.paid('b');
  await clock.advance(1500);
  proof.told('b', true);
  expect(proof.factor()).toBe(1);
  proof.told('c', false);
  proof.paid('c');
  expect(proof.factor()).toBe(RELAXED_FACTOR);
  proof.paid('d');
  await clock.advance(1999);
  expect([proof.factor(), lost()]).toEqual([RELAXED_FACTOR, 0]);
  await clock.advance(1);
  expect([proof.factor(), lost()]).toEqual([1, 1]);
});

test('webhooks that come late prove nothing: relaxing on them would make the cashier wait', async () => {
  const { clock, proof, lost } = watch();
  for (const id of ['a', 'b', 'c', 'd']) {
    proof.paid(id);
    await clock.advance(5000);
    proof.told(id, true);
  }
  expect([proof.factor(), lost()]).toEqual([1, 0]);
});

test('a closed door ends the proof at once', () => {
  const { proof, lost } = watch();
  for (const id of ['a', 'b', 'c']) {
    proof.told(id, false);
    proof.paid(id);
  }
  proof.reset();
  expect([proof.factor(), lost()]).toEqual([1, 1]);
});

test('relaxed looks are rarer, but never while the chain of replays is kept', () => {
  const clock = createVirtualClock();
  const following = startFollowing(clock.monotonic());
  following.stateSinceMono -= 4000;
  expect(nextLookMs(following, clock, 1000, 3000, false)).toBe(1000);
  expect(nextLookMs(following, clock, 1000, 3000, false, 3)).toBe(3000);
  expect(nextLookMs(following, clock, 3000, 3000, false, 3)).toBe(5000);
  following.lastPending = { mono: clock.monotonic(), uptime: clock.uptime() };
  expect(nextLookMs(following, clock, 1000, 3000, false, 3)).toBe(1000);
});
