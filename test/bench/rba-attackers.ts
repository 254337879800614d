/** Who tries to pass as somebody: the three attackers that risk-based authentication is measured against, in the shape the victim's log has. */
import type { Endpoint } from '../../src/0-event/event.ts'
import type { Chance } from '../../src/1-ingest/simulate-chance.ts'
import { type Client, strangeClient, userAgent } from '../../src/1-ingest/simulate-clients.ts'
import type { Person } from '../../src/1-ingest/simulate-people.ts'
import { hostingPlace, type Place, proxyPlace } from '../../src/1-ingest/simulate-places.ts'

/**
 * Wiefling et al., "Pump Up Password Security!", doi 10.1145/3546069: naive attackers come from anywhere, VPN attackers from the victim's
 * country, targeted ones from the victim's city and network with a user agent that is popular there.
 */
export const attackers = ['naive', 'VPN', 'targeted'] as const
export type Attacker = (typeof attackers)[number]

/** Half of the targeted ones find a proxy at the victim's own provider, the others at any of the three in the city (our assumption). */
const ownNetworkShare = 0.5

/** `like` is a sign-in of the victim: the attempt says what that one says. `popular` is a colleague's source, drawn by how often it is used. */
export function attempt(kind: Attacker, victim: Person, like: Endpoint, popular: Endpoint, time: number, chance: Chance): Endpoint {
  switch (kind) {
    case 'naive':
      return told(like, hostingPlace(chance), seenAs(strangeClient(chance, time), time), chance)
    case 'VPN':
      return told(like, { ...hostingPlace(chance), city: victim.home }, seenAs(strangeClient(chance, time), time), chance)
    case 'targeted': {
      const near = chance.yes(ownNetworkShare) ? { home: victim.home, broadband: victim.broadband } : { home: victim.home }
      const place = proxyPlace(chance, { broadband: chance.whole(0, 2), ...near })
      return told(like, place, popular, chance)
    }
  }
}

type Seen = Pick<Endpoint, 'userAgent' | 'os' | 'browser'>

const seenAs = (client: Client, time: number): Seen => ({ userAgent: userAgent(client, time), os: client.os, browser: client.browser })

/** No attacker has the victim's device: where a provider marks every browser it is a new mark, elsewhere none. */
function told(like: Endpoint, { ip, asn, city }: Place, { userAgent: agent, os, browser }: Seen, chance: Chance): Endpoint {
  return {
    ip,
    asn: like.asn === undefined ? undefined : asn,
    country: like.country === undefined ? undefined : city.country,
    userAgent: like.userAgent === undefined ? undefined : agent,
    os: like.os === undefined ? undefined : os,
    browser: like.browser === undefined ? undefined : browser,
    deviceId: like.deviceId === undefined || like.managed !== undefined ? undefined : chance.uuid(),
    managed: like.managed === undefined ? undefined : false,
  }
}
