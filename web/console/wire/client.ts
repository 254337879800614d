/** Keeps what was read, and signs the page out where the server says that the session is over. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { isFailure } from './problem.ts'
import { sessionRead } from './reads.ts'

const retriesMax = 2

function onError(error: unknown): void {
  if (isFailure(error) && error.status === 401 && client.getQueryData(sessionRead.queryKey) !== undefined) {
    client.setQueryData(sessionRead.queryKey, null)
  }
}

export const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the server refused it will refuse again; what did not arrive may.
      retry: (failed, error) => failed < retriesMax && (!isFailure(error) || error.status === 0 || error.status >= 500),
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})
