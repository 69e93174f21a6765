import type { Behaviour, FaultPlan } from '../../main/recurrente/sandbox/sandbox.ts';

/** Steps at which the bridge can be made to die by itself (main/failpoints.ts). */
export const FAILPOINTS = [
  'before:accept',
  // In the middle of a commit that several orders share, and after it before any of them is answered.
  'accept:between-orders',
  'after:accept',
  'before:begin_attempt',
  'after:begin_attempt',
  'before:post',
  'after:post',
  'before:replay',
  'after:replay',
  'before:look',
  'before:learn:send_started',
  'after:learn:send_started',
  'before:learn:command',
  'after:learn:command',
  'before:learn:checkout',
  'after:learn:checkout',
  'before:learn:absent',
  'after:learn:absent',
  'before:learn:patience_over',
  'before:retry',
  'after:retry',
  'before:resolve',
  'after:resolve',
  'after:started',
  'before:compared',
  'after:compared',
  'before:swept',
] as const;

/** How Recurrente answers in this run: every [open] question of recurrente-api.md, drawn from the seed. */
export function drawBehaviour(random: () => number): Partial<Behaviour> {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  return {
    afterConsumed: pick(['existing', 'reject422', 'newCommand'] as const),
    conflictStatus: pick([200, 200, 409] as const),
    readLagMs: pick([0, 0, 300, 1500]),
    shapes: pick(['reference', 'captured'] as const),
    errorShape: pick(['errors', 'error', 'text'] as const),
    listShape: pick(['array', 'data'] as const),
    closedCheckout: pick(['unpaid', 'cancelled'] as const),
    declineReasonInCheckout: random() < 0.7,
    clockSkewMs: pick([0, 0, 240_000, -240_000]),
    dispatchMs: pick([0, 150, 600]),
    processingMs: pick([0, 200]),
    afterPowerLoss: pick(['resume', 'consumed'] as const),
  };
}

/** Every fault at once, each with a small chance. */
export function planFaults(faults: FaultPlan, afterConsumed: Behaviour['afterConsumed']): void {
  for (const route of ['create_command', 'get_checkout', 'list_checkouts', 'test'] as const) {
    for (const when of ['before', 'after'] as const) {
      faults.often(route, { kind: 'drop', when }, 0.025);
      faults.often(route, { kind: 'error', when }, 0.02);
      faults.often(route, { kind: 'html', when }, 0.01);
      faults.often(route, { kind: 'hang', when }, 0.008);
    }
    faults.often(route, { kind: 'half_answer' }, 0.02);
    faults.often(route, { kind: 'rate_limit', retryAfterSeconds: 0 }, 0.02);
    faults.often(route, { kind: 'slow', ms: 250 }, 0.05);
  }
  // A request that arrives after its caller gave up. Where a consumed id makes a new command, one that arrives after the
  // payment would charge again whatever any client did; there it comes no later than the bridge's own second look.
  faults.often('create_command', { kind: 'late', ms: afterConsumed === 'newCommand' ? 400 : 2600, cut: true }, 0.03);
}
