/** The cookies of people who sign in here: one for each sign-in under way, one for the session afterwards. */
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isEncrypted, type ServerConfig } from '../config.ts'
import { sameSecret } from '../secrets.ts'

/** As long as a sign-in lasts at most. */
const attemptSeconds = 600

type Config = Pick<ServerConfig, 'tls' | 'publicUrl'>

/** Under TLS the `__Host-` prefix makes browsers refuse a cookie of that name set by anyone but this very host. */
const named = (config: Config, name: string): string => (isEncrypted(config as ServerConfig) ? `__Host-${name}` : name)

/** A cookie for each interaction, so that two tabs with two applications do not end each other's sign-in. */
export const attemptCookie = (config: Config, uid: string | undefined): string =>
  named(config, uid === undefined ? 'tocsin_signin' : `tocsin_signin_${digest(uid).slice(0, 12)}`)

export const personCookie = (config: Config): string => named(config, 'tocsin_person')

/** Lax: the way back from an application or a mail is a link from elsewhere. What changes anything needs a token besides. */
const attributes = (config: Config) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: isEncrypted(config as ServerConfig) }) as const

export function setAttempt(reply: FastifyReply, config: Config, uid: string | undefined, value: string): void {
  reply.setCookie(attemptCookie(config, uid), value, { ...attributes(config), maxAge: attemptSeconds })
}

export function clearAttempt(reply: FastifyReply, config: Config, uid: string | undefined): void {
  reply.clearCookie(attemptCookie(config, uid), attributes(config))
}

export function setPerson(reply: FastifyReply, config: Config, secret: string, lifetimeMs: number): void {
  reply.setCookie(personCookie(config), secret, { ...attributes(config), maxAge: Math.floor(lifetimeMs / 1000) })
}

export function clearPerson(reply: FastifyReply, config: Config): void {
  reply.clearCookie(personCookie(config), attributes(config))
}

/** What our cookies hold: 256 bits in base64url, and after a dot a word of ours about where to go afterwards. */
export interface Held {
  readonly secret: string
  readonly mark?: string | undefined
}

export function held(request: FastifyRequest, name: string): Held | undefined {
  const [, secret, mark] = /^([\w-]{43})(?:\.([a-z-]{1,20}))?$/.exec(request.cookies[name] ?? '') ?? []
  return secret === undefined ? undefined : { secret, mark }
}

export const heldText = ({ secret, mark }: Held): string => (mark === undefined ? secret : `${secret}.${mark}`)

/** Stands in each form of an attempt: whoever cannot read the page cannot send it (login CSRF). Tells nothing of the secret. */
export const formToken = (secret: string): string => digest(`tocsin form ${secret}`)

export const isToken = (secret: string, given: string | undefined): boolean => given !== undefined && sameSecret(given, formToken(secret))

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')
