/** Who is at the other end of a request, for the provider: address, place, network, browser. */
import Bowser from 'bowser'
import type { FastifyRequest } from 'fastify'
import { parseAddress } from '../0-event/address.ts'
import type { Endpoint } from '../0-event/event.ts'
import type { Visitor } from '../7-provider/parts.ts'

/** Longer ones say nothing more; a stranger writes them. */
const userAgentMax = 500
const nameMax = 60

/** `place`: what is known of an address. The address is the proxy's word only where the configuration trusts the proxy. */
export function visitorOf(request: Pick<FastifyRequest, 'ip' | 'headers'>, place: (ip: string) => Partial<Endpoint>): Visitor {
  const ip = parseAddress(request.ip)
  const userAgent = (request.headers['user-agent'] ?? '').slice(0, userAgentMax)
  return { src: { ip, ...(ip === undefined ? {} : place(ip)), ...programOf(userAgent), userAgent }, userAgent }
}

/** Names of a browser and its system; empty where nothing can be told. */
export function programOf(userAgent: string): Pick<Endpoint, 'browser' | 'os'> {
  // The parser refuses an empty text.
  if (userAgent === '') return {}
  const parser = Bowser.getParser(userAgent)
  const named = (name: string | undefined): string | undefined => (name === undefined || name === '' ? undefined : name.slice(0, nameMax))
  return { browser: named(parser.getBrowserName()), os: named(parser.getOSName()) }
}
