/** The code flow, authorization and tokens, beside plain oidc-provider with its adapter in memory, in one run. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import Provider from 'oidc-provider'
import { type ClientSettings, clientDefaults } from '../../src/7-provider/oidc/clients.ts'
import { browser, callback, noPush } from '../../src/7-provider/oidc/oidc.contract.ts'
import { createOidc, mountedAt } from '../../src/7-provider/oidc/oidc.ts'
import { testProvider, testStart } from '../../src/7-provider/provider.contract.ts'

// node test/bench/oidc.ts [flows] [rounds]
const [flows = 150, rounds = 3] = process.argv.slice(2).map(Number)
/** Writes that a flow waits for until they are on disk: two of the interaction, its end, grant, code, session; then the code spent, and the token. */
const commitsOfAFlow = 8

interface Side {
  readonly name: string
  readonly origin: string
  readonly issuer: string
  readonly client: string
  readonly secret: string
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

async function listen(): Promise<{ origin: string; on: (handler: Handler) => void; close: () => void }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    origin: `http://127.0.0.1:${port}`,
    on: (handler) => void server.on('request', handler),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const settings: ClientSettings = { ...clientDefaults, name: 'Payroll', redirectUris: [callback], firstParty: true }

async function ours(): Promise<Side & { end(): Promise<void> }> {
  const { origin, on, close } = await listen()
  const test = await testProvider({ settings: { origin } })
  test.later(Date.now() - testStart)
  const ticking = setInterval(() => test.later(100), 100)
  const account = await test.account('ada@example.com')
  const oidc = await createOidc(test.parts, { push: () => noPush, fetch })
  const kept = await oidc.clients.add(settings, 'bench')
  if ('problems' in kept) throw new Error(kept.problems.join(' '))
  const signIn = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const made = { account, acr: 'aal2', amr: ['otp', 'pwd'], authTime: test.parts.clock(), enrolOnly: false }
    const onward = await oidc.interactions.signedIn(request.url?.split('/')[2] ?? '', made)
    response.writeHead(303, { location: onward ?? '/' }).end()
  }
  on((request, response) => {
    const isOidc = request.url?.startsWith(mountedAt) === true
    request.headers['x-forwarded-host'] = new URL(origin).host
    request.headers['x-forwarded-proto'] = 'http'
    void (isOidc ? oidc.handle(request, response) : signIn(request, response))
  })
  const end = async (): Promise<void> => {
    clearInterval(ticking)
    close()
    await test.end()
  }
  return { name: 'Tocsin, SQLite', origin, issuer: oidc.issuer, client: kept.view.id, secret: kept.secret ?? '', end }
}

async function plain(): Promise<Side & { end(): Promise<void> }> {
  const { origin, on, close } = await listen()
  const secret = 'a-secret-of-the-bench-that-is-long-enough'
  const provider: Provider = new Provider(origin, {
    clients: [
      { client_id: 'bench', client_secret: secret, redirect_uris: [callback], response_types: ['code'], scope: 'openid profile email' },
    ],
    scopes: ['openid', 'profile', 'email'],
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['a key for cookies'] },
    findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, name: 'Ada' }) }),
    interactions: { url: (_, { uid }) => `/signin/${uid}` },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new provider.Grant({ clientId: oidc.client?.clientId, accountId: oidc.session?.accountId })
      grant.addOIDCScope('openid profile')
      await grant.save()
      return grant
    },
  })
  const handle = provider.callback()
  on((request, response) => {
    if (request.url?.startsWith('/signin/') !== true) return void handle(request, response)
    void provider.interactionFinished(request, response, { login: { accountId: 'ada', acr: 'aal2', amr: ['otp', 'pwd'] } })
  })
  return { name: 'oidc-provider, memory', origin, issuer: origin, client: 'bench', secret, end: async () => close() }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** A new browser, signed in and back with a code, which is redeemed. Milliseconds. */
async function flow({ origin, issuer, client, secret }: Side, nth: number): Promise<number> {
  const began = performance.now()
  const verifier = sha256(`verifier ${nth}`)
  const asked = { client_id: client, redirect_uri: callback, response_type: 'code', scope: 'openid profile', state: 's', nonce: 'n' }
  const query = new URLSearchParams({ ...asked, code_challenge: sha256(verifier), code_challenge_method: 'S256' })
  const { left } = await browser(origin).follow(`${issuer}/auth?${query}`)
  const code = left?.searchParams.get('code') ?? ''
  const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: callback }
  const authorization = `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}`
  const answer = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(form), headers: { authorization } })
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`)
  await answer.json()
  return performance.now() - began
}

async function round(side: Side, from: number): Promise<readonly number[]> {
  const took: number[] = []
  for (let nth = 0; nth < flows; nth++) took.push(await flow(side, from + nth))
  return took
}

/** What the disk alone costs. */
async function commits(): Promise<readonly number[]> {
  const test = await testProvider()
  const took: number[] = []
  for (let nth = 0; nth < 100; nth++) {
    const began = performance.now()
    await test.parts.identity.records
      .insertInto('used')
      .values({ key: `bench ${nth}`, expires: 1 })
      .execute()
    took.push(performance.now() - began)
  }
  await test.end()
  return took
}

const median = (values: readonly number[]): number => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
const p99 = (values: readonly number[]): number => [...values].sort((one, other) => one - other)[Math.floor(values.length * 0.99)] ?? 0

const sides = [await plain(), await ours()]
const took = new Map<Side, number[]>(sides.map((side) => [side, []]))
try {
  for (const side of sides) await round(side, -flows)
  // By turns, so that whatever else the machine does hits both.
  for (let turn = 0; turn < rounds; turn++) for (const side of sides) took.get(side)?.push(...(await round(side, turn * flows)))
  const [base = 1] = [...took.values()].map(median)
  console.log(`${'one flow after another, client and server in one process'.padEnd(60)}median      p99   a second   ratio`)
  for (const [{ name }, all] of took) {
    const perSecond = 1000 / (all.reduce((sum, one) => sum + one, 0) / all.length)
    console.log(
      `${name.padEnd(58)}${median(all).toFixed(1).padStart(5)} ms ${p99(all).toFixed(1).padStart(5)} ms ${perSecond.toFixed(0).padStart(8)} ${(median(all) / base).toFixed(2).padStart(9)}`,
    )
  }
  const commit = median(await commits())
  console.log(`one commit to this disk takes ${commit.toFixed(2)} ms, ${commitsOfAFlow} of them ${(commit * commitsOfAFlow).toFixed(1)} ms`)
} finally {
  for (const side of sides) await side.end()
}
