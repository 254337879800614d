/** Everything the page asks the server to change. */

import type { SavedQuery } from '../../../src/8-server/hunting/wire.ts'
import type { PersonRisk } from '../../../src/8-server/risk-wire.ts'
import type { IncidentView, RuleView, Session, Setup, TokenView } from '../../../src/8-server/wire.ts'
import { call, rememberCsrf } from './call.ts'

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
