import tls from 'node:tls';

let trusted = false;

/**
 * Shops behind a company proxy trust its certificate in the system's store; Node looks there only when told. Reading that store
 * takes some 50 ms, so it is done before the first connection that needs it, and once.
 */
export function trustSystemCertificates(): void {
  if (trusted) return;
  trusted = true;
  if ('setDefaultCACertificates' in tls)
    tls.setDefaultCACertificates([
      ...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')]),
    ]);
}

/** The same fetch; before its first encrypted call the system's certificates are trusted. */
export const trustingFetch =
  (onward: typeof fetch): typeof fetch =>
  (input, init) => {
    if (String(input instanceof Request ? input.url : input).startsWith('https:')) trustSystemCertificates();
    return onward(input, init);
  };
