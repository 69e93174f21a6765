import { createContext, useContext, useSyncExternalStore, type ReactNode } from 'react';
import type { ChainState } from './chain-state.ts';
import type { Chain } from './connect-chain.ts';

const ChainContext = createContext<Chain | undefined>(undefined);

export function ChainProvider({ chain, children }: { readonly chain: Chain; readonly children: ReactNode }) {
  return <ChainContext value={chain}>{children}</ChainContext>;
}

/** The chain as it is known now. */
export function useChain(): ChainState {
  const chain = useContext(ChainContext);
  if (!chain) throw new Error('useChain stands inside a ChainProvider');
  return useSyncExternalStore(chain.subscribe, chain.getState);
}
