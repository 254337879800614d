/** Signing an administrator in and out of a browser. */
import type { FastifyReply } from 'fastify'
import type { Records } from '../2-store/records.ts'
import { addSession, administrator, removeSession } from '../2-store/records-access.ts'
import { sessionLimits } from './access.ts'
import { isEncrypted, type ServerConfig } from './config.ts'
import type { Passwords } from './passwords.ts'
import { problem } from './problem.ts'
import { hashSecret, newSecret } from './secrets.ts'
import type { Session } from './wire.ts'

/** Under TLS the `__Host-` prefix makes browsers refuse a cookie of that name set by anyone but this very host. */
export const cookieName = (config: ServerConfig): string => (isEncrypted(config) ? '__Host-tocsin_session' : 'tocsin_session')

/** Throws 401 without saying whether the name or the password was wrong. */
export async function checkPassword(records: Records, passwords: Passwords, name: string, password: string): Promise<void> {
  const row = await administrator(records, name)
  if (!(await passwords.verify(row?.password_hash, password))) throw problem(401, 'unauthenticated', 'Name or password is wrong.')
}

/** Begins a session under a new id and sets its cookie. */
export async function beginSession(
  records: Records,
  config: ServerConfig,
  reply: FastifyReply,
  name: string,
  now: number,
): Promise<Session> {
  const secret = newSecret()
  const csrf = newSecret()
  await addSession(records, { id_hash: hashSecret(secret), name, csrf, created: now, seen: now })
  reply.setCookie(cookieName(config), secret, { ...attributes(config), maxAge: sessionLimits.lifetimeMs / 1000 })
  return { name, csrf }
}

export async function endSession(records: Records, config: ServerConfig, reply: FastifyReply, idHash: string): Promise<void> {
  await removeSession(records, idHash)
  reply.clearCookie(cookieName(config), attributes(config))
}

const attributes = (config: ServerConfig) => ({ path: '/', httpOnly: true, sameSite: 'strict', secure: isEncrypted(config) }) as const
