import type { ChainCharge } from '../../contract/chain.ts';
import type { Lang } from '../../contract/faults.ts';
import type { Problem } from '../../contract/problems.ts';
import type { HubPool, Queries } from '../database/pool.ts';
import { lockOrder } from './lock.ts';
import { findAtShopProblem, NOT_AT_SHOP } from './place.ts';
import { REMOTE_ROW, viewRemote, type RemoteRow } from './row.ts';

export type RemoteChanged =
  | { readonly kind: 'ok'; readonly charge: ChainCharge }
  | { readonly kind: 'refused'; readonly problem: Problem; readonly charge?: ChainCharge };

export async function readRemote(queries: Queries, id: string): Promise<RemoteRow | undefined> {
  if (!UUID.test(id)) return undefined;
  return (await queries.query<RemoteRow>(`${REMOTE_ROW} WHERE r.id = $1`, [id]))[0];
}
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Remote charges of that order number, one for each account at most. */
export const findRemotes = (queries: Queries, orderId: string): Promise<RemoteRow[]> =>
  queries.query<RemoteRow>(`${REMOTE_ROW} WHERE r.order_id = $1`, [orderId]);

/** Those of these ids that there are. */
export const readRemotes = (queries: Queries, ids: readonly string[]): Promise<RemoteRow[]> =>
  queries.query<RemoteRow>(`${REMOTE_ROW} WHERE r.id = ANY($1::uuid[])`, [ids]);

/** Calls it off while no bridge has fetched it. */
export const cancelRemote = (hub: Pick<HubPool, 'query'>, id: string, lang: Lang): Promise<RemoteChanged> =>
  change(hub, id, lang, `status = 'cancelled'`, ['waiting', 'expired'], ['cancelled']);

/** Sends it once more after no bridge charged it; the time that it may wait begins anew. */
export const retryRemote = (hub: Pick<HubPool, 'transact'>, id: string, lang: Lang): Promise<RemoteChanged> =>
  hub.transact(async (queries) => {
    const row = await readRemote(queries, id);
    if (row) await lockOrder(queries, row.account, row.order_id);
    return change(
      queries,
      id,
      lang,
      `status = 'waiting', problem = NULL, claimed_by = NULL, claimed_at = NULL,
       expires_at = now() + make_interval(secs => (request->>'expires_in')::float)`,
      ['refused', 'expired', 'cancelled'],
      ['waiting'],
      `AND ${NOT_AT_SHOP}`,
    );
  });

async function change(
  hub: Queries,
  id: string,
  lang: Lang,
  set: string,
  from: readonly RemoteRow['status'][],
  already: readonly RemoteRow['status'][],
  unless = '',
): Promise<RemoteChanged> {
  const before = await readRemote(hub, id);
  if (!before) return { kind: 'refused', problem: { code: 'charge_not_found', params: { id } } };
  await hub.query(
    `UPDATE puente.remote_charges SET ${set}, changed_at = now() WHERE id = $1 AND status = ANY($2) ${unless}`,
    [id, from],
  );
  const row = (await readRemote(hub, id)) ?? before;
  const charge = viewRemote(row, lang);
  const isDone = already.includes(row.status);
  return isDone ? { kind: 'ok', charge } : { kind: 'refused', problem: await findAtShopProblem(hub, row), charge };
}

/** Ends what nobody fetched in time; whoever sent it is told by the notification that comes with the change. */
export async function expireRemotes(queries: Queries): Promise<void> {
  await queries.query(
    `UPDATE puente.remote_charges SET status = 'expired', changed_at = now() WHERE status = 'waiting' AND expires_at <= now()`,
  );
}
