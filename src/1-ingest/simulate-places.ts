/** Where the simulated people, and their attackers, are on the network. Nothing here routes: documentation, benchmark and reserved ranges. */
import type { Chance } from './simulate-chance.ts'

export interface City {
  readonly name: string
  readonly region: string
  readonly country: string
  readonly countryName: string
  readonly latitude: number
  readonly longitude: number
  /** Hours ahead of UTC, the whole year: the simulation knows no summer time. */
  readonly zone: number
}

export type PlaceKind =
  | 'home'
  | 'office'
  | 'mobile'
  | 'gateway'
  | 'hotel'
  | 'airport'
  | 'satellite'
  | 'vpn'
  | 'relay'
  | 'hosting'
  | 'proxy'
  | 'tor'

export interface Place {
  readonly kind: PlaceKind
  readonly ip: string
  readonly asn: number
  readonly isp: string
  readonly city: City
}

const city = (
  name: string,
  region: string,
  country: string,
  countryName: string,
  latitude: number,
  longitude: number,
  zone: number,
): City => ({ name, region, country, countryName, latitude, longitude, zone })

/** Where the organisation has offices and its people live. */
export const homeCities: readonly [City, ...City[]] = [
  city('Rotterdam', 'Zuid-Holland', 'NL', 'Netherlands', 51.92, 4.48, 1),
  city('Leipzig', 'Sachsen', 'DE', 'Germany', 51.34, 12.37, 1),
  city('Leeds', 'England', 'GB', 'United Kingdom', 53.8, -1.55, 0),
  city('Chicago', 'Illinois', 'US', 'United States', 41.88, -87.63, -6),
  city('Toronto', 'Ontario', 'CA', 'Canada', 43.65, -79.38, -5),
]

export const travelCities: readonly [City, ...City[]] = [
  city('Paris', 'Ile-de-France', 'FR', 'France', 48.86, 2.35, 1),
  city('London', 'England', 'GB', 'United Kingdom', 51.51, -0.13, 0),
  city('Madrid', 'Madrid', 'ES', 'Spain', 40.42, -3.7, 1),
  city('Stockholm', 'Stockholms Lan', 'SE', 'Sweden', 59.33, 18.07, 1),
  city('New York', 'New York', 'US', 'United States', 40.71, -74.01, -5),
  city('San Francisco', 'California', 'US', 'United States', 37.77, -122.42, -8),
  city('Singapore', 'Singapore', 'SG', 'Singapore', 1.35, 103.82, 8),
  city('Tokyo', 'Tokyo', 'JP', 'Japan', 35.68, 139.69, 9),
  city('Lisbon', 'Lisboa', 'PT', 'Portugal', 38.72, -9.14, 0),
  city('Palma', 'Illes Balears', 'ES', 'Spain', 39.57, 2.65, 1),
  city('Antalya', 'Antalya', 'TR', 'Turkey', 36.9, 30.7, 3),
  city('Cancun', 'Quintana Roo', 'MX', 'Mexico', 21.16, -86.85, -5),
]

/** Where servers for hire stand. */
const hostingCities: readonly [City, ...City[]] = [
  city('Amsterdam', 'Noord-Holland', 'NL', 'Netherlands', 52.37, 4.9, 1),
  city('Frankfurt am Main', 'Hessen', 'DE', 'Germany', 50.11, 8.68, 1),
  city('Ashburn', 'Virginia', 'US', 'United States', 39.04, -77.49, -5),
  city('Bucharest', 'Bucuresti', 'RO', 'Romania', 44.43, 26.1, 2),
  city('Moscow', 'Moskva', 'RU', 'Russia', 55.76, 37.62, 3),
  city('Lagos', 'Lagos', 'NG', 'Nigeria', 6.52, 3.38, 1),
  city('Hong Kong', 'Hong Kong', 'HK', 'Hong Kong', 22.32, 114.17, 8),
  city('Sao Paulo', 'Sao Paulo', 'BR', 'Brazil', -23.55, -46.63, -3),
]

/** Three broadband and two mobile providers in each home city; their networks begin at 4200000000, the range for private use (RFC 6996). */
const firstAsn = 4_200_000_000
export const broadbandPerCity = 3
export const carriersPerCity = 2
/** Public addresses behind which a carrier hides its phones. */
const carrierAddresses = 48

const cityIndex = (home: City): number => Math.max(0, homeCities.indexOf(home))
const isp = (home: City, broadband: number): { index: number; asn: number; name: string } => {
  const index = cityIndex(home) * broadbandPerCity + broadband
  return { index, asn: firstAsn + index, name: `${home.name} Broadband ${broadband + 1}` }
}

