/** Everything the page asks the server to change. */
import type { AccessPassView, AccountView, GivenAccount, ImportReport } from '../../../src/7-provider/directory/wire.ts'
import type { ClientAnswer, ClientMade } from '../../../src/7-provider/oidc/wire.ts'
import type { SavedQuery } from '../../../src/8-server/hunting/wire.ts'
import type { PersonRisk } from '../../../src/8-server/risk-wire.ts'
import type { IncidentView, RuleView, Session, Setup, TokenView } from '../../../src/8-server/wire.ts'
import { call, csrfHeader, rememberCsrf } from './call.ts'
import { failureOf, unreachable } from './problem.ts'

async function enter(path: string, body: unknown): Promise<Session> {
  const session = await call<Session>('POST', path, body)
  rememberCsrf(session.csrf)
  return session
}

export const setUp = (setup: Setup): Promise<Session> => enter('api/setup', setup)
export const signIn = (name: string, password: string): Promise<Session> => enter('api/session', { name, password })
export const signOut = (): Promise<void> => call('DELETE', 'api/session')

export const changeIncident = (
  id: string,
  change: Partial<Pick<IncidentView, 'state' | 'status' | 'classification' | 'determination'>> & {
    /** Null gives it back. */
    readonly assignedTo?: string | null
    readonly comment?: string
  },
): Promise<IncidentView> => call('PATCH', `api/incidents/${encodeURIComponent(id)}`, change)

/** The incident that holds the findings now. */
export const splitIncident = (id: string, findings: readonly string[]): Promise<IncidentView> =>
  call('POST', `api/incidents/${encodeURIComponent(id)}/split`, { findings })

export const play = (scenario: string): Promise<void> => call('POST', 'api/play', { scenario })
export const stopPlaying = (): Promise<void> => call('DELETE', 'api/play')
export const removeSimulated = (): Promise<void> => call('DELETE', 'api/simulated')

export const correctAlias = (alias: string, person: string): Promise<void> => call('POST', 'api/persons/correct', { alias, person })
export const undoCorrection = (alias: string): Promise<void> => call('DELETE', `api/persons/correct/${encodeURIComponent(alias)}`)

export type RiskSaying = 'compromised' | 'safe' | 'dismissed' | 'was_me' | 'was_not_me'
export const sayRisk = (id: string, says: RiskSaying, reason: string): Promise<PersonRisk> =>
  call('POST', `api/persons/${encodeURIComponent(id)}/risk`, { says, reason })
export const undoRisk = (id: string, word: string): Promise<PersonRisk> =>
  call('DELETE', `api/persons/${encodeURIComponent(id)}/risk/${encodeURIComponent(word)}`)

export const makeToken = (label: string, scopes: TokenView['scopes']): Promise<TokenView> => call('POST', 'api/tokens', { label, scopes })
export const revokeToken = (id: string): Promise<void> => call('DELETE', `api/tokens/${encodeURIComponent(id)}`)

export const saveQuery = (id: string, name: string, text: string): Promise<SavedQuery> =>
  call('PUT', `api/hunt/saved/${encodeURIComponent(id)}`, { name, text })
export const removeSavedQuery = (id: string): Promise<void> => call('DELETE', `api/hunt/saved/${encodeURIComponent(id)}`)

/** A rule in Sentinel's YAML. */
export const saveRule = (text: string): Promise<RuleView> => call('POST', 'api/rules', { text })

const accountPath = (id: string, rest = ''): string => `api/accounts/${encodeURIComponent(id)}${rest}`
export const makeAccount = (account: GivenAccount): Promise<AccountView> => call('POST', 'api/accounts', account)
export const changeAccount = (id: string, change: GivenAccount): Promise<AccountView> => call('PATCH', accountPath(id), change)
export const removeAccount = (id: string): Promise<void> => call('DELETE', accountPath(id))
export const issuePass = (id: string): Promise<AccessPassView> => call('POST', accountPath(id, '/access-pass'))
export const removeMethod = (id: string, method: string): Promise<void> =>
  call('DELETE', accountPath(id, `/methods/${encodeURIComponent(method)}`))
export const liftSuppression = (id: string): Promise<void> => call('DELETE', accountPath(id, '/suppression'))
export const endSessions = (id: string): Promise<{ readonly ended: number }> => call('DELETE', accountPath(id, '/sessions'))

/** `text`: separated values. */
export async function importPeople(
  text: string,
  { dry, passes }: { readonly dry: boolean; readonly passes: boolean },
): Promise<ImportReport> {
  const answer = await fetch(`api/accounts/import?${new URLSearchParams({ dry: String(dry), passes: String(passes) })}`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'text/csv', ...csrfHeader() },
    body: text,
  }).catch(() => {
    throw unreachable()
  })
  const told = await answer.text()
  if (!answer.ok) throw failureOf(answer.status, told)
  return JSON.parse(told) as ImportReport
}

export interface NewApplication {
  readonly name: string
  readonly type: ClientAnswer['settings']['type']
  readonly auth: ClientAnswer['settings']['auth']
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
}
const applicationPath = (id: string, rest = ''): string => `api/clients/${encodeURIComponent(id)}${rest}`
export const makeApplication = (application: NewApplication): Promise<ClientMade> => call('POST', 'api/clients', application)
export const putApplication = (id: string, settings: ClientAnswer['settings']): Promise<ClientAnswer> =>
  call('PUT', applicationPath(id), settings)
export const rotateSecret = (id: string): Promise<ClientMade> => call('POST', applicationPath(id, '/secret'))
export const removeApplication = (id: string): Promise<void> => call('DELETE', applicationPath(id))
