/**
 * A sample application that signs people in with Tocsin: a page that says who is there, one that wants a stronger sign-in (RFC 9470), refresh and sign-out.
 * `node_modules/.bin/node samples/relying-party/main.ts --issuer http://localhost:8787/oidc --client ID --secret SECRET`
 */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { parseArgs } from 'node:util'
import * as openid from 'openid-client'

const { values } = parseArgs({
  options: {
    issuer: { type: 'string', default: 'http://localhost:8787/oidc' },
    client: { type: 'string' },
    secret: { type: 'string', default: process.env['CLIENT_SECRET'] ?? '' },
    port: { type: 'string', default: '3000' },
  },
})
if (values.client === undefined || values.secret === '') {
  process.stderr.write('Give --client, and the secret as --secret or in CLIENT_SECRET: `tocsin app add` prints both.\n')
  process.exit(2)
}

const here = `http://localhost:${values.port}`
const callback = `${here}/callback`
/** What the page of payments wants: a key that no phishing page can use, used in the last five minutes. */
const strong = { acr_values: 'phr', max_age: '300' } as const

interface Session {
  /** Of a sign-in under way. */
  checks?: openid.AuthorizationCodeGrantChecks
  /** Where the person wanted to go. */
  to?: string
  tokens?: openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers
  claims?: openid.IDToken | undefined
}

/** Sessions of this sample, in memory; beyond this the oldest are over. */
const sessionsMax = 1000
const sessions = new Map<string, Session>()

// The ten lines: find out where everything is, send the browser there, and take who comes back.
const insecure = values.issuer.startsWith('http:') ? { execute: [openid.allowInsecureRequests] } : {}
const tocsin = await openid.discovery(new URL(values.issuer), values.client, values.secret, undefined, insecure)

async function begin(session: Session, to: string, extra: Record<string, string> = {}): Promise<string> {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier()
  session.checks = { pkceCodeVerifier, expectedState: openid.randomState(), expectedNonce: openid.randomNonce(), idTokenExpected: true }
  session.to = to
  const code_challenge = await openid.calculatePKCECodeChallenge(pkceCodeVerifier)
  const { expectedState: state = '', expectedNonce: nonce = '' } = session.checks as { expectedState?: string; expectedNonce?: string }
  const asked = { redirect_uri: callback, scope: 'openid profile email offline_access', prompt: 'consent', ...extra }
  return openid.buildAuthorizationUrl(tocsin, { ...asked, code_challenge, code_challenge_method: 'S256', state, nonce }).href
}

async function comeBack(session: Session, url: URL): Promise<string> {
  if (session.checks === undefined) throw new Error('No sign-in is under way in this browser.')
  session.tokens = await openid.authorizationCodeGrant(tocsin, url, session.checks)
  session.claims = session.tokens.claims()
  delete session.checks
  return session.to ?? '/'
}

/** The API half of a step-up: 401 with what is wanted, in the words of RFC 9470. Undefined where the sign-in is enough. */
function tooWeak({ claims }: Session): string | undefined {
  const age = Date.now() / 1000 - Number(claims?.['auth_time'] ?? 0)
  const isStrong = ['phr', 'phrh'].includes(String(claims?.['acr']))
  if (isStrong && age <= Number(strong.max_age)) return undefined
  return `Bearer error="insufficient_user_authentication", error_description="Payments want a passkey, used in the last five minutes", acr_values="${strong.acr_values}", max_age="${strong.max_age}"`
}

const escapeHtml = (text: unknown): string => String(text).replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`)
const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title>
<style>body{font:16px/1.5 system-ui;max-width:32rem;margin:10vh auto;padding:0 1rem}dt{font-weight:600}dd{margin:0 0 .5rem;overflow-wrap:anywhere}a{margin-right:1rem}</style><h1>${title}</h1>${body}</html>`