/** A home's address: 240.0.0.0/8 (reserved, RFC 1112), or IPv6 from 2001:db8::/32, whose last half changes with every `host`. */
export function homePlace(home: City, broadband: number, line: number, version: 4 | 6, host: string): Place {
  const { index, asn, name } = isp(home, broadband)
  const wrapped = line % 65_536
  const ip =
    version === 4 ? `240.${index}.${wrapped >> 8}.${wrapped & 255}` : `2001:db8:${wrapped.toString(16)}:${(index + 1).toString(16)}:${host}`
  return { kind: 'home', ip, asn, isp: name, city: home }
}

/** Where each home city's second carrier hands its traffic to the Internet: far from the phone, as many carriers do. */
const farEgress: Readonly<Record<string, City>> = {
  Rotterdam: city('Groningen', 'Groningen', 'NL', 'Netherlands', 53.22, 6.57, 1),
  Leipzig: city('Dusseldorf', 'Nordrhein-Westfalen', 'DE', 'Germany', 51.22, 6.77, 1),
  Leeds: city('London', 'England', 'GB', 'United Kingdom', 51.51, -0.13, 0),
  Chicago: city('Dallas', 'Texas', 'US', 'United States', 32.78, -96.8, -6),
  Toronto: city('Calgary', 'Alberta', 'CA', 'Canada', 51.05, -114.07, -7),
}

/** A phone on its carrier: 100.64.0.0/10, the range for carrier-grade NAT (RFC 6598). Abroad the traffic still leaves at home (roaming). */
export function mobilePlace(home: City, carrier: number, chance: Chance): Place {
  const { asn, isp } = carrierOf(home, carrier)
  const egress = chance.whole(1, carrierAddresses)
  return {
    kind: 'mobile',
    ip: `${carrierPrefix(home, carrier)}.${egress}`,
    asn,
    isp,
    city: carrier === 0 ? home : (farEgress[home.name] ?? home),
  }
}

const carrierIndex = (home: City, carrier: number): number => cityIndex(home) * carriersPerCity + carrier
const carrierPrefix = (home: City, carrier: number): string => `100.${64 + carrierIndex(home, carrier)}.0`

export const carrierOf = (home: City, carrier: number): { asn: number; isp: string; network: string } => ({
  asn: firstAsn + 100 + carrierIndex(home, carrier),
  isp: `${home.name} Mobile ${carrier + 1}`,
  network: `${carrierPrefix(home, carrier)}.0/24`,
})

/** An office's two addresses, before its line is renewed. */
export const officeNetwork = (home: City): string => `198.18.${cityIndex(home)}.0/30`

/** An office has two addresses that everybody shares: 198.18.0.0/15, the range for benchmarks (RFC 2544); others on a new line. */
export const officePlace = (home: City, line: number, renewed = false): Place => ({
  kind: 'office',
  ip: `198.18.${cityIndex(home) + (renewed ? 20 : 0)}.${1 + (line % 2)}`,
  asn: firstAsn + (renewed ? 210 + cityIndex(home) : 200),
  isp: renewed ? `${home.name} Business Fibre` : 'Simulated Industries',
  city: home,
})

/** The gateway's addresses on an ordinary day. */
export const gatewayNetwork = '198.18.100.0/28'

/** The company's cloud gateway: eight addresses for everybody; those of another data centre when traffic is led elsewhere. */
export const gatewayPlace = (home: City, line: number, exit = home): Place => ({
  kind: 'gateway',
  ip: `198.18.${100 + (exit === home ? 0 : 1 + cityIndex(exit))}.${1 + (line % 8)}`,
  asn: firstAsn + 201,
  isp: 'Simulated Secure Gateway',
  city: exit,
})

/** The aeroplane's network: wherever it flies, its traffic comes down at one of three ground stations (243.250.0.0/16, reserved). */
export function flightPlace(chance: Chance): Place {
  const where = chance.pick([homeCities[3] ?? homeCities[0], travelCities[1] ?? travelCities[0], travelCities[0]])
  const ip = `243.250.${chance.whole(0, 3)}.${chance.whole(1, 254)}`
  return { kind: 'satellite', ip, asn: firstAsn + 250, isp: 'In-Flight Connect', city: where }
}

export const tunnelCompanies = 4
/** Networks of 254 exits that each company has. */
export const tunnelNetworks = 41
/** The first three parts of its addresses. */
export const tunnelNetwork = (company: number, nth: number): string => `243.${company}.${nth}`
/** Addresses in a network of 256. */
export const hostsMax = 254

/** A private VPN's exit (243.0.0.0/8, reserved): in a large city near home, or anywhere its owner likes to be. */
export function tunnelPlace(chance: Chance, near: City | undefined): Place {
  const where = near ?? chance.pick([...travelCities, ...hostingCities])
  const company = chance.whole(1, tunnelCompanies)
  const ip = `${tunnelNetwork(company, chance.whole(0, tunnelNetworks - 1))}.${chance.whole(1, hostsMax)}`
  return { kind: 'vpn', ip, asn: firstAsn + 260 + company, isp: `Private Tunnel ${company}`, city: where }
}

