import type { ChainCharge } from '../../contract/chain.ts';
import type { Lang } from '../../contract/faults.ts';
import type { Problem } from '../../contract/problems.ts';
import type { HubPool, Queries } from '../database/pool.ts';
import { atShopProblem } from './place.ts';
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

/** Calls it off while no bridge has fetched it. */
export const cancelRemote = (hub: Pick<HubPool, 'query'>, id: string, lang: Lang): Promise<RemoteChanged> =>
  change(hub, id, lang, `status = 'cancelled'`, ['waiting', 'expired'], ['cancelled']);

/** Sends it once more after no bridge charged it; the time that it may wait begins anew. */
export const retryRemote = (hub: Pick<HubPool, 'query'>, id: string, lang: Lang): Promise<RemoteChanged> =>
  change(
    hub,
    id,
    lang,
    `status = 'waiting', problem = NULL, claimed_by = NULL, claimed_at = NULL,
     expires_at = now() + make_interval(secs => (request->>'expires_in')::float)`,
    ['refused', 'expired', 'cancelled'],
    ['waiting'],
    // The shop may have charged the order by itself meanwhile.
    `AND NOT EXISTS (SELECT 1 FROM puente.charges c WHERE c.account = remote_charges.account AND c.order_id = remote_charges.order_id)`,
  );

async function change(
  hub: Pick<HubPool, 'query'>,
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
  return isDone ? { kind: 'ok', charge } : { kind: 'refused', problem: atShopProblem(row), charge };
}

/** Ends what nobody fetched in time; whoever sent it is told by the notification that comes with the change. */
export async function expireRemotes(queries: Queries): Promise<void> {
  await queries.query(
    `UPDATE puente.remote_charges SET status = 'expired', changed_at = now() WHERE status = 'waiting' AND expires_at <= now()`,
  );
}
