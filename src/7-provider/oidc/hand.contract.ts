/** An application written by hand from the specifications, with nothing of oidc-provider's authors in it: RFC 6749, 7636, 9126, 9449, OpenID Connect Core. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type CryptoKey, createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { Browser } from './oidc.contract.ts'

export interface Tokens {
  readonly access_token: string
  readonly token_type: string
  readonly expires_in: number
  readonly id_token?: string
  readonly refresh_token?: string
  readonly scope?: string
}

export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly headers: Headers
}

export interface HandClient {
  readonly issuer: string
  readonly id: string
  readonly secret: string
  readonly redirect: string
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')

let count = 0
/** Different each time, long enough for a verifier. */
export const word = (kind: string): string => `${kind}-${sha256(`${kind} ${count++}`)}`

export interface Begun {
  readonly url: string
  readonly verifier: string
  readonly state: string
  readonly nonce: string
}

export function begin({ issuer, id, redirect }: HandClient, extra: Record<string, string | undefined> = {}): Begun {
  const verifier = word('verifier')
  const state = word('state')
  const nonce = word('nonce')
  const all: Record<string, string | undefined> = {
    client_id: id,
    redirect_uri: redirect,
    response_type: 'code',
    scope: 'openid profile',
    code_challenge: sha256(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...extra,
  }
  return { url: `${issuer}/auth?${query(all)}`, verifier, state, nonce }
}

export const query = (all: Record<string, string | undefined>): URLSearchParams =>
  new URLSearchParams(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined))

/** Goes through the pages; the answer's parameters, whose `state` and `iss` (RFC 9207) are checked. */
export async function authorize(client: HandClient, browser: Browser, begun: Begun): Promise<URLSearchParams> {
  const { left, response } = await browser.follow(begun.url)
  assert.ok(left, `stayed with ${response.status}: ${(await response.text()).slice(0, 2000)}`)
  assert.ok(left.href.startsWith(client.redirect), left.href)
  assert.equal(left.searchParams.get('state'), begun.state)
  assert.equal(left.searchParams.get('iss'), client.issuer)
  return left.searchParams
}

export const basic = ({ id, secret }: HandClient): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`

export async function post(
  client: HandClient,
  path: string,
  form: Record<string, string | undefined>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const auth = client.secret === '' ? {} : { authorization: basic(client) }
  const response = await fetch(`${client.issuer}${path}`, { method: 'POST', body: query(form), headers: { ...auth, ...headers } })
  const text = await response.text()
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>), headers: response.headers }
}

export const redeem = (
  client: HandClient,
  code: string,
  verifier: string,
  changes: Record<string, string | undefined> = {},
  headers: Record<string, string> = {},
): Promise<Answer> =>
  post(
    client,
    '/token',
    { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: client.redirect, ...changes },
    headers,
  )

export const refresh = (client: HandClient, token: string, headers: Record<string, string> = {}): Promise<Answer> =>
  post(client, '/token', { grant_type: 'refresh_token', refresh_token: token }, headers)

export const tokensOf = ({ status, body }: Answer): Tokens => {
  assert.equal(status, 200, JSON.stringify(body))
  return body as unknown as Tokens
}

/** Core §3.1.3.7: signature by a published key, issuer, audience, nonce. */
export async function checkIdToken({ issuer, id }: HandClient, token: string | undefined, nonce?: string): Promise<JWTPayload> {
  assert.ok(token, 'no id token')
  const jwks = (await (await fetch(`${issuer}/jwks`)).json()) as Parameters<typeof createLocalJWKSet>[0]
  const { payload } = await jwtVerify(token, createLocalJWKSet(jwks), { issuer, audience: id, algorithms: ['RS256', 'ES256'] })
  if (nonce !== undefined) assert.equal(payload['nonce'], nonce)
  return payload
}

/** All of it at once. */
export async function signIn(client: HandClient, browser: Browser, extra: Record<string, string | undefined> = {}) {
  const begun = begin(client, extra)
  const answer = await authorize(client, browser, begun)
  const code = answer.get('code')
  assert.ok(code, answer.toString())
  const tokens = tokensOf(await redeem(client, code, begun.verifier))
  return { code, begun, tokens, claims: await checkIdToken(client, tokens.id_token, begun.nonce) }
}

export interface Prover {
  proof(method: string, url: string, changes?: { readonly token?: string; readonly jti?: string; readonly iat?: number }): Promise<string>
}

/** RFC 9449. */
export async function prover(): Promise<Prover> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = await exportJWK(publicKey)
  return {
    proof: (method, url, { token, jti = word('jti'), iat } = {}) =>
      new SignJWT({ htm: method, htu: url, jti, ...(token === undefined ? {} : { ath: sha256(token) }) })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .setIssuedAt(iat)
        .sign(privateKey),
  }
}

/** RFC 7523. */
export const assertion = (
  client: HandClient,
  key: CryptoKey | Uint8Array,
  header: { readonly alg: string; readonly kid?: string },
  jti = word('jti'),
): Promise<string> =>
  new SignJWT({ jti })
    .setProtectedHeader(header)
    .setIssuer(client.id)
    .setSubject(client.id)
    .setAudience(client.issuer)
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(key)

export const assertionForm = (jwt: string) => ({
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: jwt,
})
