/** Applications that sign people in with us: what an administrator may register, and how oidc-provider is told of it. */
import { createPublicKey, type JsonWebKey } from 'node:crypto'
import type { ClientMetadata } from 'oidc-provider'
import { type Acr, acrs } from '../methods/method.ts'
import { cleanText } from '../push/context.ts'
import { type SigningAlg, signingAlgs } from './keys.ts'

/** `web`: a server that can keep a secret. `native`: on a device. `spa`: in the browser; its tokens are bound to a key of that browser. */
export const clientTypes = ['web', 'native', 'spa'] as const
export const authMethods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const

export interface ClientSettings {
  /** A stranger's text to whoever sees it. */
  readonly name: string
  readonly type: (typeof clientTypes)[number]
  readonly auth: (typeof authMethods)[number]
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
  /** Told by a request of ours when a person signs out. */
  readonly backchannelLogoutUri?: string | undefined
  /** Public keys for `private_key_jwt`. */
  readonly keys: readonly JsonWebKey[]
  /** The organisation's own: nobody is asked whether it may know their name. */
  readonly firstParty: boolean
  /** Requests only by way of the PAR endpoint. */
  readonly pushed: boolean
  /** Tokens only with a proof of possession. */
  readonly bound: boolean
  /** People have another `sub` here than elsewhere. */
  readonly pairwise: boolean
  readonly groups: boolean
  readonly refresh: boolean
  /** May ask a person's phone without a sign-in page: nobody has proved a password then, so it is trusted like one. */
  readonly ciba: boolean
  readonly device: boolean
  /** At least this, whatever the request says. */
  readonly acr?: Acr | undefined
  readonly idTokenAlg: SigningAlg
  /** APIs that it may ask tokens for (RFC 8707). */
  readonly resources: readonly Resource[]
  /** It is the API of these: may look into tokens that were made for them. */
  readonly introspects: readonly string[]
}

interface Resource {
  readonly id: string
  readonly scopes: readonly string[]
}

export const clientDefaults = {
  type: 'web',
  auth: 'client_secret_basic',
  redirectUris: [],
  postLogoutRedirectUris: [],
  keys: [],
  firstParty: false,
  pushed: false,
  bound: false,
  pairwise: false,
  groups: false,
  refresh: true,
  ciba: false,
  device: false,
  idTokenAlg: 'RS256',
  resources: [],
  introspects: [],
} as const satisfies Omit<ClientSettings, 'name'>

const nameMax = 80
const urisMax = 20
const uriMax = 500
const keysMax = 5
const resourcesMax = 20
const scopesMax = 50

/** Cleaned settings, or what is wrong with them, each in a sentence that says what to do. */
export function readClient(given: ClientSettings): { readonly client: ClientSettings } | { readonly problems: readonly string[] } {
  const name = cleanName(given.name)
  const client: ClientSettings = given.type === 'spa' ? { ...given, name, auth: 'none', bound: true } : { ...given, name }
  const problems = [
    ...(name === '' ? ['Give the application a name that can be read.'] : []),
    ...authProblems(client),
    ...uriProblems(client),
    ...keyProblems(client),
    ...otherProblems(client),
    ...resourceProblems(client),
  ]
  return problems.length === 0 ? { client } : { problems }
}

export const cleanName = (name: string): string => [...cleanText(name)].slice(0, nameMax).join('').trim()

function authProblems({ type, auth, keys, ciba }: ClientSettings): string[] {
  const problems: string[] = []
  if (auth === 'private_key_jwt' && keys.length === 0)
    problems.push('private_key_jwt needs the application’s public keys: give them as keys.')
  if (auth !== 'private_key_jwt' && keys.length > 0) problems.push('keys are for private_key_jwt: choose that, or leave them out.')
  if (type === 'web' && auth === 'none')
    problems.push('An application on a server can keep a secret: choose another way than none, or the type native or spa.')
  if (ciba && auth === 'none') problems.push('Who asks phones without a sign-in page must prove who it is: choose another way than none.')
  return problems
}

