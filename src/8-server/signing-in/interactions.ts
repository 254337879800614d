/** What the sign-in pages ask of OpenID Connect, and how they give back what a person did: the words between the two. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AppNames } from '../../7-provider/parts.ts'
import type { SignedIn } from '../../7-provider/sign-in/sign-ins.ts'
import type { Purpose } from '../../7-provider/sign-in-view.ts'

/**
 * An interaction is found by its `uid` and by the cookie that oidc-provider gave to this browser. The pages call `finish`, `refuse` and `consented` only from
 * GET requests: the redirects that follow may leave for the application, which the page's policy (`form-action 'self'`) forbids after a form was sent.
 * Each of these three answers the request itself.
 */
export interface Interactions {
  /** What is asked of the sign-in; undefined where there is no such interaction in this browser. */
  purposeOf(request: FastifyRequest, reply: FastifyReply, uid: string): Promise<Purpose | undefined>
  /** Somebody signed in: the interaction goes on as them. `signedIn.enrolOnly` never gets here. */
  finish(request: FastifyRequest, reply: FastifyReply, uid: string, signedIn: SignedIn): Promise<void>
  /** The person does not want to: the application is told `access_denied`. */
  refuse(request: FastifyRequest, reply: FastifyReply, uid: string): Promise<void>
  /** What the interaction wants the person to agree to; undefined where it asks for a sign-in, or is not there. */
  consent(request: FastifyRequest, reply: FastifyReply, uid: string): Promise<Consent | undefined>
  /** The person agreed to what `consent` told. */
  consented(request: FastifyRequest, reply: FastifyReply, uid: string): Promise<void>
}

export interface Consent {
  readonly app: AppNames
  /** Where the person will be afterwards: the host of the redirect URI. */
  readonly host: string
  /** Who is signed in, as they are called. */
  readonly person: string
  /** In words for the person: "Your name and e-mail address". At most 20 are shown. */
  readonly wants: readonly string[]
}
