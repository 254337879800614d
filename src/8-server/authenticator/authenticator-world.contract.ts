/** The phone's API for tests: served without the rest of the product, with software phones that reach it over HTTP's own rules. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify from 'fastify'
import { type PhoneWorld, phoneWorld } from '../../7-provider/phone/phone-world.contract.ts'
import { createSoftwarePhone, type PhoneAnswer, type SoftwarePhone } from '../../7-provider/phone/software-phone.contract.ts'
import { testOrigin, visitor } from '../../7-provider/provider.contract.ts'
import { askOf } from '../../7-provider/push/push.contract.ts'
import type { App, ServerParts } from '../api.ts'
import { authenticatorRoutes } from '../apis/authenticator.ts'
import { answerTo } from '../errors.ts'
import { type Authenticator, type AuthenticatorNeeds, createAuthenticator } from './authenticator.ts'

export interface Served {
  readonly w: PhoneWorld
  readonly app: App
  readonly authenticator: Authenticator
  request(
    method: string,
    path: string,
    headers?: Readonly<Record<string, string>>,
    body?: string,
  ): Promise<PhoneAnswer & { readonly text: string }>
  /** Added through the API and confirmed. */
  enrolled(name?: string, confirms?: boolean): Promise<SoftwarePhone>
  ask(): Promise<{ readonly challenge: string; readonly number: string }>
}

export async function serve(context: TestContext, options: Pick<AuthenticatorNeeds, 'live' | 'limits'> = {}): Promise<Served> {
  const w = await phoneWorld()
  const authenticator = createAuthenticator(w.provider.parts, { ...w.needs, push: w.push, place: () => ({ country: 'NL' }), ...options })
  const app: App = fastify({ bodyLimit: 64 * 1024 }).withTypeProvider<TypeBoxTypeProvider>()
  app.setErrorHandler((error, request, reply) => answerTo(error, request, reply, { clock: w.now } as unknown as ServerParts))
  authenticatorRoutes(app, () => authenticator)
  await app.ready()
  context.after(async () => {
    authenticator.close()
    await app.close()
    await w.provider.end()
  })
  const request: Served['request'] = async (method, path, headers = {}, body) => {
    const answer = await app.inject({ method: method as 'GET', url: path, headers, ...(body === undefined ? {} : { payload: body }) })
    const isJson = answer.headers['content-type']?.startsWith('application/json') === true
    return { status: answer.statusCode, body: isJson ? answer.json() : undefined, text: answer.body }
  }
  return {
    w,
    app,
    authenticator,
    request,
    enrolled: async (name = 'Pixel 9', confirms = false) => {
      const browser = `browser for ${name}`
      const offer = await authenticator.enrolments.offer(w.ada, browser)
      const phone = createSoftwarePhone(request, { origin: testOrigin, clock: w.now, name, confirms })
      await phone.enrol(offer.state === 'offered' ? offer.code : '')
      await authenticator.enrolments.confirm(browser, true, visitor())
      return phone
    },
    ask: async () => {
      const asked = await w.push.ask(askOf(w.ada))
      return asked.state === 'sent' ? asked : assert.fail(`not sent: ${JSON.stringify(asked)}`)
    },
  }
}
