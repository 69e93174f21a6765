import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { secretFile } from '../../main/secret-place.ts';
import { createKeyStore, openApiKey } from '../../main/secrets.ts';
import { scratchFolder } from './store/scratch.ts';

describe.each(['', ' ', '\r\n'])('a variable that is set to %j', (nothing) => {
  it('leaves the stored keys in force, and the file of the API key as it is', () => {
    const folder = scratchFolder();
    const file = path.join(folder, 'api-key');
    writeFileSync(file, 'pk_of_the_file\n');
    writeFileSync(path.join(folder, 'recurrente-key'), 'sk_test_stored\n');
    const apiKey = openApiKey(folder, { PUENTE_API_KEY: nothing });
    expect([apiKey.current(), apiKey.isFixed()]).toEqual(['pk_of_the_file', false]);
    expect(readFileSync(file, 'utf8')).toBe('pk_of_the_file\n');
    const keyStore = createKeyStore(secretFile(folder, 'recurrente-key'), { RECURRENTE_SECRET_KEY: nothing });
    expect([keyStore.current(), keyStore.isFixed()]).toEqual(['sk_test_stored', false]);
  });
});

it('a key from the environment is meant without the spaces around it, and stands above the stored one', () => {
  const folder = scratchFolder();
  writeFileSync(path.join(folder, 'api-key'), 'pk_of_the_file\n');
  const apiKey = openApiKey(folder, { PUENTE_API_KEY: 'pk_given \r\n' });
  expect([apiKey.current(), apiKey.isFixed()]).toEqual(['pk_given', true]);
  expect(() => apiKey.renew()).toThrow(/PUENTE_API_KEY/);
});
