import { randomUUID } from 'node:crypto';

/**
 * A charge's id: a UUID of version 7 (RFC 9562), which begins with the time. New ids lie beside one another in the indexes, where
 * those of `randomUUID` alone make each charge of a commit write pages of its own.
 */
export function newChargeId(nowMs: number): string {
  const time = nowMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
