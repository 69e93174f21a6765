import type { ChainCharge } from '../../main/contract/chain.ts';

/** `tienda-03 · caja1`: where a charge is, for whoever looks at all shops. */
export const whereOf = ({ shop, terminal }: ChainCharge): string =>
  shop === null ? terminal.alias : `${shop} · ${terminal.alias}`;
