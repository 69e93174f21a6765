import { describe, expect, it } from 'vitest';
import { openRig } from './open-rig.ts';

/** What a charge costs at Recurrente, by polling alone (`standingPaceMs`). */
describe('calls to Recurrente for a paid charge', () => {
  const callsFor = async (customerMs: number, dispatchMs: number): Promise<number> => {
    const rig = await openRig({ behaviour: { dispatchMs }, queue: { pollMs: 1000 } });
    const before = rig.sandbox.log.length;
    rig.order('F1');
    await rig.untilShown('F1');
    await rig.pass(customerMs);
    rig.terminal(1).approve();
    await rig.untilStatus('F1', 'paid');
    const about = ['create_command', 'get_checkout'];
    const calls = rig.sandbox.log
      .slice(before)
      .filter((line) => line.kind === 'request' && about.includes(line.route ?? ''));
    return calls.length;
  };

  it.each([0, 600, 1300])('are 12 at most for a customer of 20 s, shown after %i ms', async (dispatchMs) => {
    for (let ms = 19_000; ms <= 20_500; ms += 250)
      expect([ms, (await callsFor(ms, dispatchMs)) <= 12]).toEqual([ms, true]);
  });

  it('are counted (control: a minute takes more)', async () => {
    expect(await callsFor(60_000, 600)).toBeGreaterThan(12);
  });
});
