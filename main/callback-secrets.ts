import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from './contract/clock.ts';
import { openSecretList } from './secret-list.ts';
import type { SecretPlace } from './secret-place.ts';
import type { Store } from './store/store.ts';

export interface CallbackSecretsDeps {
  readonly place: SecretPlace;
  readonly store: Store;
  readonly clock: Clock;
}

/** The new one, and the one before it while the ERP takes the new one into use. */
const KEPT = 2;
/** A hash of the secret that the ERP was last given. */
const KNOWN = 'callback_secret_sha256';

/**
 * What signs callbacks: made on first start. Where another user's vault has it, a new one must be made here, which the ERP does
 * not know: that is an alert, because every callback would fail its check.
 */
export async function openCallbackSecrets({ place, store, clock }: CallbackSecretsDeps) {
  const list = openSecretList(place, KEPT);
  const remember = (): void => store.transact('callback_secret', () => store.settings.set(KNOWN, hash(list.all()[0])));

  if (list.all().length === 0) await list.add(newSecret());
  const known = store.settings.get(KNOWN);
  if (known !== undefined && known !== hash(list.all()[0]))
    store.transact('callback_secret_changed', () =>
      store.raiseAlert({
        atMs: clock.now(),
        code: 'callback_secret_changed',
        level: 'warning',
        chargeId: null,
        subject: hash(list.all()[0]),
        data: {},
      }),
    );
  remember();

  return {
    all: list.all,
    /** A new one. Answers why it was not kept, in words for people, or null. */
    async renew(): Promise<string | null> {
      const refusal = await list.add(newSecret());
      if (refusal === null) remember();
      return refusal;
    },
  };
}
export type CallbackSecrets = Awaited<ReturnType<typeof openCallbackSecrets>>;

/** A signing secret of Standard Webhooks: 32 random bytes. */
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
const hash = (secret = ''): string => createHash('sha256').update(secret).digest('hex');
