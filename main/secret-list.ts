import type { SecretPlace } from './secret-place.ts';

/** Secrets of which an older one holds on while a new one is taken into use, newest first. */
export function openSecretList(place: SecretPlace, keep: number) {
  let secrets: readonly string[] = (place.read() ?? '').split(/\s+/).filter(Boolean).slice(0, keep);
  const save = async (next: readonly string[]): Promise<string | null> => {
    const refusal = await place.write(next.map((secret) => `${secret}\n`).join(''));
    if (refusal === null) secrets = next;
    return refusal;
  };
  return {
    all: (): readonly string[] => secrets,
    /** The new one first; the oldest beyond `keep` is forgotten. Answers why it was not kept, in words for people, or null. */
    add: (secret: string): Promise<string | null> =>
      save([secret, ...secrets.filter((each) => each !== secret)].slice(0, keep)),
    /** The newest alone goes on. */
    dropOld: (): Promise<string | null> => save(secrets.slice(0, 1)),
  };
}
export type SecretList = ReturnType<typeof openSecretList>;
