/** The server's side of the authenticator, joined: phones, their proofs, what wakes them, and who hears of what. */
import type { Endpoint } from '../../0-event/event.ts'
import type { ProviderParts } from '../../7-provider/parts.ts'
import { createEnrolments, type Enrolments } from '../../7-provider/phone/enrolments.ts'
import type { PhoneNeeds } from '../../7-provider/phone/needs.ts'
import { createPhones, type Phones } from '../../7-provider/phone/phones.ts'
import { createProofs, type Proofs, sweepUsed } from '../../7-provider/phone/proofs.ts'
import type { Push } from '../../7-provider/push/push.ts'
import { createWebPush, type WebPush, type WebPushOptions } from '../../7-provider/web-push/web-push.ts'
import { createLives, type LiveOptions, type Lives } from './lives.ts'
import { createTries, type Tries } from './tries.ts'

export interface AuthenticatorNeeds extends PhoneNeeds {
  readonly push: Push
  /** What is known of an address. */
  readonly place: (ip: string) => Partial<Endpoint>
  readonly webPush?: WebPushOptions | undefined
  readonly live?: Pick<LiveOptions, 'allMax' | 'phoneMax' | 'lifeMs'> | undefined
  readonly limits?: AuthenticatorLimits | undefined
}

export interface AuthenticatorLimits {
  /** Of one phone. */
  readonly requestsPerMinute: number
  /** Without a good proof, from one address. */
  readonly failuresPerMinute: number
}

export interface Authenticator {
  readonly parts: ProviderParts
  readonly push: Push
  readonly place: AuthenticatorNeeds['place']
  readonly proofs: Proofs
  /** `offer`, `look` and `confirm` are for the pages of a signed-in person. */
  readonly enrolments: Enrolments
  readonly phones: Phones
  readonly webPush: WebPush
  readonly lives: Lives
  /** Requests without a good proof, by address. */
  readonly failures: Tries
  /** Requests of one phone. */
  readonly requests: Tries
  /** Tells this node that a phone was suspended or removed by others: its live channel ends at once. */
  phoneEnded(method: string): void
  /** Forgets proofs and offers that are long over; called every few seconds. */
  sweep(): Promise<void>
  close(): void
}

/** A person with an open app asks at most every three seconds, for each account. */
const defaultLimits: AuthenticatorLimits = { requestsPerMinute: 240, failuresPerMinute: 60 }

export function createAuthenticator(parts: ProviderParts, needs: AuthenticatorNeeds): Authenticator {
  const { limits = defaultLimits } = needs
  const proofs = createProofs(parts)
  const lives = createLives(parts.identity, { ...needs.live, clock: parts.clock, fault: parts.fault })
  const webPush = createWebPush(parts, needs.webPush)
  const enrolments = createEnrolments(parts, needs, proofs)
  const stop = needs.push.listen((told) => {
    lives.tell(told)
    if (told.type === 'prompt') webPush.wake(told.challenge, told.account)
    else webPush.over(told.challenge)
  })
  return {
    parts,
    push: needs.push,
    place: needs.place,
    proofs,
    enrolments,
    phones: createPhones(parts, needs, (method) => lives.drop(method)),
    webPush,
    lives,
    failures: createTries(limits.failuresPerMinute, parts.clock),
    requests: createTries(limits.requestsPerMinute, parts.clock),
    phoneEnded: (method) => lives.drop(method),
    sweep: async () => {
      await enrolments.sweep()
      await sweepUsed(parts.identity)
    },
    close: () => {
      stop()
      lives.close()
      webPush.close()
    },
  }
}
