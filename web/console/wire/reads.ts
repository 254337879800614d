/** Everything the page reads from the server, each with the key it is kept under. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Level } from '../../../src/3-detect/finding.ts'
import type { AccountDetail, AccountPage } from '../../../src/7-provider/directory/wire.ts'
import type { ClientAnswer } from '../../../src/7-provider/oidc/wire.ts'
import type { SavedQuery } from '../../../src/8-server/hunting/wire.ts'
import type { PersonRisk } from '../../../src/8-server/risk-wire.ts'
import type {
  IncidentDetail,
  IncidentPage,
  PersonView,
  QuarantineView,
  ReferenceView,
  ScenarioView,
  Session,
  Status,
  TokenView,
} from '../../../src/8-server/wire.ts'
import { call, rememberCsrf } from './call.ts'
import { isFailure } from './problem.ts'

export type StateFilter = 'open' | 'closed' | 'all'
const pageSize = 100

/** The session, or null where nobody is signed in. */
export const sessionRead = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      const session = await call<Session>('GET', 'api/session')
      rememberCsrf(session.csrf)
      return session
    } catch (error) {
      if (isFailure(error) && error.status === 401) return null
      throw error
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
})

/** Without a session only `needsSetup` is told. */
export const setupRead = queryOptions({
  queryKey: ['setup'],
  queryFn: () => call<Pick<Status, 'needsSetup'>>('GET', 'api/status'),
})

export const statusRead = queryOptions({ queryKey: ['status'], queryFn: () => call<Status>('GET', 'api/status') })

/** Changes when an administrator puts a list into the folder: seldom. */
export const referenceRead = queryOptions({
  queryKey: ['reference'],
  queryFn: () => call<ReferenceView>('GET', 'api/reference'),
  staleTime: 600_000,
})

export const incidentsRead = (state: StateFilter, level: Level) =>
  infiniteQueryOptions({
    queryKey: ['incidents', state, level],
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams({ state, level, limit: String(pageSize) })
      if (pageParam !== undefined) query.set('before', String(pageParam))
      return call<IncidentPage>('GET', `api/incidents?${query}`)
    },
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next,
  })

const ofPersonMax = 20

/** Open and closed, newest first. */
export const incidentsOfRead = (person: string) =>
  queryOptions({
    queryKey: ['incidents of', person],
    staleTime: 0,
    queryFn: () => call<IncidentPage>('GET', `api/incidents?${new URLSearchParams({ state: 'all', limit: String(ofPersonMax), person })}`),
  })

/** The reader's time zone, for the question to ask. */
const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone

export const incidentRead = (id: string) =>
  queryOptions({
    queryKey: ['incident', id],
    queryFn: () => call<IncidentDetail>('GET', `api/incidents/${encodeURIComponent(id)}?zone=${encodeURIComponent(zone)}`),
  })

export const scenariosRead = queryOptions({
  queryKey: ['scenarios'],
  queryFn: () => call<readonly ScenarioView[]>('GET', 'api/scenarios'),
  staleTime: Number.POSITIVE_INFINITY,
})

export const quarantineRead = (limit: number) =>
  queryOptions({ queryKey: ['quarantine', limit], queryFn: () => call<QuarantineView>('GET', `api/quarantine?limit=${limit}`) })

export const personsRead = (search: string) =>
  queryOptions({
    queryKey: ['persons', search],
    queryFn: () => call<readonly PersonView[]>('GET', `api/persons?search=${encodeURIComponent(search)}`),
    placeholderData: (before) => before,
  })

export const personRiskRead = (id: string) =>
  queryOptions({ queryKey: ['person risk', id], queryFn: () => call<PersonRisk>('GET', `api/persons/${encodeURIComponent(id)}/risk`) })

export const savedQueriesRead = queryOptions({
  queryKey: ['saved queries'],
  queryFn: () => call<readonly SavedQuery[]>('GET', 'api/hunt/saved'),
})

export const tokensRead = queryOptions({ queryKey: ['tokens'], queryFn: () => call<readonly TokenView[]>('GET', 'api/tokens') })

const accountsPageSize = 50

/** The people who sign in here, by name. */
export const accountsRead = (search: string) =>
  infiniteQueryOptions({
    queryKey: ['accounts', search],
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams({ search, limit: String(accountsPageSize) })
      if (pageParam !== undefined) query.set('after', pageParam)
      return call<AccountPage>('GET', `api/accounts?${query}`)
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  })

export const accountRead = (id: string) =>
  queryOptions({ queryKey: ['account', id], queryFn: () => call<AccountDetail>('GET', `api/accounts/${encodeURIComponent(id)}`) })

export const applicationsRead = queryOptions({
  queryKey: ['applications'],
  queryFn: () => call<readonly ClientAnswer[]>('GET', 'api/clients'),
})
