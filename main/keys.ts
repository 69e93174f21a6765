import { randomBytes } from 'node:crypto';
import type { Clock } from './contract/clock.ts';
import { SCOPES, type KeyView, type Scope } from './contract/keys.ts';
import type { Problem } from './contract/problems.ts';
import { createEnd, createSecretCheck } from './secrets.ts';
import type { ApiKeys, StoredKey } from './store/api-keys.ts';
import type { Store } from './store/store.ts';

export interface KeysDeps {
  readonly store: Pick<Store, 'transact' | 'note' | 'settings'>;
  readonly table: ApiKeys;
  /** The first key, in the file `api-key`; `ended` is aborted when it is replaced. */
  readonly fileKey: { current(): string; ended(): AbortSignal };
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: () => string;
}

/** Last use is kept to the minute: an ERP that polls must not cost a write a request. */
const MINUTE_MS = 60_000;
/** It is written down once the answer has left, which would wait for one more flush of the disk otherwise. */
const NOTED_AFTER_MS = 1000;
const FILE_USED = 'file_key_used_at_ms';
/** The name of the file's key, and of the window, in the journal. */
const RESERVED = ['erp', 'window'];

/** Who may call: the file's key, which may do everything, and any number of named keys with fewer permissions. */
export function createKeys({ store, table, fileKey, clock, newId }: KeysDeps) {
  const usedAtMs = new Map<string, number>();
  const isFileKey = createSecretCheck(fileKey.current);
  /** By key that was shown: aborted when it is revoked, which ends what waits for its callers. */
  const ends = new Map<string, AbortController>();

  function endOf(id: string): AbortSignal {
    const end = ends.get(id) ?? createEnd();
    ends.set(id, end);
    return end.signal;
  }

  function markUsed(id: string, write: (nowMs: number) => void): void {
    const nowMs = clock.now();
    if (nowMs - (usedAtMs.get(id) ?? 0) < MINUTE_MS) return;
    usedAtMs.set(id, nowMs);
    const noteUse = (): void => {
      try {
        write(nowMs);
      } catch {
        // A full disk must not lock callers out; they still want to know how their charges are.
      }
    };
    setTimeout(noteUse, NOTED_AFTER_MS).unref();
  }

  const lastUse = (id: string, stored: number | null): number | null => usedAtMs.get(id) ?? stored;

  return {
    check(
      presented: string,
    ): { readonly name: string; readonly scopes: readonly Scope[]; readonly ended: AbortSignal } | undefined {
      if (isFileKey(presented)) {
        markUsed('file', (nowMs) => store.settings.set(FILE_USED, String(nowMs)));
        return { name: 'erp', scopes: SCOPES, ended: fileKey.ended() };
      }
      const key = table.find(presented);
      if (!key) return undefined;
      markUsed(key.id, (nowMs) => table.markUsed(key.id, nowMs));
      return { name: key.name, scopes: key.scopes, ended: endOf(key.id) };
    },

    list(): KeyView[] {
      const used = store.settings.get(FILE_USED);
      const first: KeyView = {
        id: 'file',
        name: 'erp',
        scopes: [...SCOPES],
        created_at: null,
        created_by: null,
        last_used_at: iso(lastUse('file', used === undefined ? null : Number(used))),
        revoked_at: null,
      };
      const others = table.list().map((key) => ({ ...key, lastUsedAtMs: lastUse(key.id, key.lastUsedAtMs) }));
      return [first, ...others.map(view)];
    },

    /** Makes a key that may do no more than whoever makes it. The key itself is answered this once. */
    make(
      wanted: { readonly name: string; readonly scopes: readonly Scope[] },
      by: { readonly name: string; readonly scopes: readonly Scope[] },
    ): { readonly key: string; readonly view: KeyView } | Problem {
      const beyond = wanted.scopes.find((scope) => !by.scopes.includes(scope));
      if (beyond) return { code: 'forbidden_scope', params: { scope: beyond } };
      const key = `pk_${randomBytes(24).toString('base64url')}`;
      return store.transact('key_made', () => {
        if (RESERVED.includes(wanted.name.toLowerCase()) || table.isNamed(wanted.name))
          return { code: 'key_name_taken', params: { name: wanted.name } };
        const nowMs = clock.now();
        const stored = { id: newId(), ...wanted, createdAtMs: nowMs, createdBy: by.name };
        table.add(key, stored);
        note('key_made', nowMs, { name: wanted.name, scopes: wanted.scopes, by: by.name });
        return { key, view: view({ ...stored, lastUsedAtMs: null, revokedAtMs: null }) };
      });
    },

    revoke(id: string, by: string): KeyView | undefined {
      const revoked = store.transact('key_revoked', () => {
        const nowMs = clock.now();
        const done = table.revoke(id, nowMs);
        const key = table.list().find((each) => each.id === id);
        if (done && key) note('key_revoked', nowMs, { name: key.name, by });
        return key && view(key);
      });
      ends.get(id)?.abort('revoked');
      ends.delete(id);
      return revoked;
    },
  };

  function note(kind: string, atMs: number, data: Record<string, unknown>): void {
    store.note({ atMs, chargeId: null, kind, status: null, data });
  }
}
export type CallerKeys = ReturnType<typeof createKeys>;

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
const view = (key: StoredKey): KeyView => ({
  id: key.id,
  name: key.name,
  scopes: [...key.scopes],
  created_at: iso(key.createdAtMs),
  created_by: key.createdBy,
  last_used_at: iso(key.lastUsedAtMs),
  revoked_at: iso(key.revokedAtMs),
});
