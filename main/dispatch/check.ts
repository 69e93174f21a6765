import { mayHaveArrived } from '../charge/attempt.ts';
import { judge } from '../charge/verdict.ts';
import type { ConnectionWatch } from './connection.ts';
import type { DispatchDeps } from './context.ts';
import { readCheckouts } from './follow.ts';

/**
 * A person asks about one charge: every attempt that may have reached Recurrente is read again, by checkout or by list. Never a
 * replay: the lane alone knows whether its chain of `pending` answers still holds (design decision 6).
 */
export async function checkCharge(deps: DispatchDeps, connection: ConnectionWatch, chargeId: string): Promise<void> {
  const charge = deps.store.charges.get(chargeId);
  for (const attempt of charge?.attempts ?? []) {
    if (mayHaveArrived(attempt) && judge(attempt).kind !== 'not_ours') await readCheckouts(deps, connection, attempt);
  }
}
