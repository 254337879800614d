/** What a person lets an application have: asked once, remembered for longer than a session, and nobody asked for the organisation's own. */
import type Provider from 'oidc-provider'
import type { Client, Grant, Interaction, KoaContextWithOIDC } from 'oidc-provider'
import { cleanText } from '../push/context.ts'
import { scopeWords } from './claims.ts'
import type { Items } from './items.ts'
import { lifeS } from './times.ts'

/** What is wanted beyond what was agreed to. */
export interface Wanted {
  readonly scopes: readonly string[]
  readonly claims: readonly string[]
  readonly resources: Readonly<Record<string, readonly string[]>>
}

export const isFirstParty = (client: Client | undefined): boolean => client?.['tocsin_first_party'] === true

/** As oidc-provider found it for this interaction. */
export function wantedBy({ prompt }: Interaction): Wanted {
  const { missingOIDCScope, missingOIDCClaims, missingResourceScopes } = prompt.details
  const resources = typeof missingResourceScopes === 'object' && missingResourceScopes !== null ? Object.entries(missingResourceScopes) : []
  return {
    scopes: words(missingOIDCScope),
    claims: words(missingOIDCClaims),
    resources: Object.fromEntries(resources.map(([id, scopes]) => [id, words(scopes)])),
  }
}

const words = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [])

/** In words for the person, strongest meaning first come first. */
export function wantedWords({ scopes, claims, resources }: Wanted): readonly string[] {
  return [
    ...scopes.map((scope) => scopeWords[scope] ?? `"${cleanText(scope)}"`),
    ...claims.map((claim) => `Your ${cleanText(claim.replaceAll('_', ' '))}`),
    ...Object.entries(resources).flatMap(([id, of]) => of.map((scope) => `"${cleanText(scope)}" at ${cleanText(id)}`)),
  ]
}

/** Adds it to the grant, which is saved; answers the grant's id. */
export async function grantWanted(grant: Grant, { scopes, claims, resources }: Wanted): Promise<string> {
  if (scopes.length > 0) grant.addOIDCScope([...scopes])
  if (claims.length > 0) grant.addOIDCClaims([...claims])
  for (const [id, of] of Object.entries(resources)) grant.addResourceScope(id, [...of])
  return await grant.save()
}

const consentId = (account: string, client: string): string => `${account} ${client}`

/** Remembers all that a grant holds. */
export async function remember(items: Items, grant: Grant): Promise<void> {
  const { accountId, clientId } = grant
  if (accountId === undefined || clientId === undefined) return
  const body = { accountId, clientId, agreed: { openid: grant.openid, resources: grant.resources } }
  await items.upsert('Consent', consentId(accountId, clientId), body, lifeS.consent)
}

interface Agreed {
  readonly openid?: { readonly scope?: string; readonly claims?: readonly string[] }
  readonly resources?: Readonly<Record<string, string>>
}

/** The grant of this session, or a new one with what need not be asked: remembered, or granted to the organisation's own. */
export async function existingGrant(provider: Provider, items: Items, { oidc }: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client, account, session } = oidc
  if (client === undefined || account === undefined) return undefined
  const id = consentOf(oidc.result) ?? session?.grantIdFor(client.clientId)
  const found = id === undefined ? undefined : await provider.Grant.find(id)
  const grant =
    found?.accountId === account.accountId ? found : new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
  const fresh = found === undefined
  const known = isFirstParty(client)
    ? requested(oidc, grant)
    : fresh
      ? await remembered(items, account.accountId, client.clientId)
      : nothing
  if (isNothing(known)) return found
  await grantWanted(grant, known)
  return grant
}

const nothing: Wanted = { scopes: [], claims: [], resources: {} }
const isNothing = ({ scopes, claims, resources }: Wanted): boolean =>
  scopes.length === 0 && claims.length === 0 && Object.keys(resources).length === 0

function consentOf(result: KoaContextWithOIDC['oidc']['result']): string | undefined {
  return result?.consent?.grantId
}

function requested(oidc: KoaContextWithOIDC['oidc'], had: Grant): Wanted {
  const scopes = had.getOIDCScopeEncountered().split(' ')
  const claims = had.getOIDCClaimsEncountered()
  const resources = Object.entries(oidc.resourceServers ?? {}).map(([id, server]) => {
    const of = had.getResourceScopeEncountered(id).split(' ')
    return [id, [...oidc.requestParamScopes].filter((scope) => server.scopes.has(scope) && !of.includes(scope))] as const
  })
  return {
    scopes: [...oidc.requestParamOIDCScopes].filter((scope) => !scopes.includes(scope)),
    claims: [...oidc.requestParamClaims].filter((claim) => !claims.includes(claim)),
    resources: Object.fromEntries(resources.filter(([, of]) => of.length > 0)),
  }
}

async function remembered(items: Items, account: string, client: string): Promise<Wanted> {
  const kept = await items.find('Consent', consentId(account, client))
  const { openid, resources = {} } = (kept?.['agreed'] ?? {}) as Agreed
  return {
    scopes: openid?.scope?.split(' ').filter((scope) => scope !== '') ?? [],
    claims: openid?.claims ?? [],
    resources: Object.fromEntries(Object.entries(resources).map(([id, scopes]) => [id, scopes.split(' ')])),
  }
}
