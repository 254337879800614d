/** Between the sign-in pages and OpenID Connect: whose browser it is, what is asked, and where it goes on. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { begunCookie, wasBegun } from '../7-provider/oidc/begun.ts'
import type { OidcAsked, Onward } from '../7-provider/oidc/interactions.ts'
import type { Oidc } from '../7-provider/oidc/oidc.ts'
import type { ProviderParts, Visitor } from '../7-provider/parts.ts'
import { accountNames } from '../7-provider/person.ts'
import type { PersonSession, PersonSessions } from '../7-provider/sessions.ts'
import { isEncrypted, type ServerConfig } from './config.ts'
import { problem } from './problem.ts'
import { held, personCookie, setPerson } from './signing-in/cookies.ts'
import type { Interactions } from './signing-in/interactions.ts'

export interface InteractionNeeds {
  readonly config: ServerConfig
  readonly parts: ProviderParts
  readonly sessions: PersonSessions
  readonly oidc: Oidc
  readonly visitor: (request: FastifyRequest) => Visitor
}

export function createInteractionPages(needs: InteractionNeeds): Interactions {
  const { oidc, parts } = needs
  const asked = async (request: FastifyRequest, uid: string): Promise<OidcAsked | undefined> =>
    isTheirs(needs, request, uid) ? await oidc.interactions.asked(uid) : undefined
  const goOn = async (request: FastifyRequest, reply: FastifyReply, uid: string, work: () => Promise<Onward>): Promise<void> => {
    const onward = isTheirs(needs, request, uid) ? await work() : undefined
    if (onward === undefined) throw problem(410, 'gone', 'This sign-in is over. Go back to the application and sign in from there again.')
    await reply.redirect(onward, 303)
  }
  return {
    purposeOf: async (request, _, uid) => {
      const found = await asked(request, uid)
      return found?.wants === 'sign-in' ? found.purpose : undefined
    },
    finish: (request, reply, uid, signedIn) =>
      goOn(request, reply, uid, async () => {
        const onward = await oidc.interactions.signedIn(uid, signedIn)
        if (onward !== undefined) await enter(needs, request, reply, signedIn)
        return onward
      }),
    refuse: (request, reply, uid) => goOn(request, reply, uid, () => oidc.interactions.refused(uid)),
    consent: async (request, _, uid) => {
      const found = await asked(request, uid)
      if (found?.wants !== 'consent') return undefined
      const person = await accountNames(parts.identity.records, found.account)
      return person === undefined ? undefined : { app: found.app, host: found.host, person: person.name, wants: found.words }
    },
    consented: (request, reply, uid) => goOn(request, reply, uid, () => oidc.interactions.agreed(uid)),
  }
}

const isTheirs = ({ parts }: InteractionNeeds, request: FastifyRequest, uid: string): boolean =>
  wasBegun(request.cookies[begunCookie(parts.settings.origin)], uid)

/** A session of the person's own in this browser: what applications are told of later sign-ins hangs on it. */
async function enter(
  { config, parts, sessions, visitor }: InteractionNeeds,
  request: FastifyRequest,
  reply: FastifyReply,
  signedIn: Parameters<Interactions['finish']>[3],
): Promise<void> {
  const before = held(request, personCookie(config))
  const session = before === undefined ? undefined : await sessions.look(before.secret)
  if (session !== undefined && session.account.id !== signedIn.account.id)
    await sessions.end({ account: session.account, sessions: [session.id], why: 'Somebody else signed in in this browser.' })
  const { secret } = await sessions.begin(signedIn, visitor(request), before?.secret)
  setPerson(reply, config, secret, parts.settings.sessionMs)
}

type SessionNeeds = Pick<InteractionNeeds, 'config' | 'sessions'>

/** The person's own session of a request that no framework has looked at. */
export async function sessionOf({ config, sessions }: SessionNeeds, request: IncomingMessage): Promise<PersonSession | undefined> {
  const secret = new RegExp(`(?:^|; ?)${personCookie(config)}=([\\w-]{43})(?:;|$)`).exec(request.headers.cookie ?? '')?.[1]
  return secret === undefined ? undefined : await sessions.look(secret)
}

/** Whoever signs out by way of an application is signed out here as well. */
export async function signOut(needs: SessionNeeds, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const session = await sessionOf(needs, request)
  if (session === undefined) return
  await needs.sessions.end({ account: session.account, sessions: [session.id], why: 'The person signed out.' })
  response.appendHeader(
    'set-cookie',
    `${personCookie(needs.config)}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${isEncrypted(needs.config) ? '; Secure' : ''}`,
  )
}
