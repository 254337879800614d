/**
 * The lists of networks that the simulated organisation would have: files as such lists come, and the answers they give.
 * What they leave out is our assumption, for no measurement says how complete such lists are: one hosting company of six (new, or too small to be known), a third of the exits of
 * private VPNs (their operators rent new ones), half of Tor's exits (a list fetched once a day; and a relay may leave by another address than it announces, says exonerator.torproject.org),
 * all residential proxies, other people's routers, hotels and aeroplanes, and what the organisation itself has yet to enter: a new office line, its gateway's other data centres.
 */
import type { NetworkKind, Networks } from './networks.ts'
import { indexNetworks } from './reference-index.ts'
import { networksOf } from './reference-networks.ts'
import * as places from './simulate-places.ts'

export interface SimulatedList {
  /** As a folder of reference data takes it: the first word says what is in it. */
  readonly file: string
  readonly kind: NetworkKind
  /** In the form in which such a list comes. */
  readonly text: string
  readonly entries: readonly Entry[]
}

interface Entry {
  /** `AS123`, an address or a network. */
  readonly value: string
  readonly note: string | undefined
}

/** The last company is on no list. */
const hostingListed = places.hostingCompanies - 1
/** Every third network of private VPNs is on no list. */
const tunnelMissing = 3

export const simulatedLists = (): readonly SimulatedList[] => [
  { file: 'hosting-companies.txt', kind: 'hosting', ...lines('Companies that let servers, by the numbers of their networks', hosting()) },
  { file: 'carrier-networks.txt', kind: 'carrier', ...lines('Mobile carriers: their numbers, and the addresses they share', carriers()) },
  { file: 'vpn-exits.txt', kind: 'vpn', ...lines('Exits of private VPNs', tunnels()) },
  { file: 'tor-exits.txt', kind: 'tor', ...lines(undefined, onions()) },
  { file: 'relay-egress.csv', kind: 'relay', ...egress(places.relayNetworks) },
  { file: 'trusted-locations.json', kind: 'trusted', ...namedLocations() },
]

/** What a server of the organisation knows of an address, without a folder. */
export const simulatedNetworks = (): Networks =>
  indexNetworks(simulatedLists().map(({ file, kind, entries }) => ({ name: file, kind, list: networksOf(entries) })))

function hosting(): Entry[] {
  return count(hostingListed).map((nth) => {
    const { asn, isp } = places.hostingCompany(nth + 1)
    return { value: `AS${asn}`, note: isp }
  })
}

/** Duo's log gives no number, so the addresses stand beside it; a database of networks would say the same. */
function carriers(): Entry[] {
  return places.homeCities.flatMap((home) =>
    count(places.carriersPerCity).flatMap((nth) => {
      const { asn, isp, network } = places.carrierOf(home, nth)
      return [
        { value: `AS${asn}`, note: isp },
        { value: network, note: isp },
      ]
    }),
  )
}

function tunnels(): Entry[] {
  return count(places.tunnelCompanies).flatMap((company) =>
    count(places.tunnelNetworks)
      .filter((nth) => nth % tunnelMissing !== 1)
      .map((nth) => ({ value: `${places.tunnelNetwork(company + 1, nth)}.0/24`, note: undefined })),
  )
}

/** Every other address. */
function onions(): Entry[] {
  return count(places.torNetworks).flatMap((nth) =>
    count(places.hostsMax)
      .filter((host) => host % 2 === 0)
      .map((host) => ({ value: `${places.torNetwork(nth)}.${host + 1}`, note: undefined })),
  )
}

type Written = Pick<SimulatedList, 'text' | 'entries'>

function lines(title: string | undefined, entries: readonly Entry[]): Written {
  const told = entries.map(({ value, note }) => (note === undefined ? value : `${value} # ${note}`))
  return { entries, text: `${[...(title === undefined ? [] : [`# ${title}.`]), ...told].join('\n')}\n` }
}

/** As Apple publishes its relays' egress: network, country, region and city, of which those that serve many places leave the rest empty. */
const egress = (values: readonly string[]): Written => ({
  entries: values.map((value) => ({ value, note: undefined })),
  text: `${values.map((value) => `${value},,,,`).join('\n')}\n`,
})

/** As Microsoft Graph gives an organisation's named locations. */
function namedLocations(): Written {
  const locations = [...places.homeCities.map((home) => ({ name: `${home.name} office`, cidr: places.officeNetwork(home) })), gateway]
  return {
    entries: locations.map(({ name, cidr }) => ({ value: cidr, note: name })),
    text: `${JSON.stringify({ value: locations.map(namedLocation) }, null, 1)}\n`,
  }
}

const gateway = { name: 'Secure gateway', cidr: places.gatewayNetwork }

const namedLocation = ({ name, cidr }: { readonly name: string; readonly cidr: string }) => ({
  '@odata.type': '#microsoft.graph.ipNamedLocation',
  displayName: name,
  isTrusted: true,
  ipRanges: [{ '@odata.type': '#microsoft.graph.iPv4CidrRange', cidrAddress: cidr }],
})

const count = (of: number): number[] => Array.from({ length: of }, (_, nth) => nth)
