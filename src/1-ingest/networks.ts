/** What is known of an address beyond its place: lists of anonymizers, hosting, carriers and threats, and of accounts that leaked. Pure words; `reference.ts` reads the lists. */

/** What a list can say of an address or a network. `trusted` is the organisation's own; `relay` is harmless egress that many share (iCloud Private Relay). */
export type NetworkKind = 'tor' | 'vpn' | 'proxy' | 'hosting' | 'relay' | 'carrier' | 'threat' | 'trusted'

/** All that is known of one address; a flag that is left out means no list says so. */
export interface About {
  readonly tor?: true
  readonly vpn?: true
  readonly proxy?: true
  readonly hosting?: true
  readonly relay?: true
  /** A mobile carrier: many persons behind one address, and its place is the carrier's, not theirs. */
  readonly carrier?: true
  readonly trusted?: true
  readonly threat?: { readonly list: string; readonly note?: string | undefined }
  /** The operator's name, where a list of networks gives it. */
  readonly asnName?: string | undefined
  /** What the lists that say so are called, for the sentence in a finding: `tor.txt`, `the shipped list of hosting networks`. At most 8. */
  readonly lists: readonly string[]
}

export interface Networks {
  /** Never throws; `nothingKnown` for what is no address. `ip` in canonical text; `asn` as the log or a database gave it, where one did. */
  about(ip: string | undefined, asn: number | undefined): About
  /** What is not there, in words a finding can say: `no list of Tor exits`. */
  readonly lacking: readonly string[]
}

/** Accounts and passwords found in leaks. */
export interface Leaked {
  /** The gravest entry for any of these names (e-mail, UPN; case does not count). Never throws. `time`: leaks that became known later do not count (ms). */
  about(names: readonly (string | undefined)[], time: number): Leak | undefined
  readonly lacking: readonly string[]
}

export interface Leak {
  /** What the list is called. */
  readonly list: string
  /** When it became known, in milliseconds since 1970, where the list says; otherwise undefined. */
  readonly since: number | undefined
}

export const nothingKnown: About = { lists: [] }

/** Where no lists are at hand. */
export const noNetworks: Networks = {
  about: () => nothingKnown,
  lacking: ['no list of Tor exits', 'no list of VPN addresses', 'no list of hosting networks', 'no list of threats'],
}
export const noLeaked: Leaked = { about: () => undefined, lacking: ['no list of leaked accounts'] }

/** Whether a list says that who is behind the address hides on purpose. */
export const isAnonymous = (about: About): boolean => about.tor === true || about.vpn === true || about.proxy === true

/** Whether the place of the address says nothing about where the person is: hidden, rented, relayed, or the carrier's. */
export const isPlaceless = (about: About): boolean =>
  isAnonymous(about) || about.hosting === true || about.relay === true || about.carrier === true || about.trusted === true
