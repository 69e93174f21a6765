import tls from 'node:tls';

/** Shops behind a company proxy trust its certificate in the system's store; Node looks there only when told. */
export function trustSystemCertificates(): void {
  if ('setDefaultCACertificates' in tls)
    tls.setDefaultCACertificates([
      ...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')]),
    ]);
}
