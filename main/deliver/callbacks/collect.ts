import { isFinal } from '../../contract/charge.ts';
import type { ChargeView } from '../../contract/charge.ts';
import type { Config } from '../../contract/config.ts';
import type { CallbackTable, NewCallback } from '../../store/callbacks.ts';
import type { Store } from '../../store/store.ts';

export interface CollectDeps {
  readonly store: Pick<Store, 'journal' | 'charges' | 'transactSoon'>;
  readonly table: CallbackTable;
  readonly config: () => Config;
  readonly viewOf: (chargeId: string) => ChargeView | undefined;
  readonly newId: () => string;
}

const BATCH = 200;
const PLACE_EVERY = 1000;
/** A callback that nobody took is given up after this long, counting the time in which the bridge ran. */
export const GIVE_UP_MS = 24 * 3_600_000;

/**
 * Turns the journal's lines into callbacks, from where it left off: a crash loses none. The very first start begins at the
 * present. Who was told already is asked per address, so that what is collected twice is told once; when the bridge was down
 * for several changes, the charge is told as it stands.
 *
 * The place is written down together with callbacks, and otherwise only now and then: a commit of its own for each line of the
 * journal would make every charge wait for two flushes of the disk instead of one.
 */
export function createCollector({ store, table, config, viewOf, newId }: CollectDeps) {
  let stored = table.cursor();
  if (stored === null) {
    stored = store.journal.lastSeq();
    table.add([], stored);
  }
  let seen = stored;

  function keepPlace(): void {
    if (seen !== stored) table.add([], seen);
    stored = seen;
  }

  return {
    collect(nowMs: number): void {
      for (;;) {
        const lines = store.journal.newsSince(seen, BATCH);
        const isAll = lines.length < BATCH;
        const chargeIds = new Set(lines.map(({ chargeId }) => chargeId));
        const added = [...chargeIds].flatMap((chargeId) => callbacksFor(chargeId, nowMs));
        // Up to the end of the journal where no news is left: what is no news is not read again.
        seen = isAll ? store.journal.lastSeq() : (lines.at(-1)?.seq ?? seen);
        if (added.length > 0) {
          const place = seen;
          // Not told before it is on the disk (callbacks.ts).
          store.transactSoon('callbacks', () => table.add(added, place));
          stored = seen;
        } else if (stored === null || seen - stored >= PLACE_EVERY) keepPlace();
        if (isAll) return;
      }
    },
    /** The bridge is closing: the next start need not read these lines again. */
    keepPlace,
  };

  function callbacksFor(chargeId: string, nowMs: number): NewCallback[] {
    const own = store.charges.callbackUrl(chargeId);
    const { url: everyone, when } = config().callbacks;
    const urls = new Set([own, everyone].filter((url) => url !== undefined));
    const charge = urls.size > 0 ? viewOf(chargeId) : undefined;
    if (!charge || (when === 'final' && !isFinal(charge.status))) return [];
    return [...urls].flatMap((url): NewCallback[] => {
      const before = table.lastTold(chargeId, url);
      const told = toldKey(charge);
      // That it waits in the queue was the answer to the order itself.
      if (before === told || (before === undefined && charge.status === 'queued')) return [];
      const event = before !== undefined && sameBut(before, told) ? 'charge.refund' : `charge.${charge.status}`;
      const body = JSON.stringify({ type: event, timestamp: new Date(nowMs).toISOString(), data: charge });
      return [
        { id: `cb_${newId()}`, chargeId, url, event, told, body, createdAtMs: nowMs, giveUpAtMs: nowMs + GIVE_UP_MS },
      ];
    });
  }
}

/** What an address has been told: a charge that shows the same is no news. */
const toldKey = ({ status, amount_in_cents, paid_in_cents, failure, auth_code, refund }: ChargeView): string =>
  [
    [status, amount_in_cents, paid_in_cents, failure?.code, auth_code].join('|'),
    [refund?.status, refund?.id, refund?.requested_at].join('|'),
  ].join('\n');

/** True when the charge itself shows the same and only its refund changed. */
const sameBut = (before: string, told: string): boolean => before.split('\n')[0] === told.split('\n')[0];
