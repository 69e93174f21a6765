import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const openssl = (cwd: string, ...args: readonly string[]): void =>
  void execFileSync('openssl', [...args], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });

/** A certificate authority of the test's own, made with openssl in that folder; returns the file that clients trust. */
export function makeAuthority(folder: string, name: string): string {
  openssl(
    folder,
    ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2'.split(' '),
    '-subj',
    `/CN=${name}`,
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.pem`,
  );
  return path.join(folder, `${name}.pem`);
}

/** A server's certificate for these names (`DNS:…`, `IP:…`), signed by that authority. */
export function issueCertificate(folder: string, authority: string, names: readonly string[], name = 'server') {
  const extensions = path.join(folder, `${name}.ext`);
  writeFileSync(extensions, `subjectAltName=${names.join(',')}\n`);
  openssl(
    folder,
    ...'req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'.split(' '),
    '-subj',
    '/CN=hub',
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.csr`,
  );
  openssl(
    folder,
    ...'x509 -req -days 2'.split(' '),
    '-in',
    `${name}.csr`,
    '-CA',
    `${authority}.pem`,
    '-CAkey',
    `${authority}.key`,
    '-CAcreateserial',
    '-extfile',
    extensions,
    '-out',
    `${name}.pem`,
  );
  return { certificate: path.join(folder, `${name}.pem`), key: path.join(folder, `${name}.key`) };
}
