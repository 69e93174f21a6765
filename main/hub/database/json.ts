/**
 * JSON as PostgreSQL's `jsonb` takes it: it refuses NUL and half a surrogate pair, which old ERPs send where they fill up a field or
 * cut a text in the middle of an emoji, and one of them would hold up everything behind it for ever. U+FFFD takes their place.
 *
 * JSON.stringify writes both as escapes, and no whole pair as one; an escaped backslash before `u0000` is that text itself.
 */
export const toHubJson = (value: unknown): string =>
  JSON.stringify(value).replace(/\\(\\|u0000|ud[89a-f][0-9a-f]{2})/g, (escape, what: string) =>
    what === '\\' ? escape : '\ufffd',
  );
