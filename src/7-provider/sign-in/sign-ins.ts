/** One sign-in in one browser, step by step: the words between the flow and its pages. */
import type { Proof } from '../methods/method.ts'
import { newChallenge } from '../methods/passkey.ts'
import type { Notices } from '../notices.ts'
import type { AccountNames, ProviderParts, Visitor } from '../parts.ts'
import type { Push } from '../push/push.ts'
import type { Offer, Purpose, SignInView } from '../sign-in-view.ts'
import { act } from './act.ts'
import { beginAttempt, endAttempt, type Loaded, loadAttempt, saveAttempt } from './attempt.ts'
import { finish, interrupt } from './finish.ts'
import type { Flow, Stepped } from './flow.ts'
import { passkeyStep } from './passkey-step.ts'
import { endPush } from './push-step.ts'
import { sweepAttempts } from './sweep.ts'
import { viewOf } from './view.ts'

/** The value of the cookie that names the attempt: 256 bits; a new one at each change of what is proved (session fixation). */
export type SignInSecret = string

export interface SignIns {
  /** `device`: whether this browser showed a key that it had before, see `devices`. */
  begin(purpose: Purpose, visitor: Visitor): Promise<{ readonly secret: SignInSecret; readonly view: SignInView }>
  look(secret: SignInSecret): Promise<SignInView>
  /** Each answers the next view; `secret` is given where the cookie has to change. Unknown names go the same way at the same pace. */
  act(
    secret: SignInSecret,
    action: SignInAction,
    visitor: Visitor,
  ): Promise<{ readonly view: SignInView; readonly secret?: SignInSecret | undefined }>
  /** What was reached, once, when the view is `done`: for the session and for oidc-provider. */
  finish(secret: SignInSecret, visitor: Visitor): Promise<SignedIn | undefined>
  /** Ends what time has ended, telling of those that somebody had the password for, and forgets old counts; called every few seconds. Answers how many ended. */
  sweep(): Promise<number>
}

export type SignInAction =
  | { readonly do: 'name'; readonly name: string }
  | { readonly do: 'password'; readonly password: string }
  /** AuthenticationResponseJSON of WebAuthn; at any step. */
  | { readonly do: 'passkey'; readonly credential: unknown }
  | { readonly do: 'choose'; readonly offer: Offer }
  | { readonly do: 'code'; readonly code: string }
  /** Look whether the phone has answered; moves on where it has. */
  | { readonly do: 'wait' }
  | { readonly do: 'cancel' }
  /** The browser shows its key: a JWT (ES256, `jwk` in its header, claim `nonce` from the page). At any step before the password. */
  | { readonly do: 'device'; readonly proof: string }
  | { readonly do: 'back' }

export interface SignedIn {
  readonly account: AccountNames
  readonly acr: string
  readonly amr: readonly string[]
  readonly authTime: number
  readonly proofs: readonly Proof[]
  readonly purpose: Purpose
  readonly flow: string
  /** Proved with an access pass alone: may add methods and nothing else. */
  readonly enrolOnly: boolean
  /** The remembered browser. */
  readonly device?: string | undefined
}

type Acted = Awaited<ReturnType<SignIns['act']>>

/** `notices`: tells the person where a recovery code was used. */
export function createSignIns(parts: ProviderParts, push: Push, notices: Notices): SignIns {
  const flowOf = (visitor: Visitor): Flow => ({ parts, push, notices, visitor })
  return {
    begin: async (purpose, visitor) => {
      const { secret, attempt } = await beginAttempt(parts, purpose, visitor)
      return { secret, view: await viewOf(parts, attempt) }
    },
    look: (secret) => look(parts, secret),
    act: async (secret, action, visitor) => {
      const loaded = await loadAttempt(parts, secret)
      if (typeof loaded === 'string') return { view: { step: 'over', why: loaded } }
      const flow = flowOf(visitor)
      if (loaded.attempt.step === 'done') return { view: await viewOf(parts, loaded.attempt) }
      if (action.do === 'cancel') return await cancel(flow, loaded)
      if (action.do === 'passkey') return await withPasskey(flow, secret, loaded, action.credential)
      return await keep(flow, secret, loaded, await act(flow, loaded.attempt, action))
    },
    finish: async (secret, visitor) => {
      const loaded = await loadAttempt(parts, secret)
      return typeof loaded === 'string' ? undefined : await finish(flowOf(visitor), loaded)
    },
    sweep: () => sweepAttempts(parts, push, notices),
  }
}

async function look(parts: ProviderParts, secret: SignInSecret): Promise<SignInView> {
  const loaded = await loadAttempt(parts, secret)
  return typeof loaded === 'string' ? { step: 'over', why: loaded } : await viewOf(parts, loaded.attempt)
}

/** Another request of the same browser may come between so often. */
const againMax = 3

/**
 * Where another request of the same browser was first, its outcome stands, and what this one began on the phone is over. A proof is not lost to one that
 * proved nothing: a code is spent, and the same form sent twice must not cost the person another.
 */
async function keep(flow: Flow, secret: SignInSecret, loaded: Loaded, { attempt, proved }: Stepped, again = againMax): Promise<Acted> {
  const { parts } = flow
  const saved = await saveAttempt(parts, loaded, attempt, proved)
  if (saved !== undefined) return { view: await viewOf(parts, saved.attempt), secret: saved.secret }
  const other = proved && again > 0 ? await loadAttempt(parts, secret) : 'unknown'
  if (typeof other !== 'string' && other.attempt.proofs.length === loaded.attempt.proofs.length) {
    const { challenge, nonce } = other.attempt
    await endPush(flow, other.attempt)
    return await keep(flow, secret, other, { attempt: { ...attempt, challenge, nonce }, proved }, again - 1)
  }
  if (attempt.push?.challenge !== loaded.attempt.push?.challenge) await endPush(flow, attempt)
  return { view: await look(parts, secret) }
}

/** The challenge is spent before the assertion is looked at, so that no two requests can use it. */
async function withPasskey(flow: Flow, secret: SignInSecret, loaded: Loaded, credential: unknown): Promise<Acted> {
  const { challenge } = loaded.attempt
  const fresh = await saveAttempt(flow.parts, loaded, { ...loaded.attempt, challenge: newChallenge(flow.parts.chance) }, false)
  if (fresh === undefined) return { view: await look(flow.parts, secret) }
  const stepped = await passkeyStep(flow, fresh.attempt, challenge, credential)
  if (stepped.proved) await endPush(flow, fresh.attempt)
  return await keep(flow, secret, fresh, stepped)
}

async function cancel(flow: Flow, loaded: Loaded): Promise<Acted> {
  if (await endAttempt(flow.parts, loaded)) await interrupt(flow, loaded.attempt)
  return { view: { step: 'over', why: 'refused' } }
}
