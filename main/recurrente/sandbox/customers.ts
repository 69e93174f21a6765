import { z } from 'zod';
import type { ScriptedStep } from './world.ts';

const chance = z.number().min(0).max(1);
const ms = z.number().min(0).max(3_600_000);

/** How customers behave when nobody taps. What is left of the chances is an approval without a tip. */
export const customerScriptSchema = z.strictObject({
  /** Least and most time that a customer takes. */
  thinkMs: z.tuple([ms, ms]).default([1500, 4000]),
  decline: chance.default(0.12),
  tip: chance.default(0.15),
  cancel: chance.default(0.03),
  walkAway: chance.default(0.03),
  /** Of the declines: how many are approved by the bank after all, and how much later. */
  lateApproval: chance.default(0),
  lateApprovalMs: ms.default(5000),
});
export type CustomerScript = z.infer<typeof customerScriptSchema>;

/** What banks say, in the words that a customer reads. */
export const DECLINE_REASONS = [
  'Fondos insuficientes',
  'Tarjeta vencida',
  'Tarjeta bloqueada por el banco',
  'PIN incorrecto',
  'El banco rechazó la transacción',
  'Su banco no acepta cuotas',
] as const;

const TIPS = [0.05, 0.1, 0.15] as const;

/** Draws what the next customer does, from the sandbox's seed. */
export function drawCustomer(script: CustomerScript, amountInCents: number, random: () => number): ScriptedStep {
  const [least, most] = script.thinkMs;
  const afterMs = Math.round(least + random() * (most - least));
  let left = random();
  const happens = (probability: number): boolean => (left -= probability) < 0;
  if (happens(script.decline)) {
    const reason = pick(DECLINE_REASONS.slice(0, -1), random);
    const late = random() < script.lateApproval;
    return { afterMs, act: { act: 'decline', reason, ...(late ? { lateApprovalMs: script.lateApprovalMs } : {}) } };
  }
  if (happens(script.cancel)) return { afterMs, act: { act: 'cancel' } };
  if (happens(script.walkAway)) return { afterMs, act: { act: 'walk_away' } };
  if (happens(script.tip))
    return { afterMs, act: { act: 'approve', tipInCents: Math.round(amountInCents * pick(TIPS, random)) } };
  return { afterMs, act: { act: 'approve' } };
}

const pick = <T>(items: readonly T[], random: () => number): T =>
  items[Math.floor(random() * items.length)] ?? (items[0] as T);
