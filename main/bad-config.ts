import type { ConfigFault } from './contract/config-faults.ts';

/** What the bridge is set up by cannot be used; every fault with its place. Nothing is started with half a configuration. */
export class BadConfigError extends Error {
  readonly faults: readonly ConfigFault[];
  constructor(file: string, faults: readonly ConfigFault[]) {
    super(`${file}: ${faults.map(({ path: where, message }) => `${where}: ${message}`).join('; ')}`);
    this.name = 'BadConfigError';
    this.faults = faults;
  }
}
