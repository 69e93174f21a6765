import type { ChargeView, Status } from '../../main/contract/charge.ts';
import type { HappeningKind } from '../../main/contract/happenings.ts';
import type { Connection } from '../../main/contract/status.ts';

export interface Happening {
  readonly kind: HappeningKind;
  readonly charge?: ChargeView;
}

/** How a charge stood when it was heard of last, and which attempt that was about. */
interface Known {
  readonly status: Status;
  readonly attempt: number | undefined;
}

const KNOWN_KEPT = 500;
/** A charge met for the first time is told of only if it just changed: resuming must not replay the whole day aloud. */
const FRESH_MS = 60_000;

/** Tells changes from repetitions: the stream shows a charge again for each journal line, changed or not. */
export function createHappenings(now: () => number) {
  const known = new Map<string, Known>();
  let connection: Connection | undefined;

  function remember(charge: ChargeView): Known | undefined {
    const before = known.get(charge.id);
    known.delete(charge.id);
    known.set(charge.id, knownOf(charge));
    if (known.size > KNOWN_KEPT) known.delete(known.keys().next().value ?? '');
    return before;
  }

  return {
    /** Learns without telling: what stood there when the page opened is no news. */
    prime: (charges: readonly ChargeView[]): void => charges.forEach(remember),
    ofCharge(charge: ChargeView): Happening | undefined {
      const before = remember(charge);
      if (before?.status === charge.status) return undefined;
      if (before === undefined && now() - Date.parse(charge.updated_at) > FRESH_MS) return undefined;
      const kind = kindOf(before, knownOf(charge));
      return kind && { kind, charge };
    },
    ofConnection(next: Connection): Happening | undefined {
      const before = connection;
      connection = next;
      if (before === undefined || before === next) return undefined;
      if (next === 'offline') return { kind: 'offline' };
      return before === 'offline' && next === 'online' ? { kind: 'online' } : undefined;
    },
  };
}

const knownOf = ({ status, attempts }: ChargeView): Known => ({ status, attempt: attempts.at(-1)?.number });

function kindOf(before: Known | undefined, after: Known): HappeningKind | undefined {
  switch (after.status) {
    case 'queued':
      return before === undefined ? 'arrived' : undefined;
    case 'sending':
    case 'pending':
    case 'dispatched':
      return undefined;
    case 'in_doubt':
      return 'in_doubt';
    case 'paid':
      // Paid by a later attempt than the one that was given up: it was tried again while nobody here listened.
      return before !== undefined && NOT_PAID.has(before.status) && before.attempt === after.attempt
        ? 'late_payment'
        : 'paid';
    case 'expired':
      return 'expired';
    case 'declined':
    case 'failed':
    case 'superseded':
      return 'not_paid';
    // Whoever cancelled knows it.
    case 'cancelled':
      return undefined;
  }
}

const NOT_PAID: ReadonlySet<Status> = new Set(['declined', 'failed', 'superseded', 'cancelled', 'expired']);
