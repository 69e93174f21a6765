import type { Store } from '../../store/store.ts';
import type { HubSession, LinkPart } from './part.ts';

const KEY = 'hub_lsn';
const IDENTITY = 'hub_identity';

/**
 * Notices that the hub is an older copy than the one that was known: another identity (a dump that was restored, another
 * timeline, a database that was made anew), or a write position before one that this bridge saw (a disk image that was put back). From then on nothing is taken
 * over for a while, since the lost part may have granted it to another bridge.
 */
export function createIdentityWatch({ store }: { readonly store: Store }): LinkPart {
  return {
    channels: [],
    async connected({ pool }: HubSession) {
      const [row] = await pool.query<{ position: number; same: boolean; identity: string }>(
        `SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn) AS position, identity = puente.hub_identity() AS same,
           puente.hub_identity() AS identity FROM puente.hub`,
      );
      const seen = Number(store.settings.get(KEY) ?? 0);
      const known = store.settings.get(IDENTITY) ?? row?.identity;
      if (!row || !row.same || row.position < seen || known !== row.identity)
        await pool.query('UPDATE puente.hub SET identity = puente.hub_identity(), doubtful_since = now()');
      store.transact('hub_lsn', () => {
        store.settings.set(KEY, String(row?.position ?? 0));
        store.settings.set(IDENTITY, row?.identity ?? null);
      });
    },
    disconnected: () => undefined,
  };
}