function uriProblems({
  type,
  redirectUris,
  postLogoutRedirectUris,
  backchannelLogoutUri,
  ciba,
  device,
  introspects,
}: ClientSettings): string[] {
  const isNeeded = !ciba && !device && introspects.length === 0
  return [
    ...(redirectUris.length === 0 && isNeeded ? ['Give at least one address to come back to (redirect URI).'] : []),
    ...([...redirectUris, ...postLogoutRedirectUris].length > urisMax ? [`At most ${urisMax} addresses to come back to.`] : []),
    ...[...redirectUris, ...postLogoutRedirectUris].flatMap((uri) => redirectProblem(uri, type) ?? []),
    ...(backchannelLogoutUri === undefined ? [] : (addressProblem(backchannelLogoutUri) ?? [])),
  ]
}

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** Exact addresses alone (ASVS 10.4.1): https, on this machine http, and for applications on a device their own scheme with a dot in it (RFC 8252 §7.1). */
function redirectProblem(uri: string, type: ClientSettings['type']): string | undefined {
  const quoted = `"${cleanText(uri)}"`
  if (!URL.canParse(uri) || uri.length > uriMax || /[\s\p{Cc}\\]/u.test(uri)) return `${quoted} is no address.`
  if (uri.includes('*')) return `${quoted} has a *: each address is named in full.`
  const { protocol, hostname, hash, username, password } = new URL(uri)
  if (hash !== '' || uri.endsWith('#')) return `${quoted} has a part after #, which is never sent.`
  if (username !== '' || password !== '') return `${quoted} holds a name or password.`
  if (protocol === 'https:') return type === 'native' && loopback.has(hostname) ? `${quoted}: on the same machine use http.` : undefined
  if (protocol === 'http:')
    return loopback.has(hostname) ? undefined : `${quoted} is not encrypted: use https; http is for 127.0.0.1 alone.`
  if (type !== 'native') return `${quoted}: use https.`
  return /^[a-z][a-z\d+-]*(\.[a-z\d+-]+)+:$/.test(protocol)
    ? undefined
    : `${quoted}: a scheme of an application is a domain name backwards, like com.example.app:/callback.`
}

function addressProblem(uri: string): string | undefined {
  const problem = redirectProblem(uri, 'web')
  return problem === undefined ? undefined : `For signing out: ${problem}`
}

function keyProblems({ keys }: ClientSettings): string[] {
  if (keys.length > keysMax) return [`At most ${keysMax} keys.`]
  return keys.flatMap((key, at) => keyProblem(key, at + 1) ?? [])
}

/** Public, asymmetric, strong: RSA of 2048 bits and more, P-256, Ed25519. */
function keyProblem(key: JsonWebKey, at: number): string | undefined {
  if (['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'].some((part) => key[part] !== undefined))
    return `Key ${at} holds its secret part: give the public part alone, and use another key from now on.`
  try {
    const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = createPublicKey({ key: { ...key }, format: 'jwk' })
    if (kind === 'rsa' && (details?.modulusLength ?? 0) >= 2048) return undefined
    if ((kind === 'ec' && details?.namedCurve === 'prime256v1') || kind === 'ed25519') return undefined
  } catch {
    return `Key ${at} is no public key in JWK.`
  }
  return `Key ${at} must be RSA of 2048 bits or more, P-256 or Ed25519.`
}

function otherProblems({ pairwise, ciba, device, acr, idTokenAlg, redirectUris }: ClientSettings): string[] {
  const hosts = new Set(redirectUris.filter((uri) => URL.canParse(uri)).map((uri) => new URL(uri).host))
  return [
    ...(pairwise && (ciba || device) ? ['pairwise cannot be had together with ciba or device.'] : []),
    ...(pairwise && hosts.size !== 1 ? ['With pairwise all addresses to come back to are on one host.'] : []),
    ...(acr !== undefined && !acrs.includes(acr) ? [`acr is one of ${acrs.join(', ')}.`] : []),
    ...(signingAlgs.includes(idTokenAlg) ? [] : [`idTokenAlg is one of ${signingAlgs.join(', ')}.`]),
  ]
}

