/** Which sign-ins were begun in a browser: a cookie of ours, so that a link to somebody else's sign-in leads nowhere. */
import type { KoaContextWithOIDC } from 'oidc-provider'
import { begunMax, lifeS } from './times.ts'

/** Only this origin can set a cookie with the long name. */
export const begunCookie = (origin: string): string => (origin.startsWith('https:') ? '__Host-tocsin_begun' : 'tocsin_begun')

/** The uids in the cookie's value, newest first; strangers can write anything into it, and gain nothing. */
const begunIn = (value: string | undefined): readonly string[] =>
  (value ?? '')
    .split('.')
    .filter((uid) => /^[\w-]{16,64}$/.test(uid))
    .slice(0, begunMax)

/** Without it a person could be led to sign in for a browser that is not theirs (login CSRF, session fixation). */
export const wasBegun = (value: string | undefined, uid: string): boolean => begunIn(value).includes(uid)

export function noteBegun(ctx: KoaContextWithOIDC, origin: string, uid: string): void {
  const name = begunCookie(origin)
  const before = begunIn(ctx.cookies.get(name, { signed: false })).filter((one) => one !== uid)
  const value = [uid, ...before].slice(0, begunMax).join('.')
  ctx.cookies.set(name, value, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    signed: false,
    overwrite: true,
    maxAge: lifeS.interaction * 1000,
  })
}
