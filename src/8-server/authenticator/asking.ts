/** Who asks over the phone's API: the proof in the header `dpop`, over the bytes as they came, before anything else of the request is looked at. */
import type { FastifyRequest } from 'fastify'
import { connection } from '../../0-event/address.ts'
import type { Visitor } from '../../7-provider/parts.ts'
import type { Phone, Request } from '../../7-provider/phone/proofs.ts'
import type { App } from '../api.ts'
import { type ProblemError, problem } from '../problem.ts'
import { visitorOf } from '../visitor.ts'
import type { Authenticator } from './authenticator.ts'

/** A registration with its certificates is the longest; everything else takes a few hundred bytes (T56). */
const bodyBytesMax = 32 * 1024

const bodies = new WeakMap<FastifyRequest, Buffer>()
const phones = new WeakMap<FastifyRequest, Phone>()

/** JSON and nothing else, with its bytes kept for the proof. */
export function keepBodies(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: bodyBytesMax }, (request, body: Buffer, done) => {
    bodies.set(request, body)
    if (body.length === 0) done(null, undefined)
    else void parse(request, body.toString('utf8'), done)
  })
}

export const asked = (request: FastifyRequest): Request => ({ method: request.method, path: request.url, body: bodies.get(request) })

/** The one answer for everybody who is not known. */
const stranger = (): ProblemError =>
  problem(
    401,
    'unauthenticated',
    'This phone is not known here. If it should be, remove the account from the authenticator and add it again.',
  )

const tooMany = (): ProblemError => problem(429, 'busy', 'Too many requests. Wait a minute.', 60)

export const visitorAt = (request: FastifyRequest, { place }: Authenticator): Visitor => visitorOf(request, place)

/** What tries are counted by. */
export const placeOf = (request: FastifyRequest): string => connection(request.ip)

/** Runs `check`; where it finds nobody that counts against the address. Throws 401 and 429. */
export async function known<T>(request: FastifyRequest, authenticator: Authenticator, check: () => Promise<T | undefined>): Promise<T> {
  const { failures } = authenticator
  if (!failures.has(placeOf(request))) throw tooMany()
  const found = await check()
  if (found !== undefined) return found
  failures.count(placeOf(request))
  throw stranger()
}

/** A hook for routes of phones: `active` ones, or `any` that is still in the records. */
export const needsPhone =
  (of: () => Authenticator, which: 'active' | 'any' = 'active') =>
  async (request: FastifyRequest): Promise<void> => {
    const authenticator = of()
    const { proofs, requests } = authenticator
    const { dpop } = request.headers
    const check = which === 'active' ? proofs.phone : proofs.anyPhone
    const phone = await known(request, authenticator, () => check(dpop, asked(request)))
    if (!requests.count(phone.method.id)) throw tooMany()
    phones.set(request, phone)
  }

/** Whose request it is, after `needsPhone`. */
export function phoneOf(request: FastifyRequest): Phone {
  const phone = phones.get(request)
  if (phone === undefined) throw new Error('The route does not ask for a phone')
  return phone
}
