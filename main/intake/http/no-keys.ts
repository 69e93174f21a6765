/** Where a query begins, also for callers that mistype its `?` or encode it. */
const QUERY = /[?&;]|%3f|%26|%3b/i;
const KEYS = /\b(pk(?:_|%5f))[\w%-]+/gi;
const NAMED = /(key)(?:=|%3d).*$/is;

/** Text of a caller that is to be written down or said back, without the key that may stand in it by mistake. */
export const withoutKeys = (text: string): string => text.replace(NAMED, '$1=…').replaceAll(KEYS, '$1…');

/** The same of a path or a piece of one: a query that was mistyped into it is no part of it. */
export function pathWithoutKeys(path: string): string {
  const at = path.search(QUERY);
  return withoutKeys(at < 0 ? path : path.slice(0, at));
}
