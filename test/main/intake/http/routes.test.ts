import { expect, test } from 'vitest';
import { ok, type Operation } from '../../../../main/intake/http/operation.ts';
import { createRoutes } from '../../../../main/intake/http/routes.ts';

const operation = (id: string, method: 'get' | 'post', path: string): Operation => ({
  id,
  method,
  path,
  scope: 'read',
  group: 'bridge',
  summary: { es: id, en: id },
  answers: {},
  problems: [],
  handle: () => ok({}),
});
const find = createRoutes([
  operation('list', 'get', '/v1/charges'),
  operation('create', 'post', '/v1/charges'),
  operation('one', 'get', '/v1/charges/{id}'),
  operation('export', 'get', '/v1/charges/export'),
  operation('rows', 'get', '/v1/folders/{id}/files/{file}'),
  operation('cancel', 'post', '/v1/charges/{id}/cancel'),
]);
const seen = (method: string, path: string): unknown => {
  const found = find(method, path);
  return found && ('allow' in found ? found.allow : [found.operation.id, found.params]);
};

test('a call is found by its method and path, its parameters decoded', () => {
  expect(seen('GET', '/v1/charges')).toEqual(['list', {}]);
  expect(seen('POST', '/v1/charges')).toEqual(['create', {}]);
  expect(seen('HEAD', '/v1/charges/c1')).toEqual(['one', { id: 'c1' }]);
  expect(seen('GET', '/v1/charges/a%2Fb%20c')).toEqual(['one', { id: 'a/b c' }]);
  expect(seen('GET', '/v1/folders/f1/files/x.csv')).toEqual(['rows', { id: 'f1', file: 'x.csv' }]);
});

test('a fixed segment goes before a parameter, and only where it leads on', () => {
  expect(seen('GET', '/v1/charges/export')).toEqual(['export', {}]);
  expect(seen('POST', '/v1/charges/export/cancel')).toEqual(['cancel', { id: 'export' }]);
});

test('capitals in fixed segments and a slash at the end make no difference; those in parameters do', () => {
  expect(seen('GET', '/V1/Charges/')).toEqual(['list', {}]);
  expect(seen('GET', '/v1/CHARGES/AbC/')).toEqual(['one', { id: 'AbC' }]);
});

test('another method is answered with those that the path has; other paths are nobody’s', () => {
  expect(seen('DELETE', '/v1/charges')).toBe('GET, POST, HEAD');
  expect(seen('POST', '/v1/charges/c1')).toBe('GET, HEAD');
  for (const path of ['/', '/v1', '/v1/charges/c1/x', '/v1/charges//', '/v1//charges', '/docs', '/v1/folders/f1'])
    expect(seen('GET', path), path).toBeUndefined();
});

test('a broken percent-encoding is the caller’s fault, told as an exception', () => {
  expect(() => find('GET', '/v1/charges/%E0%A4%A')).toThrow(URIError);
});
