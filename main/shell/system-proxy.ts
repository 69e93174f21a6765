/**
 * The first usable proxy of Electron's `resolveProxy` answer ("PROXY host:port; DIRECT"), as a URL; null means direct.
 * SOCKS is not spoken by Node's fetch: it is skipped.
 */
export function proxyFromPac(answer: string): string | null {
  for (const part of answer.split(';')) {
    const [kind = '', address = ''] = part.trim().split(/\s+/);
    if (kind.toUpperCase() === 'DIRECT') return null;
    if (address === '') continue;
    if (kind.toUpperCase() === 'PROXY') return `http://${address}`;
    if (kind.toUpperCase() === 'HTTPS') return `https://${address}`;
  }
  return null;
}
