/** The phone's side of a provider for tests, without HTTP: what requests would do, a software phone, what was told and noted. */

import type { AccountNames } from '../parts.ts'
import { type TestOptions, type TestProvider, testOrigin, testProvider, visitor } from '../provider.contract.ts'
import { createPush } from '../push/create-push.ts'
import type { Push } from '../push/push.ts'
import type { ClaimAsked } from '../wire.ts'
import { createEnrolments, type Enrolments } from './enrolments.ts'
import type { PhoneNeeds } from './needs.ts'
import { createProofs, type Proofs } from './proofs.ts'
import { createSoftwarePhone, type SoftwarePhone } from './software-phone.contract.ts'

export interface PhoneWorld {
  readonly provider: TestProvider
  readonly push: Push
  readonly needs: PhoneNeeds
  readonly proofs: Proofs
  readonly enrolments: Enrolments
  readonly ada: AccountNames
  /** Kinds of notices, with who got them. */
  readonly notices: { readonly to: string; readonly kind: string; readonly values: Readonly<Record<string, string>> }[]
  /** Whose sessions were ended. */
  readonly ended: string[]
  now(): number
  /** A phone whose claims reach `enrolments`. */
  softwarePhone(options?: { readonly name?: string; readonly confirms?: boolean }): SoftwarePhone
  /** One that was added, words compared. */
  added(account: AccountNames, options?: { readonly name?: string; readonly confirms?: boolean }): Promise<SoftwarePhone>
}

export async function phoneWorld(options: TestOptions = {}): Promise<PhoneWorld> {
  const provider = await testProvider(options)
  const { parts } = provider
  const notices: PhoneWorld['notices'] = []
  const ended: string[] = []
  const push = createPush(parts)
  const needs: PhoneNeeds = {
    push,
    notices: {
      notify: async ({ name }, kind, values) => {
        notices.push({ to: name, kind, values })
      },
    },
    sessions: {
      end: async ({ account }) => ended.push(account.name),
    },
  }
  const proofs = createProofs(parts)
  const enrolments = createEnrolments(parts, needs, proofs)
  const ada = await provider.account('ada@example.com')
  const softwarePhone: PhoneWorld['softwarePhone'] = (wanted = {}) =>
    createSoftwarePhone((method, path, headers, body = '') => carry(enrolments, method, path, headers, body), {
      origin: testOrigin,
      clock: parts.clock,
      ...wanted,
    })
  return {
    provider,
    push,
    needs,
    proofs,
    enrolments,
    ada,
    notices,
    ended,
    now: parts.clock,
    softwarePhone,
    added: async (account, wanted) => {
      const browser = `browser of ${account.name} ${parts.chance.below(1e9)}`
      const offer = await enrolments.offer(account, browser)
      if (offer.state !== 'offered') throw new Error('no offer')
      const phone = softwarePhone(wanted)
      await phone.enrol(offer.code)
      await enrolments.confirm(browser, true, visitor())
      return phone
    },
  }
}

/** The routes of enrolment, without HTTP. */
async function carry(enrolments: Enrolments, method: string, path: string, headers: Readonly<Record<string, string>>, body: string) {
  const request = { method, path, body: Buffer.from(body) }
  if (path.endsWith('/enrolments/claim')) {
    const result = await enrolments.claim(JSON.parse(body) as ClaimAsked, request, visitor('203.0.113.50'))
    return result.state === 'claimed'
      ? { status: 200, body: result.claimed }
      : { status: result.state === 'gone' ? 410 : 401, body: undefined }
  }
  if (path.endsWith('/enrolments/state')) {
    const state = await enrolments.state(headers['dpop'], request)
    return { status: state === undefined ? 401 : 200, body: { state } }
  }
  const { credential } = JSON.parse(body) as { credential: unknown }
  const done = await enrolments.confirming(headers['dpop'], request, credential)
  return { status: done === 'kept' ? 204 : done === undefined ? 401 : 422, body: done }
}
