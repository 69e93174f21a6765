import { afterEach, expect } from 'vitest';
import { createRig, type Rig, type RigOptions } from './rig.ts';

const open: Rig[] = [];

/** A rig whose bridge is online; stopped after the test, which fails if anything was logged as an error. */
export async function openRig(options?: RigOptions): Promise<Rig> {
  const rig = createRig(options);
  open.push(rig);
  await rig.until('online', () => rig.connection() === 'online');
  return rig;
}

/** The same shop after its disk was lost. */
export async function loseDisk(rig: Rig): Promise<Rig> {
  open.splice(open.indexOf(rig), 1);
  const next = createRig({ seed: 2, keeping: await rig.loseDisk() });
  open.push(next);
  await next.until('online', () => next.connection() === 'online');
  return next;
}

afterEach(async () => {
  const errors: string[] = [];
  for (const rig of open.splice(0)) {
    await rig.stop();
    errors.push(...rig.errors);
  }
  expect(errors).toEqual([]);
});
