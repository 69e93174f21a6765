import type { Problem } from '../../contract/problems.ts';

const DISK_FULL = /^(SQLITE_FULL|ENOSPC|EDQUOT)/;
const STORAGE = /^(SQLITE_READONLY|SQLITE_IOERR|SQLITE_CANTOPEN|SQLITE_BUSY|EIO|EROFS)/;

/** What a caller is told about an exception: the disk's troubles by name, all else by the request's number. */
export function problemOf(error: unknown, requestId: string): Problem {
  const code = codeOf(error);
  if (DISK_FULL.test(code)) return { code: 'disk_full' };
  if (STORAGE.test(code)) return { code: 'storage_unavailable' };
  return { code: 'internal_error', params: { request_id: requestId } };
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? codeOf(error.cause) : '';
}
