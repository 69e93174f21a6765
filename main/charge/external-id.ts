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

const percentEncode = (character: string): string =>
  Array.from(
    new TextEncoder().encode(character),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