function home({ claims, tokens }: Session): string {
  if (claims === undefined)
    return page('Payroll', '<p>Nobody is signed in.</p><p><a id="sign-in" href="/sign-in">Sign in with Tocsin</a></p>')
  const facts = {
    Who: claims['name'] ?? claims.sub,
    Account: claims['preferred_username'],
    'How strongly (acr)': claims['acr'],
    'With what (amr)': [claims['amr']].flat().join(', '),
    'When (auth_time)': new Date(Number(claims['auth_time']) * 1000).toISOString(),
    'The token is good for': `${tokens?.expiresIn() ?? 0} s`,
  }
  const list = Object.entries(facts).map(
    ([name, value]) => `<dt>${name}</dt><dd id="${name.split(' ')[0]?.toLowerCase()}">${escapeHtml(value)}</dd>`,
  )
  return page(
    'Payroll',
    `<dl>${list.join('')}</dl><p><a href="/payments">Payments</a><a href="/refresh">Renew</a><a href="/sign-out">Sign out</a></p>`,
  )
}

async function answer(url: URL, session: Session, response: ServerResponse): Promise<void> {
  const go = (to: string): void => void response.writeHead(303, { location: to }).end()
  const show = (html: string, status = 200, headers: Record<string, string> = {}): void =>
    void response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...headers }).end(html)
  switch (url.pathname) {
    case '/':
      return show(home(session))
    case '/sign-in':
      return go(await begin(session, '/'))
    case '/callback':
      return go(await comeBack(session, url))
    case '/payments': {
      if (session.claims === undefined) return go(await begin(session, '/payments'))
      const challenge = tooWeak(session)
      if (challenge === undefined)
        return show(
          page(
            'Payments',
            '<p id="paid">Here would be the payments. You proved it is you with a passkey just now.</p><p><a href="/">Back</a></p>',
          ),
        )
      const body =
        '<p>This page wants a stronger sign-in than the one you have.</p><p><a id="step-up" href="/step-up">Sign in with a passkey</a><a href="/">Back</a></p>'
      return show(page('Payments', body), 401, { 'www-authenticate': challenge })
    }
    case '/step-up':
      return go(await begin(session, '/payments', strong))
    case '/refresh':
      if (session.tokens?.refresh_token !== undefined)
        session.tokens = Object.assign(await openid.refreshTokenGrant(tocsin, session.tokens.refresh_token))
      return go('/')
    case '/sign-out': {
      const hint = session.tokens?.id_token
      delete session.claims
      delete session.tokens
      return go(
        hint === undefined ? '/' : openid.buildEndSessionUrl(tocsin, { id_token_hint: hint, post_logout_redirect_uri: `${here}/` }).href,
      )
    }
    default:
      return show(page('Not found', '<p><a href="/">Back</a></p>'), 404)
  }
}

/** A new session under a new name where the browser has none: names of others are not taken up. */
function sessionOf(request: IncomingMessage, response: ServerResponse): Session {
  const id = /(?:^|; )sample_session=([\w-]{22})/.exec(request.headers.cookie ?? '')?.[1]
  const known = id === undefined ? undefined : sessions.get(id)
  if (known !== undefined) return known
  const name = randomBytes(16).toString('base64url')
  const session: Session = {}
  const [oldest] = sessions.keys()
  if (sessions.size >= sessionsMax && oldest !== undefined) sessions.delete(oldest)
  sessions.set(name, session)
  response.setHeader('set-cookie', `sample_session=${name}; Path=/; HttpOnly; SameSite=Lax`)
  return session
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', here)
  answer(url, sessionOf(request, response), response).catch((error: unknown) => {
    const said = error instanceof openid.AuthorizationResponseError ? `${error.error}: ${error.error_description ?? ''}` : String(error)
    response
      .writeHead(400, { 'content-type': 'text/html; charset=utf-8' })
      .end(page('That did not work', `<p id="error">${escapeHtml(said)}</p><p><a href="/">Back</a></p>`))
  })
})
server.listen(Number(values.port), 'localhost', () => process.stdout.write(`Open ${here}\n`))
