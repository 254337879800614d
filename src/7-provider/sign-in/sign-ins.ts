/** One sign-in in one browser, step by step: the words between the flow and its pages. */
import type { Proof } from '../methods/method.ts'
import type { AccountNames, Visitor } from '../parts.ts'
import type { Offer, Purpose, SignInView } from '../sign-in-view.ts'

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
}
