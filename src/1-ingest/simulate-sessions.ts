/** Which session each sign-in belongs to: one that was begun by typing lasts over what follows on the same browser or app, until it ends. */
import { dayMs, hourMs } from '../0-event/time.ts'
import type { Client } from './simulate-clients.ts'
import type { Happening, SignIn } from './simulate-happening.ts'
import { persistentSessionShare } from './simulate-rates.ts'

interface Session {
  readonly id: string
  used: number
}

/** Sessions held at once; beyond them the one begun longest ago is forgotten, and its browser begins a new one. */
const sessionsMax = 400_000
/** A browser that does not keep people signed in is closed at night, or at the latest after so long without use. */
const idleMs = 10 * hourMs
/** Entra: refresh tokens hold for 90 days after they were last used (Microsoft, "Refresh tokens in the Microsoft identity platform"). */
const tokenMs = 90 * dayMs

/** The same happenings, those that succeed with their session. They must come in the order of time. */
export function* inSessions(happenings: Iterable<Happening>): Generator<Happening> {
  const open = new Map<string, Session>()
  for (const one of happenings) yield one.kind === 'sign-in' && one.success ? joined(one, open) : one
}

function joined(one: SignIn, open: Map<string, Session>): SignIn {
  const key = `${one.provider}${one.interactive ? '/' : '~'}${one.person.email}${one.client.token}`
  const before = one.password === 'held' && one.session === undefined ? open.get(key) : undefined
  if (before !== undefined && one.time - before.used < lasting(one)) {
    before.used = one.time
    return { ...one, session: before.id }
  }
  const id = one.session ?? one.chance.fork('session').uuid()
  open.delete(key)
  open.set(key, { id, used: one.time })
  if (open.size > sessionsMax) for (const oldest of open.keys()) if (open.delete(oldest)) break
  return one.session === undefined ? { ...one, session: id } : one
}

const lasting = ({ interactive, client }: SignIn): number => (!interactive || isPersistent(client) ? tokenMs : idleMs)

/** The same browser always keeps its owner signed in, or never. */
const isPersistent = ({ token }: Client): boolean => Number.parseInt(token.slice(8, 12), 16) / 65_536 < persistentSessionShare