/** RFC 6749 §3.3, without what would break a list. */
const scopeWord = /^[\x21\x23-\x5B\x5D-\x7E]{1,100}$/
export const ownScopes = ['openid', 'offline_access', 'profile', 'email', 'groups'] as const

function resourceProblems({ resources, introspects }: ClientSettings): string[] {
  const ids = [...resources.map(({ id }) => id), ...introspects]
  return [
    ...(resources.length > resourcesMax || introspects.length > resourcesMax ? [`At most ${resourcesMax} APIs.`] : []),
    ...ids.filter((id) => !isResource(id)).map((id) => `"${cleanText(id)}" does not name an API: use an https address without #.`),
    ...resources.flatMap(({ id, scopes }) => {
      const wrong = scopes.find((scope) => !scopeWord.test(scope) || ownScopes.some((own) => own === scope))
      if (scopes.length > scopesMax) return [`At most ${scopesMax} scopes for ${cleanText(id)}.`]
      return wrong === undefined ? [] : [`"${cleanText(wrong)}" cannot be a scope of an API.`]
    }),
  ]
}

const isResource = (id: string): boolean =>
  id.length <= uriMax && URL.canParse(id) && new URL(id).protocol === 'https:' && !id.includes('#')

const grants = { device: 'urn:ietf:params:oauth:grant-type:device_code', ciba: 'urn:openid:params:grant-type:ciba' } as const

/** Names of settings that only we know; oidc-provider hands them back. */
export const ownMetadata = ['tocsin_first_party', 'tocsin_resources', 'tocsin_introspects'] as const

export interface KeptClient {
  readonly id: string
  readonly client: ClientSettings
  readonly secret: string | undefined
}

/** `deviceFlow`: whether it is to be had at all. */
export function metadataOf({ id, client, secret }: KeptClient, deviceFlow: boolean): ClientMetadata {
  const isDevice = client.device && deviceFlow
  const isCode = client.redirectUris.length > 0
  const scopes = ['openid', 'profile', 'email', ...(client.groups ? ['groups'] : []), ...(client.refresh ? ['offline_access'] : [])]
  return {
    client_id: id,
    client_name: client.name,
    ...(secret === undefined ? {} : { client_secret: secret }),
    application_type: client.type === 'native' ? 'native' : 'web',
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    response_types: isCode ? ['code'] : [],
    response_modes: ['query', 'form_post'],
    grant_types: [
      ...(isCode ? ['authorization_code'] : []),
      ...(client.refresh && (isCode || client.ciba || isDevice) ? ['refresh_token'] : []),
      ...(client.ciba ? [grants.ciba] : []),
      ...(isDevice ? [grants.device] : []),
    ],
    token_endpoint_auth_method: client.auth,
    id_token_signed_response_alg: client.idTokenAlg,
    scope: scopes.join(' '),
    subject_type: client.pairwise ? 'pairwise' : 'public',
    dpop_bound_access_tokens: client.bound,
    require_pushed_authorization_requests: client.pushed,
    ...(client.keys.length > 0 ? { jwks: { keys: client.keys.map((key) => ({ ...key })) } } : {}),
    ...(client.backchannelLogoutUri === undefined
      ? {}
      : { backchannel_logout_uri: client.backchannelLogoutUri, backchannel_logout_session_required: true }),
    ...(client.ciba ? { backchannel_token_delivery_mode: 'poll' as const } : {}),
    ...(client.acr === undefined ? {} : { default_acr_values: [client.acr] }),
    tocsin_first_party: client.firstParty,
    tocsin_resources: client.resources,
    tocsin_introspects: client.introspects,
  }
}
