/** The sample application as a person uses it: in by one strength, stronger for payments, renewed, out. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { testStart } from '../provider.contract.ts'
import { browser, testOidc } from './oidc.contract.ts'

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Settles when it says where it is. */
async function started(child: ChildProcess): Promise<void> {
  const said = once(child.stdout ?? child, 'data')
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The sample ended with ${code}.`)
  })
  await Promise.race([said, ended])
}

test('RFC 9470: the sample signs in, is refused payments, steps up, renews and signs out', async (t) => {
  const world = await testOidc()
  t.after(world.end)
  // The sample has the true clock.
  world.later(Math.floor(performance.timeOrigin + performance.now()) - testStart)
  const account = await world.test.account('ada@example.com', { display_name: 'Ada <b>' })
  const port = await freePort()
  const here = `http://localhost:${port}`
  const { id, secret } = await world.client({ firstParty: true, redirectUris: [`${here}/callback`], postLogoutRedirectUris: [`${here}/`] })
  const sample = join(import.meta.dirname, '..', '..', '..', 'samples', 'relying-party', 'main.ts')
  const child = spawn(process.execPath, [sample, '--issuer', world.issuer, '--client', id, '--port', String(port)], {
    env: { ...process.env, CLIENT_SECRET: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill())
  await started(child)
  const app = browser(here)
  const tocsin = browser(world.origin)
  const through = async (from: string): Promise<Response> => {
    const to = (await app.open(`${here}${from}`)).headers.get('location') ?? ''
    const { left } = await tocsin.follow(to)
    assert.ok(left, to)
    const { response } = await app.follow(left.href)
    return response
  }
  assert.match(await (await app.open(`${here}/`)).text(), /Nobody is signed in/)
  world.sits({ account, acr: 'aal2' })
  const home = await (await through('/sign-in')).text()
  assert.match(home, /<dd id="who">Ada &#60;b&#62;<\/dd>/)
  assert.match(home, /<dd id="how">aal2<\/dd>/)
  const refused = await app.open(`${here}/payments`)
  assert.equal(refused.status, 401)
  assert.match(
    refused.headers.get('www-authenticate') ?? '',
    /^Bearer error="insufficient_user_authentication",.*acr_values="phr", max_age="300"$/,
  )
  const weak = await through('/step-up')
  assert.deepEqual([weak.status, /unmet_authentication_requirements/.test(await weak.text())], [400, true])
  world.sits({ account, acr: 'phr', amr: ['mfa', 'swk', 'user'] })
  const paid = await through('/step-up')
  assert.match(await paid.text(), /id="paid"/)
  assert.equal((await app.open(`${here}/refresh`)).headers.get('location'), '/')
  assert.match(await (await app.open(`${here}/`)).text(), /<dd id="how">phr<\/dd>/)
  const out = (await app.open(`${here}/sign-out`)).headers.get('location') ?? ''
  assert.ok(out.startsWith(`${world.issuer}/session/end?`))
  assert.match(await (await app.open(`${here}/`)).text(), /Nobody is signed in/)
})
