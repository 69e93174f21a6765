import { QueryClient } from '@tanstack/react-query';

/**
 * What the screens read. The bridge stands on this PC and answers without any network, but the library would hold every question
 * back while the system says that there is none: the history and the day close would load for as long as the cable is out.
 */
export const createQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: { queries: { networkMode: 'always', retry: 1, staleTime: 5000, gcTime: 60_000 } },
  });

/** Asks again what could not be read while the bridge was away; what was read and what is being typed stays as it is. */
export const askAgain = (queries: QueryClient): Promise<void> =>
  queries.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
