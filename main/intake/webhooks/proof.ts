import type { Clock } from '../../contract/clock.ts';

/** A webhook is prompt when it comes before, or this soon after, polling has found the payment by itself. */
const PROMPT_MS = 2000;
/** Prompt webhooks in a row until polling relaxes. */
const PROOFS = 3;
/** How much rarer the looks are then. */
export const RELAXED_FACTOR = 3;

export interface ProofDeps {
  readonly clock: Clock;
  /** Webhooks have stopped, or come late: whoever sleeps at the relaxed pace is to look now. */
  readonly onLost: () => void;
}

/**
 * Whether webhooks are proven to arrive. Each payment is a proof: its webhook is there when polling finds it, or two seconds
 * later. Relaxing on anything less would make the cashier wait. The first payment without a prompt webhook ends it at once.
 */
export function createWebhookProof({ clock, onLost }: ProofDeps) {
  const told = new Set<string>();
  const expected = new Map<string, AbortController>();
  let proofs = 0;

  function lose(): void {
    const relaxed = proofs >= PROOFS;
    proofs = 0;
    if (relaxed) onLost();
  }
  function prove(): void {
    proofs += 1;
  }

  return {
    factor: (): number => (proofs >= PROOFS ? RELAXED_FACTOR : 1),
    /** A webhook tells that this charge was paid; `known`: the ledger said so already. */
    told(chargeId: string, known: boolean): void {
      const waiting = expected.get(chargeId);
      if (waiting) {
        expected.delete(chargeId);
        waiting.abort();
        prove();
      } else if (!known) told.add(chargeId);
    },
    /** The ledger says that this charge is paid, whoever brought the news. */
    paid(chargeId: string): void {
      if (told.delete(chargeId)) {
        prove();
        return;
      }
      const waiting = new AbortController();
      expected.set(chargeId, waiting);
      void clock.sleep(PROMPT_MS, waiting.signal).then(() => {
        if (expected.get(chargeId) !== waiting) return;
        expected.delete(chargeId);
        lose();
      });
    },
    /** The listener was closed, or the secrets changed. */
    reset(): void {
      told.clear();
      for (const waiting of expected.values()) waiting.abort();
      expected.clear();
      lose();
    },
  };
}
export type WebhookProof = ReturnType<typeof createWebhookProof>;
