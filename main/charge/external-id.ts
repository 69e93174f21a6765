const PLAIN = /[A-Za-z0-9._~-]/;

/**
 * The id of one terminal command at Recurrente: `prefix-order-attempt` (design decision 4).
 *
 * Derived, not random: after a lost disk the same order makes the same id, and Recurrente itself recognises it. Characters
 * outside A-Z a-z 0-9 . _ ~ - are percent-encoded as UTF-8, so two different orders never share an id.
 */
export const externalIdFor = (prefix: string, orderId: string, attempt: number): string =>
  `${stemOf(prefix, orderId)}${attempt}`;

/** What all external ids of an order begin with; the attempt's number follows. */
export function stemOf(prefix: string, orderId: string): string {
  const order = Array.from(orderId, (character) => (PLAIN.test(character) ? character : percentEncode(character))).join(
    '',
  );
  return `${prefix}-${order}-`;
}

/**
 * True for what externalIdFor() makes with this prefix: the prefix, its hyphen, an order and an attempt's number.
 *
 * One case cannot be told apart: a prefix that goes on where this one has its hyphen (`tienda` and `tienda-2`), whose ids this one
 * makes as well, for orders that begin with `2-`. Shops are told not to choose such prefixes (README, the settings, the alert).
 */
export const isExternalIdOf = (prefix: string, externalId: string): boolean =>
  externalId.startsWith(`${prefix}-`) && ORDER_AND_ATTEMPT.test(externalId.slice(prefix.length + 1));

const ORDER_AND_ATTEMPT = /^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+-[1-9]\d{0,5}$/;

const percentEncode = (character: string): string =>
  Array.from(
    new TextEncoder().encode(character),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
