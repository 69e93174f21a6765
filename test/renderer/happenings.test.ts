import { describe, expect, it } from 'vitest';
import { createHappenings } from '../../renderer/live/happenings.ts';
import { sampleCharge, type Sample } from './sample-charges.ts';

const NOW = Date.parse('2026-11-22T18:00:00Z');
const charge = (status: Sample['status'], changed = 1) =>
  sampleCharge({ order_id: 'A', status, changed, age: 900 }, NOW);

describe('what is told aloud', () => {
  it('tells a payment once, however often the stream repeats it', () => {
    const happenings = createHappenings(() => NOW);
    happenings.prime([charge('dispatched')]);
    expect(happenings.ofCharge(charge('dispatched'))).toBeUndefined();
    expect(happenings.ofCharge(charge('paid'))?.kind).toBe('paid');
    expect(happenings.ofCharge(charge('paid'))).toBeUndefined();
  });

  it('tells a payment after a decline as a late one', () => {
    const happenings = createHappenings(() => NOW);
    expect(happenings.ofCharge(charge('declined'))?.kind).toBe('not_paid');
    expect(happenings.ofCharge(charge('paid'))?.kind).toBe('late_payment');
  });

  it('tells a payment of a later attempt as what it is, also when nobody here heard that it was tried again', () => {
    const happenings = createHappenings(() => NOW);
    happenings.prime([charge('declined')]);
    const [first] = charge('paid').attempts;
    if (!first) throw new Error('a paid charge has an attempt');
    const paid = { ...charge('paid'), attempts: [first, { ...first, number: 2 }] };
    expect(happenings.ofCharge(paid)?.kind).toBe('paid');
    // The control: the same news of the attempt that was given up.
    const others = createHappenings(() => NOW);
    others.prime([charge('declined')]);
    expect(others.ofCharge(charge('paid'))?.kind).toBe('late_payment');
  });

  it('does not tell the past when a stream resumes', () => {
    const happenings = createHappenings(() => NOW);
    expect(happenings.ofCharge(charge('paid', 300))).toBeUndefined();
    // The control: the same charge, but just paid.
    expect(createHappenings(() => NOW).ofCharge(charge('paid', 3))?.kind).toBe('paid');
  });

  it('tells when the line goes and when it comes back, not how it was at first', () => {
    const happenings = createHappenings(() => NOW);
    expect(happenings.ofConnection('offline')).toBeUndefined();
    expect(happenings.ofConnection('online')?.kind).toBe('online');
    expect(happenings.ofConnection('online')).toBeUndefined();
    expect(happenings.ofConnection('offline')?.kind).toBe('offline');
  });
});
