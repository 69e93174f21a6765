import { afterEach, expect, it } from 'vitest';
import { createRig, type Rig } from './rig.ts';

let rig: Rig;
afterEach(() => rig.stop());

it('a lane that cannot go on is told, hinders no other terminal, and the alert ends when it goes on', async () => {
  rig = createRig();
  await rig.until('online', () => rig.connection() === 'online');
  const { db } = rig.store();
  db.exec(`CREATE TRIGGER broken BEFORE INSERT ON attempts WHEN NEW.external_id LIKE '%F1%'
           BEGIN SELECT RAISE(ABORT, 'a fault of ours'); END`);
  rig.order('F1');
  await rig.pass(6000);
  // A fault that passes is nobody's business.
  expect(rig.alerts()).toEqual([]);
  await rig.until('told', () => rig.alerts().includes('lane_stuck'), 30_000);
  expect(rig.charge('F1').status).toBe('queued');

  rig.order('F2', { terminal: 'caja2' });
  await rig.until('the other one sends', () => rig.terminal(2).charge() !== undefined, 30_000);

  db.exec('DROP TRIGGER broken');
  await rig.until('it goes on', () => rig.terminal(1).charge() !== undefined, 30_000);
  expect(rig.alerts()).toEqual([]);
  expect(rig.errors.length).toBeGreaterThanOrEqual(5);
});
