/** oidc-provider's configuration: what it may do here, and everything that it leaves to its owner. */
import type { JWK } from 'jose'
import type Provider from 'oidc-provider'
import { type Configuration, errors, type Interaction, type KoaContextWithOIDC, type Session } from 'oidc-provider'
import { acrs } from '../methods/method.ts'
import type { ProviderParts } from '../parts.ts'
import { createAdapter, resourceOf } from './adapter.ts'
import { askPhone, type CibaParts, processLoginHint, settle, validateBindingMessage } from './ciba.ts'
import { claimsByScope, findAccount } from './claims.ts'
import type { Clients } from './client-records.ts'
import { authMethods, ownMetadata, ownScopes } from './clients.ts'
import { existingGrant } from './consent.ts'
import type { Items } from './items.ts'
import { deviceCodePage, deviceConfirmPage, deviceDonePage, errorPage, signedOutPage, signOutPage } from './pages.ts'
import { createPolicy } from './policy.ts'
import { lifeS } from './times.ts'

export interface OidcSettings {
  /** RFC 8628: a code is typed in another place than where it is used, which is also how it is phished. */
  readonly deviceFlow: boolean
  /** Hosts that may be told of a sign-out although they are in a private network. */
  readonly privateHosts: readonly string[]
}

export const defaultOidcSettings: OidcSettings = { deviceFlow: false, privateHosts: [] }

export interface ConfigurationParts extends CibaParts {
  readonly parts: ProviderParts
  readonly items: Items
  readonly clients: Clients
  readonly settings: OidcSettings
  readonly jwks: readonly JWK[]
  readonly cookieKeys: readonly string[]
  /** Itself, once it is there. */
  readonly provider: () => Provider
  /** Where the sign-in pages take over, and how they will know the browser. */
  readonly begun: (ctx: KoaContextWithOIDC, interaction: Interaction) => Promise<string>
  readonly isSignedIn: (ctx: KoaContextWithOIDC) => Promise<boolean>
  /** As `fetch`, which this layer is handed. */
  readonly fetch: typeof fetch
}

export function configurationOf(inside: ConfigurationParts): Configuration {
  const { parts, items, clients, settings } = inside
  const isSecure = parts.settings.origin.startsWith('https:')
  const cookie = { httpOnly: true, sameSite: 'lax' as const, signed: true }
  return {
    adapter: createAdapter({ items, clients, deviceFlow: settings.deviceFlow, settle: (id) => settle(inside, inside.provider(), id) }),
    jwks: { keys: inside.jwks.map((key) => ({ ...key })) },
    acrValues: [...acrs],
    claims: { ...claimsByScope, acr: null, amr: null, auth_time: null, iss: null, sid: null },
    scopes: [...ownScopes],
    responseTypes: ['code'],
    subjectTypes: ['public', 'pairwise'],
    pairwiseIdentifier: (_, account, client) =>
      parts.seals.digest('oidc pairwise subject', `${String(client['sectorIdentifier'])} ${account}`),
    clientAuthMethods: [...authMethods],
    enabledJWA: {
      clientAuthSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA'],
      idTokenSigningAlgValues: ['RS256', 'ES256'],
      dPoPSigningAlgValues: ['ES256', 'EdDSA'],
    },
    extraClientMetadata: { properties: [...ownMetadata] },
    clockTolerance: 5,
    conformIdTokenClaims: false,
    allowOmittingSingleRegisteredRedirectUri: false,
    cookies: {
      // Only this origin can set a cookie with this name, whatever its neighbours under the same domain do.
      names: {
        session: isSecure ? '__Host-tocsin_op' : 'tocsin_op',
        interaction: 'tocsin_op_interaction',
        resume: 'tocsin_op_resume',
      },
      long: cookie,
      short: cookie,
      keys: [...inside.cookieKeys],
    },
    clientBasedCORS: (_, origin, client) =>
      client.clientAuthMethod === 'none' && (client.redirectUris ?? []).some((uri) => URL.canParse(uri) && new URL(uri).origin === origin),
    findAccount: ({ oidc }, id) => findAccount(parts.identity.records, id, oidc.client?.scope?.split(' ').includes('groups') === true),
    loadExistingGrant: (ctx) => existingGrant(inside.provider(), items, ctx),
    interactions: { policy: createPolicy(inside.isSignedIn), url: inside.begun },
    pkce: { required: () => true },
    issueRefreshToken: async (_, client, source) => client.grantTypeAllowed('refresh_token') && source.scopes.has('offline_access'),
    rotateRefreshToken: () => true,
    extraTokenClaims: ({ oidc }) => howSignedIn(oidc),
    renderError: (ctx, out) => errorPage(ctx, out),
    fetch: outside(inside),
    ttl: timesOf(parts),
    features: featuresOf(inside),
  }
}

