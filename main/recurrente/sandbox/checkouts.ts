import { invalid, notFound, type Refusal } from './refusal.ts';
import type { Checkout, Intent } from './state.ts';
import type { World } from './world.ts';

export interface CheckoutView {
  readonly checkout: Readonly<Checkout>;
  /** The latest try. */
  readonly intent: Intent | undefined;
}
export interface ListReply {
  readonly items: readonly CheckoutView[];
  readonly page: number;
  readonly perPage: number;
  readonly totalPages: number;
  readonly totalCount: number;
}

/** `GET /api/checkouts/{id}`, as lagging reads see it. */
export function readCheckout(world: World, id: string): CheckoutView | Refusal {
  const seenAtMs = world.now() - world.behaviour().readLagMs;
  const version = world.state.versions.findLast((each) => each.checkout.id === id && each.atMs <= seenAtMs);
  if (!version) return notFound('El checkout');
  const { checkout } = version;
  return { checkout, intent: world.state.intents.findLast((intent) => intent.id === checkout.intentId) };
}

/** `GET /api/checkouts?from_time&until_time&page&items`: newest first, bounds included; pages beyond the end are empty. */
export function listCheckouts(world: World, query: URLSearchParams): ListReply | Refusal {
  const errors: Record<string, string[]> = {};
  const from = readTime(query.get('from_time'), -Infinity);
  const until = readTime(query.get('until_time'), Infinity);
  const page = readCount(query.get('page'), 1);
  const perPage = readCount(query.get('items'), DEFAULT_ITEMS);
  if (Number.isNaN(from)) errors['from_time'] = ['no es una fecha válida'];
  if (Number.isNaN(until)) errors['until_time'] = ['no es una fecha válida'];
  if (Number.isNaN(page)) errors['page'] = ['debe ser un número mayor que cero'];
  if (Number.isNaN(perPage)) errors['items'] = ['debe ser un número mayor que cero'];
  if (Object.keys(errors).length > 0) return invalid(errors);

  const { clockSkewMs } = world.behaviour();
  const matching = [...visibleCheckouts(world).values()]
    .filter(({ checkout }) => {
      const writtenMs = checkout.createdAtMs + clockSkewMs;
      return writtenMs >= from && writtenMs <= until;
    })
    .reverse();
  const size = Math.min(perPage, MAX_ITEMS);
  return {
    items: matching.slice((page - 1) * size, page * size),
    page,
    perPage: size,
    totalPages: Math.max(1, Math.ceil(matching.length / size)),
    totalCount: matching.length,
  };
}
/** "`?page=1&items=20`" [ref]; how many at most is not documented. */
const DEFAULT_ITEMS = 20;
const MAX_ITEMS = 100;

/** Every checkout as it was `readLagMs` ago, oldest first. */
function visibleCheckouts(world: World): Map<string, CheckoutView> {
  const seenAtMs = world.now() - world.behaviour().readLagMs;
  const visible = new Map<string, CheckoutView>();
  for (const { atMs, checkout } of world.state.versions) {
    if (atMs > seenAtMs) continue;
    visible.set(checkout.id, { checkout, intent: undefined });
  }
  for (const intent of world.state.intents) {
    const view = visible.get(intent.checkoutId);
    if (view?.checkout.intentId === intent.id) visible.set(intent.checkoutId, { ...view, intent });
  }
  return visible;
}

const readTime = (text: string | null, otherwise: number): number => (text === null ? otherwise : Date.parse(text));

function readCount(text: string | null, otherwise: number): number {
  if (text === null) return otherwise;
  return /^[1-9]\d{0,6}$/.test(text) ? Number(text) : Number.NaN;
}
