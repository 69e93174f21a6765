import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import path from 'node:path';
import { issueCertificate, makeAuthority } from './certificates.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { until } from './tills.ts';
import { holds, isPaid, openWorld } from './world.ts';

/** PostgreSQL with a certificate made by openssl for those names, and the files that a client may trust. */
async function startSecure(names: readonly string[]): Promise<{ postgres: Postgres; trust(name: string): string }> {
  const postgres = await startPostgres(['ssl=on'], {
    prepare(folder) {
      for (const name of ['ours', 'another']) makeAuthority(folder, name);
      const { certificate, key } = issueCertificate(folder, 'ours', names);
      return [`ssl_cert_file=${certificate}`, `ssl_key_file=${key}`];
    },
  });
  return { postgres, trust: (name) => path.join(postgres.folder, `${name}.pem`) };
}

describe('the line to the hub is encrypted, and its certificate verified', { timeout: 60_000 }, () => {
  let secure: Awaited<ReturnType<typeof startSecure>>;
  let plain: Postgres;
  beforeAll(async () => {
    [secure, plain] = await Promise.all([startSecure(['DNS:localhost', 'IP:127.0.0.1']), startPostgres()]);
  });
  afterAll(() => Promise.all([secure.postgres.close(), plain.close()]));

  const at = (url: string, host: string, trust: string): string =>
    `${url.replace('127.0.0.1', host)}?sslmode=verify-full&sslrootcert=${trust}`;

  it.for(['localhost', '127.0.0.1'])(
    'a server that %s names in its certificate, of a known authority: charges, encrypted',
    async (host, test) => {
      const { hub, open } = await openWorld(secure.postgres, test);
      const till = await open('a', { hub: at(hub, host, secure.trust('ours')), hubPort: undefined });
      await holds(till);
      await till.order('F1');
      await isPaid(till, 'F1');
      const lines = await secure.postgres.run(
        hub,
        `SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'puente a'`,
      );
      expect(lines).toEqual([{ ssl: true }]);
    },
  );

  it.for([
    ['of an authority that is not trusted', 'another', 'certificate', /certificado.*sslrootcert/],
    ['where the trusted authority’s file is missing', 'gone', 'certificate', /certificado.*sslrootcert/],
  ] as const)('a server %s is refused, with what to do', async ([, authority, problem, words], test) => {
    const { hub, open } = await openWorld(secure.postgres, test);
    const till = await open('a', { hub: at(hub, 'localhost', secure.trust(authority)), hubPort: undefined });
    await isRefused(till, problem, words);
  });

  it('a server with another’s name is refused, and one that offers no encryption', async (test) => {
    const elsewhere = await startSecure(['DNS:central.example']);
    test.onTestFinished(() => elsewhere.postgres.close());
    const named = await openWorld(elsewhere.postgres, test);
    await isRefused(
      await named.open('a', { hub: at(named.hub, 'localhost', elsewhere.trust('ours')), hubPort: undefined }),
      'certificate_name',
      /nombre.*certificado/,
    );
    const bare = await openWorld(plain, test);
    await isRefused(
      await bare.open('b', { hub: at(bare.hub, 'localhost', secure.trust('ours')), hubPort: undefined }),
      'no_tls',
      /ssl = on/,
    );
  });

  async function isRefused(
    till: Awaited<ReturnType<Awaited<ReturnType<typeof openWorld>>['open']>>,
    problem: string,
    words: RegExp,
  ) {
    const { hub } = await until(
      problem,
      () => till.status(),
      ({ hub: link }) => link?.state === 'refused',
    );
    expect(hub).toMatchObject({ problem, next_step: expect.stringMatching(words) });
    // It was never told whose the terminal is, so nothing is sent.
    await till.order('F1');
    expect(await till.charge('F1')).toMatchObject({ status: 'queued', attempts: [] });
  }
});
