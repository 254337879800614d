/** What the steps of a sign-in share: the person's standing, and what follows from one more proof. */
import type { MethodRow } from '../../2-store/identity/schema.ts'
import { passData } from '../methods/access-pass.ts'
import type { Proof } from '../methods/method.ts'
import { passkeyData } from '../methods/passkey.ts'
import { recoveryData } from '../methods/recovery-code.ts'
import type { Notices } from '../notices.ts'
import type { AccountNames, ProviderParts, Visitor } from '../parts.ts'
import type { Person } from '../person.ts'
import type { Push } from '../push/push.ts'
import { newId } from '../secret.ts'
import type { Problem } from '../sign-in-view.ts'
import { laneOf } from '../throttle.ts'
import type { Attempt } from './attempt.ts'
import { type Held, next, type Standing, type Usable } from './next.ts'

/** One action in one attempt. */
export interface Flow {
  readonly parts: ProviderParts
  readonly push: Push
  readonly notices: Notices
  readonly visitor: Visitor
}

/** The attempt after a step; `proved`: more is proved than before, so the cookie changes. */
export interface Stepped {
  readonly attempt: Attempt
  readonly proved: boolean
}

export const stay = (attempt: Attempt, problem: Problem): Stepped => ({ attempt: { ...attempt, problem }, proved: false })

/** What every activity of this attempt says. `account` with an empty id where nobody has the name. */
export const about = ({ parts, visitor }: Flow, attempt: Attempt, account: AccountNames) => ({
  id: newId(parts.chance),
  time: parts.clock(),
  account,
  src: sourceOf(visitor, attempt),
  app: attempt.purpose.app,
  flow: attempt.flow,
})

/** The same key means the same browser, also to the detections. */
const sourceOf = ({ src }: Visitor, { shown }: Attempt) => (shown === undefined ? src : { ...src, deviceId: shown.thumbprint })

export function usableOf({ row, methods }: Person, now: number): Usable {
  const active = (kind: MethodRow['kind']) => methods.filter((method) => method.kind === kind && method.state === 'active')
  return {
    passkeys: active('passkey').map(({ data }) => !passkeyData(data).eligible),
    phone: active('push').length > 0,
    totp: active('totp').length > 0,
    recoveryCodes: active('recovery-code').some((method) => recoveryData(method).left.length > 0),
    accessPass: active('access-pass').some((method) => passData(method).expires > now),
    password: row.password_hash !== null,
  }
}

export async function standingOf(flow: Flow, attempt: Attempt, person: Person, held?: Held): Promise<Standing> {
  const { parts, push } = flow
  const now = await parts.identity.now()
  const familiar = attempt.device !== undefined
  const usable = usableOf(person, now)
  return {
    purpose: attempt.purpose,
    proofs: attempt.proofs,
    usable,
    weighed: attempt.weighed ?? { level: 'unknown', unusual: [] },
    familiar,
    boundOnly: person.row.privileged === 1 && parts.settings.passkeys.deviceBoundForPrivileged,
    held: held ?? (usable.phone ? await suppression(push, person, familiar, now) : undefined),
  }
}

async function suppression(push: Push, { row }: Person, familiar: boolean, now: number): Promise<Held | undefined> {
  const lane = laneOf(familiar)
  const found = (await push.suppressions(row.id)).find((one) => one.lane === lane && one.until > now)
  return found === undefined ? undefined : { why: 'suppressed', until: found.until, quiet: true }
}

/** Where the attempt stands now, with `problem` to say. `held`: what the prompt budget just said. */
export async function settled(flow: Flow, attempt: Attempt, person: Person, problem?: Problem, held?: Held): Promise<Attempt> {
  const bare: Attempt = { ...attempt, offers: [], withheld: undefined, factor: undefined, push: undefined, problem }
  const found = next(await standingOf(flow, attempt, person, held))
  switch (found.step) {
    case 'done':
      return { ...bare, step: 'done', acr: found.acr, enrolOnly: found.enrolOnly, problem: undefined }
    case 'method':
      return {
        ...bare,
        step: 'method',
        offers: found.offers,
        withheld: found.withheld,
        problem: problem ?? (found.isShort ? 'acr-not-reached' : undefined),
      }
    case 'password':
    case 'no-method':
      return { ...bare, step: found.step }
  }
}

/** One more proof, of the one person whose attempt this is from now on. */
export async function proved(flow: Flow, attempt: Attempt, person: Person, proof: Proof): Promise<Stepped> {
  const more: Attempt = { ...attempt, src: flow.visitor.src, account: person.row.id, proofs: [...attempt.proofs, proof] }
  return { attempt: await settled(flow, more, person), proved: true }
}
