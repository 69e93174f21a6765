import { z } from 'zod';

export const ROUTES = [
  'test',
  'create_command',
  'get_checkout',
  'list_checkouts',
  'create_refund',
  'get_refund',
  'register_webhook',
] as const;
export type Route = (typeof ROUTES)[number] | 'unknown';

const ms = z.number().min(0).max(86_400_000);
const when = z.enum(['before', 'after']);

/**
 * What can go wrong with one call. `before`: nothing was done; `after`: it was done and the caller does not learn of it.
 * - `drop`: the connection is cut without an answer
 * - `error`: a 5xx
 * - `html`: a page instead of JSON, as a captive portal or a proxy sends it
 * - `rate_limit`: 429 with Retry-After
 * - `slow`: the answer takes `ms` longer, before or after the work is done
 * - `hang`: no answer ever
 * - `half_answer`: done, and the connection is cut in the middle of the body
 * - `late`: held until the caller has gone (or cut at once), and done `ms` after that
 * - `refuse_key`: 401 although the key is good
 */
export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('drop'), when }),
  z.strictObject({ kind: z.literal('error'), when, status: z.int().min(500).max(599).default(503) }),
  z.strictObject({ kind: z.literal('html'), when, status: z.int().min(200).max(599).default(200) }),
  z.strictObject({ kind: z.literal('rate_limit'), retryAfterSeconds: z.int().min(0).max(3600).default(1) }),
  z.strictObject({ kind: z.literal('slow'), when: when.default('before'), ms }),
  z.strictObject({ kind: z.literal('hang'), when }),
  z.strictObject({ kind: z.literal('half_answer') }),
  z.strictObject({ kind: z.literal('late'), ms, cut: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('refuse_key') }),
]);
export type Fault = z.infer<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;

/** `refuse`: no connection at all; `reset`: each is cut at once. Both stand for a network that is gone. */
export type Network = 'up' | 'reset' | 'refuse';

export interface FaultPlan {
  /** The next `times` calls of the route (any route: '*') meet this fault, after those queued before. */
  next(route: Route | '*', fault: FaultInput, times?: number): void;
  /** From now on each call of the route meets this fault with this probability, drawn from the seed. */
  often(route: Route | '*', fault: FaultInput, probability: number): void;
  /** Forgets every fault, queued and drawn. The network stays as it is. */
  clear(): void;
  network(): Network;
  setNetwork(network: Network): void;
  /** What this call meets. One-shot faults are used up by asking. */
  draw(route: Route): Fault | undefined;
  /** What is planned, for pages and tests. */
  list(): { readonly queued: readonly Planned[]; readonly often: readonly Planned[] };
}
interface Planned {
  readonly route: Route | '*';
  readonly fault: Fault;
  readonly probability: number;
}

export function createFaultPlan(random: () => number, onNetwork: (network: Network) => void): FaultPlan {
  let queued: Planned[] = [];
  let often: Planned[] = [];
  let network: Network = 'up';
  const fits = (planned: Planned, route: Route): boolean => planned.route === '*' || planned.route === route;
  return {
    next(route, fault, times = 1) {
      const planned = { route, fault: faultSchema.parse(fault), probability: 1 };
      queued.push(...Array.from({ length: times }, () => planned));
    },
    often(route, fault, probability) {
      often.push({ route, fault: faultSchema.parse(fault), probability });
    },
    clear() {
      queued = [];
      often = [];
    },
    network: () => network,
    setNetwork(wanted) {
      if (wanted === network) return;
      network = wanted;
      onNetwork(wanted);
    },
    draw(route) {
      const index = queued.findIndex((planned) => fits(planned, route));
      if (index >= 0) return queued.splice(index, 1)[0]?.fault;
      return often.find((planned) => fits(planned, route) && random() < planned.probability)?.fault;
    },
    list: () => ({ queued: [...queued], often: [...often] }),
  };
}