export const relayNetworks: readonly string[] = ['243.200.0.0/16']

/** The exit of a relay that hides the address and keeps the region (243.200.0.0/16, reserved): three companies, a new address by the hour. */
export function relayPlace(chance: Chance, near: City): Place {
  const company = chance.whole(1, 3)
  const ip = `243.200.${chance.whole(0, 255)}.${chance.whole(1, 254)}`
  return { kind: 'relay', ip, asn: firstAsn + 270 + company, isp: `Relay Egress ${company}`, city: near }
}

export function travelPlace(kind: 'hotel' | 'airport', where: City, chance: Chance): Place {
  const index = Math.max(0, travelCities.indexOf(where))
  const ip = `198.19.${index * 2 + (kind === 'hotel' ? 0 : 1)}.${chance.whole(1, 250)}`
  return { kind, ip, asn: firstAsn + 300 + index, isp: `${where.name} ${kind === 'hotel' ? 'Hotels' : 'Airport'} Wireless`, city: where }
}

/** A café's, a customer's or a train's network in the home city. */
export function guestPlace(home: City, chance: Chance): Place {
  const network = chance.whole(0, 40)
  const ip = `198.19.${100 + cityIndex(home)}.${chance.whole(1, 250)}`
  return { kind: 'hotel', ip, asn: firstAsn + 500 + network, isp: `${home.name} Guest Networks ${network + 1}`, city: home }
}

export const hostingCompanies = 6
export const hostingCompany = (company: number): { asn: number; isp: string } => ({
  asn: firstAsn + 400 + company,
  isp: `Servers For Hire ${company}`,
})

/** A server for hire: the three ranges for documentation (RFC 5737), and 241.0.0.0/8 (reserved) for the many. */
export function hostingPlace(chance: Chance): Place {
  const where = chance.pick(hostingCities)
  const range = chance.pick(['192.0.2', '198.51.100', '203.0.113', `241.${chance.whole(0, 40)}.${chance.whole(0, 255)}`])
  const company = chance.whole(1, hostingCompanies)
  return { kind: 'hosting', ip: `${range}.${chance.whole(1, hostsMax)}`, ...hostingCompany(company), city: where }
}

/** A network of one company for hire, each address of the same /24. */
export function subnetPlace(of: Place, nth: number): Place {
  const [first = '192', second = '0', third = '2'] = of.ip.split('.')
  return { ...of, ip: `${first}.${second}.${third}.${1 + (nth % 254)}` }
}

/** Routers and cameras anywhere in the world that somebody else commands: 242.0.0.0/8 (reserved). */
export function botPlace(chance: Chance): Place {
  const where = chance.pick([...travelCities, ...hostingCities])
  const network = chance.whole(1, 60)
  return {
    kind: 'proxy',
    ip: `242.${chance.whole(0, 255)}.${chance.whole(0, 255)}.${chance.whole(1, 254)}`,
    asn: firstAsn + 700 + network,
    isp: `${where.countryName} Telecom ${network}`,
    city: where,
  }
}

/** A country where the organisation has no office: a server for hire, or the exit of a private VPN or of Tor. */
export function foreignPlace(chance: Chance): Place {
  const homes = new Set(homeCities.map(({ country }) => country))
  const [first, ...more] = hostingCities.filter(({ country }) => !homes.has(country))
  if (first === undefined) throw new Error('servers for hire stand only where the offices are')
  const where = chance.pick([first, ...more])
  // Our assumption of the shares; Mandiant's report on UNC5537 names two private VPNs and rented servers.
  switch (chance.weighted({ server: 0.6, tunnel: 0.3, tor: 0.1 })) {
    case 'server':
      return { ...hostingPlace(chance), city: where }
    case 'tunnel':
      return tunnelPlace(chance, where)
    case 'tor':
      return torPlace(chance, where)
  }
}

export const torNetworks = 10
/** The first three parts of its addresses. */
export const torNetwork = (nth: number): string => `244.0.${nth}`

/** An exit of Tor (244.0.0.0/8, reserved). No list of real exits names it; Okta says that it is a proxy. */
export function torPlace(chance: Chance, where: City): Place {
  const ip = `${torNetwork(chance.whole(0, torNetworks - 1))}.${chance.whole(1, hostsMax)}`
  return { kind: 'tor', ip, asn: firstAsn + 280 + chance.whole(1, 5), isp: 'Onion Exit', city: where }
}

/** A private connection sold as a proxy: in the same city (and with luck the same provider) as the person, or anywhere. */
export function proxyPlace(chance: Chance, near?: { readonly home: City; readonly broadband: number }): Place {
  const home = near?.home ?? chance.pick(homeCities)
  const broadband = near?.broadband ?? chance.whole(0, broadbandPerCity - 1)
  return { ...homePlace(home, broadband, chance.whole(40_000, 65_000), 4, ''), kind: 'proxy' }
}
