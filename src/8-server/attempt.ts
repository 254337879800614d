/** An attempt to sign in as a policy describes it, made into the event that it would be. */
import { parseAddress } from '../0-event/address.ts'
import { country } from '../0-event/country.ts'
import type { Event, User } from '../0-event/event.ts'
import { problem } from './problem.ts'
import type { RiskQuestion } from './risk-wire.ts'

/** Throws 400 for an address that is none, and for an account without any name. */
export function toAttempt(asked: RiskQuestion, now: number): Event {
  const { user, ip, app } = asked
  const address = parseAddress(ip)
  if (ip !== undefined && address === undefined)
    throw problem(400, 'bad_request', `"${ip}" is no network address. Give the address alone, like 203.0.113.9.`)
  const names: User = typeof user === 'string' ? named(user) : user
  if (names.uid === undefined && names.name === undefined && names.email === undefined)
    throw problem(400, 'bad_request', 'Say whose attempt it is: user is a name, or an object with uid, name or email.')
  return {
    id: 'asked',
    source: asked.source ?? 'provider',
    tenant: asked.tenant,
    time: asked.time ?? now,
    user: names,
    app: app === undefined ? undefined : { name: app },
    src: {
      ip: address,
      asn: asked.asn,
      country: country(asked.country),
      city: asked.city,
      userAgent: asked.userAgent,
      os: asked.os,
      browser: asked.browser,
      deviceId: asked.deviceId,
      managed: asked.managed,
    },
    kind: 'sign_in',
    outcome: 'interrupted',
    interactive: true,
  }
}

const named = (user: string): User =>
  user.includes('@') ? { email: user.toLowerCase(), name: user.toLowerCase() } : { name: user.toLowerCase() }
