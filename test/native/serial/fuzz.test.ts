import { describe, expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';

describe('random and broken bytes', () => {
  it('never crash, hang, or become a charge that was not asked for', async () => {
    const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_122);
    const report = await fuzz({ frames: 3_000, seed });
    expect(report.unasked, `seed ${seed}`).toEqual([]);
    expect(report.errors, `seed ${seed}`).toEqual([]);
    // The run is worth something only if it reached every branch.
    expect(report.charges).toBeGreaterThan(100);
    for (const [name, count] of Object.entries(report.counters)) expect(count, name).toBeGreaterThan(0);
  });

  it('would be noticed if they did: a bridge that does not check checksums is caught', async () => {
    const report = await fuzz({
      frames: 1_500,
      seed: 1,
      damage: (profile) =>
        profile.framing.kind === 'stx-etx'
          ? { ...profile, framing: { ...profile.framing, checksum: 'none' } }
          : profile,
    });
    expect(report.unasked.length).toBeGreaterThan(0);
  });
});