/** For APIs that want a stronger or newer sign-in (RFC 9068 §2.2.1, RFC 9470 §6): in JWT access tokens and in introspection. */
function howSignedIn({ entities }: KoaContextWithOIDC['oidc']) {
  const { RefreshToken: renewed, AuthorizationCode: code, BackchannelAuthenticationRequest: asked, DeviceCode: device } = entities
  const source = renewed ?? code ?? asked ?? device
  return source === undefined ? undefined : { acr: source.acr, amr: source.amr, auth_time: source.authTime }
}

/** oidc-provider refuses private addresses at the moment of connecting; an organisation's own hosts are there, and named. */
const outside =
  ({ settings, fetch }: ConfigurationParts): NonNullable<Configuration['fetch']> =>
  (url, options) => {
    if (!settings.privateHosts.includes(new URL(url).hostname)) return fetch(url, options)
    const { dispatcher: _, ...plain }: RequestInit & { dispatcher?: unknown } = options ?? {}
    return fetch(url, plain)
  }

function timesOf({ settings, clock }: ProviderParts): NonNullable<Configuration['ttl']> {
  const nowS = (): number => Math.floor(clock() / 1000)
  return {
    AuthorizationCode: lifeS.code,
    AccessToken: lifeS.accessToken,
    IdToken: lifeS.idToken,
    Interaction: lifeS.interaction,
    DeviceCode: lifeS.deviceCode,
    Grant: lifeS.grant,
    // A little longer than the prompt, so that the application hears how it ended.
    BackchannelAuthenticationRequest: Math.floor(settings.challengeMs / 1000) + 60,
    RefreshToken: (ctx, token) => {
      const begun = ctx.oidc.entities.RotatedRefreshToken?.iiat ?? token.iiat ?? nowS()
      return Math.max(1, Math.min(lifeS.refreshToken, begun + lifeS.refreshFamily - nowS()))
    },
    Session: (_, session: Session) => {
      if (session.accountId === undefined || session.loginTs === undefined) return lifeS.interaction
      const left = session.loginTs + settings.sessionMs / 1000 - nowS()
      return Math.max(1, Math.floor(Math.min(settings.idleMs / 1000, left)))
    },
  }
}

function featuresOf(inside: ConfigurationParts): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: true },
    dPoP: { enabled: true, allowReplay: false },
    pushedAuthorizationRequests: { enabled: true },
    introspection: { enabled: true, allowedPolicy: (_, client, token) => mayIntrospect(client, token) },
    // Silently where it is another's: whether there is such a token is none of their business.
    revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
    userinfo: { enabled: true },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => signOutPage(ctx, form),
      postLogoutSuccessSource: (ctx) => signedOutPage(ctx),
    },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: (_, indicator, client) => {
        const resource = resourceOf(client, indicator)
        if (resource === undefined) throw new errors.InvalidTarget()
        const jwt = { sign: { alg: 'ES256' as const } }
        return { scope: resource.scopes.join(' '), audience: indicator, accessTokenTTL: lifeS.accessToken, accessTokenFormat: 'jwt', jwt }
      },
    },
    deviceFlow: {
      enabled: inside.settings.deviceFlow,
      userCodeInputSource: (ctx, form, _, error) => deviceCodePage(ctx, form, error !== undefined),
      userCodeConfirmSource: (ctx, form, _client, _info, code) => deviceConfirmPage(ctx, form, code),
      successSource: (ctx) => deviceDonePage(ctx),
    },
    ciba: {
      enabled: true,
      deliveryModes: ['poll'],
      processLoginHint: (_, hint) => processLoginHint(inside, hint ?? ''),
      processLoginHintToken: () => {
        throw new errors.InvalidRequest('login_hint_token is not taken here; send login_hint')
      },
      verifyUserCode: () => undefined,
      validateBindingMessage: (_, message) => validateBindingMessage(message),
      validateRequestContext: () => undefined,
      triggerAuthenticationDevice: (ctx, request) => askPhone(inside, ctx, request),
    },
  }
}

/** Its own tokens, and those made for the API that it is. */
function mayIntrospect(client: { readonly clientId: string; readonly [key: string]: unknown }, token: object): boolean {
  if ('clientId' in token && token.clientId === client.clientId) return true
  const apis = client['tocsin_introspects']
  return 'aud' in token && Array.isArray(apis) && apis.includes(token.aud)
}
