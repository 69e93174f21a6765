import type { ChainCharge } from '../../contract/chain.ts';
import type { ChargeView } from '../../contract/charge.ts';
import type { Lang } from '../../contract/faults.ts';
import type { Problem } from '../../contract/problems.ts';
import { listDifferences, type Terms } from '../../charge/order-rules.ts';
import { translateCharge } from '../../charge/translate.ts';
import { toHubJson } from '../database/json.ts';
import type { HubPool, Queries } from '../database/pool.ts';
import { lockOrder } from './lock.ts';
import { requestOf, type RemoteOrder } from './order.ts';
import { REMOTE_ROW, viewRemote, type RemoteRow } from './row.ts';

/** Who sent it: a bridge for its ERP, or a user of the hub. */
export type Origin = { readonly bridge: string } | { readonly user: string };

export type RemotePlaced =
  | { readonly kind: 'created' | 'existing' | 'replaced'; readonly charge: ChainCharge }
  | { readonly kind: 'refused'; readonly problem: Problem; readonly charge?: ChainCharge };

/**
 * Puts a charge into the hub's queue; in the hub's database when this resolves. The order rules hold for the whole account:
 * a number that any bridge has told of, or that waits already, is the same order, and another amount or terminal is a conflict.
 *
 * What a shop's own ERP sends is judged by that shop's bridge alone, which need not reach the hub for it.
 */
export async function placeRemote(
  hub: Pick<HubPool, 'transact'>,
  order: RemoteOrder,
  origin: Origin,
  { replace = false, lang, maySee = () => true }: PlaceOptions,
): Promise<RemotePlaced> {
  return hub.transact(async (queries) => {
    await lockOrder(queries, order.account, order.orderId);
    const atShop = await findAtShop(queries, order);
    if (atShop && !maySee({ ...atShop, origin_user: null })) return hiddenConflict(order);
    if (atShop) return repeatAtShop(atShop, order, lang);
    const [made] = await queries.query<{ id: string }>(INSERT, [
      order.account,
      order.orderId,
      order.terminalId,
      'bridge' in origin ? origin.bridge : null,
      'user' in origin ? origin.user : null,
      toHubJson(requestOf(order)),
      order.expiresIn,
    ]);
    const row = await readOrderRow(queries, order);
    if (made) return { kind: 'created', charge: viewRemote(row, lang) };
    if (!maySee(row)) return hiddenConflict(order);
    return repeatWaiting(queries, row, order, { replace, lang });
  });
}

export interface PlaceOptions {
  readonly replace?: boolean | undefined;
  readonly lang: Lang;
  /** Whether whoever sends may see an order that is there already. */
  readonly maySee?: (row: Pick<RemoteRow, 'shop' | 'origin_user'>) => boolean;
}

const INSERT = `
  INSERT INTO puente.remote_charges (account, order_id, terminal_id, origin_bridge, origin_user, request, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7))
  ON CONFLICT (account, order_id) DO NOTHING RETURNING id`;

interface AtShop {
  readonly doc: ChargeView;
  readonly account: string;
  readonly shop: string;
  readonly bridge: string;
}

/** The order as a bridge took it by itself, not for this queue. */
async function findAtShop(queries: Queries, { account, orderId }: RemoteOrder): Promise<AtShop | undefined> {
  const [found] = await queries.query<AtShop>(
    `SELECT c.doc, c.account, c.shop, c.bridge FROM puente.charges c
     WHERE c.account = $1 AND c.order_id = $2
       AND NOT EXISTS (SELECT 1 FROM puente.remote_charges r WHERE r.account = $1 AND r.order_id = $2)
     ORDER BY c.created_at DESC LIMIT 1`,
    [account, orderId],
  );
  return found;
}

function repeatAtShop({ doc, ...place }: AtShop, order: RemoteOrder, lang: Lang): RemotePlaced {
  const charge = { ...translateCharge(doc, lang), ...place };
  const differences = listDifferences(termsOfView(doc), order);
  return differences.length === 0 ? { kind: 'existing', charge } : conflict(order, differences, charge);
}

async function repeatWaiting(
  queries: Queries,
  row: RemoteRow,
  order: RemoteOrder,
  { replace, lang }: { readonly replace: boolean; readonly lang: Lang },
): Promise<RemotePlaced> {
  const charge = viewRemote(row, lang);
  const differences = listDifferences(termsOfView(charge), order);
  if (differences.length === 0) return { kind: 'existing', charge };
  if (!replace) return conflict(order, differences, charge);
  const [changed] = await queries.query<{ id: string }>(
    `UPDATE puente.remote_charges SET request = $2, terminal_id = $3, status = 'waiting', problem = NULL, claimed_by = NULL,
       claimed_at = NULL, changed_at = now(), expires_at = now() + make_interval(secs => $4)
     WHERE id = $1 AND status IN ('waiting', 'refused', 'expired', 'cancelled') AND ${NOT_AT_SHOP} RETURNING id`,
    [row.id, toHubJson(requestOf(order)), order.terminalId, order.expiresIn],
  );
  if (!changed) return { kind: 'refused', problem: await findAtShopProblem(queries, row), charge };
  return { kind: 'replaced', charge: viewRemote(await readOrderRow(queries, order), lang) };
}

/** The shop's own ERP may have sent the order to its bridge meanwhile; a condition on `puente.remote_charges`. */
export const NOT_AT_SHOP = `NOT EXISTS (
  SELECT 1 FROM puente.charges c WHERE c.account = remote_charges.account AND c.order_id = remote_charges.order_id)`;

/** From the moment that a bridge has it, what becomes of it is decided there. */
export async function findAtShopProblem(queries: Queries, row: RemoteRow): Promise<Problem> {
  const [own] = await queries.query<{ bridge: string }>(
    'SELECT bridge FROM puente.charges WHERE account = $1 AND order_id = $2 ORDER BY created_at DESC LIMIT 1',
    [row.account, row.order_id],
  );
  return {
    code: 'remote_at_shop',
    params: { bridge: row.claimed_by ?? own?.bridge ?? '', order_id: row.order_id },
  };
}

const conflict = (order: RemoteOrder, differences: readonly string[], charge: ChainCharge): RemotePlaced => ({
  kind: 'refused',
  problem: {
    code: 'order_conflict',
    params: { order_id: order.orderId, differences: differences.join('; '), status: charge.status },
  },
  charge,
});

/** That the number is in use has to be said; for how much, and what became of it, is that shop's business. */
const hiddenConflict = ({ orderId }: RemoteOrder): RemotePlaced => ({
  kind: 'refused',
  problem: { code: 'order_conflict', params: { order_id: orderId, differences: 'terminal' } },
});

const termsOfView = (charge: ChargeView): Terms => ({
  currency: charge.currency,
  amountInCents: charge.amount_in_cents,
  terminalId: charge.terminal.id,
  installments: charge.installments,
});

async function readOrderRow(queries: Queries, { account, orderId }: RemoteOrder): Promise<RemoteRow> {
  const [row] = await queries.query<RemoteRow>(`${REMOTE_ROW} WHERE r.account = $1 AND r.order_id = $2`, [
    account,
    orderId,
  ]);
  if (!row) throw new Error('the row was inserted or met in this very transaction');
  return row;
}
