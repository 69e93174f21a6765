import fc from 'fast-check';
import { expect, it } from 'vitest';
import { externalIdFor, isExternalIdOf } from '../../../main/charge/external-id.ts';

const prefixes = fc.stringMatching(/^[A-Za-z0-9_.-]{1,24}$/);
const orders = fc.string({ minLength: 1, maxLength: 64, unit: 'binary' });
const attempts = fc.integer({ min: 1, max: 999_999 });

it('knows every id that it makes, whatever the order is called', () => {
  fc.assert(
    fc.property(prefixes, orders, attempts, (prefix, order, attempt) =>
      isExternalIdOf(prefix, externalIdFor(prefix, order, attempt)),
    ),
  );
});

it('takes no id of another prefix for its own, however alike: tienda1 and tienda10, tienda and Tienda', () => {
  const near = prefixes.chain((prefix) =>
    fc.tuple(
      fc.constant(prefix),
      fc.oneof(
        prefixes,
        fc.stringMatching(/^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,3}$/).map((more) => prefix + more),
        fc.constant(prefix.slice(0, -1) || 'x'),
        fc.constant(prefix.toUpperCase()),
        fc.constant(`x${prefix}`),
      ),
    ),
  );
  fc.assert(
    fc.property(near, orders, attempts, ([own, other], order, attempt) => {
      // The one case that the ids themselves do not tell apart.
      fc.pre(other !== own && !other.startsWith(`${own}-`));
      return !isExternalIdOf(own, externalIdFor(other, order, attempt));
    }),
    { examples: [[['tienda1', 'tienda10'], 'A-1', 1]] },
  );
  // Control: its own.
  expect(isExternalIdOf('tienda1', externalIdFor('tienda1', '0-A', 1))).toBe(true);
});

it.each([
  'tienda',
  'tienda-',
  'tienda-A',
  'tienda--1',
  'tienda-1',
  'tienda-A-0',
  'tienda-A-01',
  'tienda-A B-1',
  'tienda-A-1x',
])('takes %s, which it never makes, for that of another program', (id) =>
  expect(isExternalIdOf('tienda', id)).toBe(false),
);
