/** Where an address is, from MaxMind-format files: the country database that is shipped, and whatever the administrator adds. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type CityResponse, Reader } from 'mmdb-lib'
import type { Endpoint, Event } from '../0-event/event.ts'
import type { AsnTable } from './asn-table.ts'

export interface Locate {
  /** What the files know of an address; empty for private and unknown ones. Never a street: databases give cities and networks at best. */
  place(ip: string): Place
  /** Whether any of them knows networks (ASN); the shipped one does not. */
  readonly knowsNetworks: boolean
  /** What the files call themselves: `GeoLite2-City`, `DBIP-City-Lite`. */
  readonly types: readonly string[]
}

export type Place = Pick<Endpoint, 'country' | 'city' | 'latitude' | 'longitude' | 'accuracyKm' | 'asn' | 'asnName'>

/** Addresses remembered; at the bound the one asked for longest ago is forgotten. */
const cacheMax = 20_000
const nowhere: Place = {}

/** A record of any of the usual databases: GeoLite2 and GeoIP2 (country, city, ASN), DB-IP, and the flat `country_code` of the shipped one. */
interface Found extends Pick<CityResponse, 'country' | 'city' | 'location'> {
  readonly country_code?: string
  readonly autonomous_system_number?: number
  readonly autonomous_system_organization?: string
}

/** The database of countries by address that comes with the project (CC0). */
export const shippedCountries = (): string =>
  createRequire(import.meta.url).resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb')

/** Reads the files, the most trusted first: what one says is not overruled by a later one. Throws an Error that names a file it cannot use. */
export function openLocate(paths: readonly string[]): Locate {
  const readers = paths.map(open)
  return {
    place: remembering((ip) => Object.assign({}, ...readers.map((reader) => placeOf(look(reader, ip))).reverse()) as Place),
    knowsNetworks: readers.some(({ metadata }) => /asn|isp/i.test(metadata.databaseType)),
    types: readers.map(({ metadata }) => metadata.databaseType),
  }
}

/** Several as one, the most trusted first. */
export const joinLocates = (parts: readonly Locate[]): Locate => ({
  place: remembering((ip) => Object.assign({}, ...parts.map((part) => part.place(ip)).reverse()) as Place),
  knowsNetworks: parts.some(({ knowsNetworks }) => knowsNetworks),
  types: parts.flatMap(({ types }) => types),
})

/** Networks alone, from a table of them. */
export const locateAsns = (table: AsnTable): Locate => ({ place: (ip) => table.find(ip) ?? nowhere, knowsNetworks: true, types: [] })

function remembering(find: (ip: string) => Place): (ip: string) => Place {
  const cache = new Map<string, Place>()
  return (ip) => {
    const known = cache.get(ip)
    if (known !== undefined) return known
    const found = find(ip)
    if (cache.size >= cacheMax) cache.delete(cache.keys().next().value ?? '')
    cache.set(ip, found)
    return found
  }
}

function open(path: string): Reader<CityResponse> {
  try {
    return new Reader<CityResponse>(readFileSync(path))
  } catch (error) {
    throw new Error(`${path} is no readable MaxMind database (.mmdb): ${error instanceof Error ? error.message : String(error)}`)
  }
}

function look(reader: Reader<CityResponse>, ip: string): Found | null {
  try {
    return reader.get(ip) as Found | null
  } catch {
    return null
  }
}

function placeOf(found: Found | null): Place {
  if (found === null) return nowhere
  const place: { -readonly [Key in keyof Place]: Place[Key] } = {}
  const country = found.country?.iso_code ?? found.country_code
  if (country !== undefined) place.country = country
  const city = found.city?.names?.en
  if (city !== undefined) place.city = city
  if (found.location !== undefined) {
    place.latitude = found.location.latitude
    place.longitude = found.location.longitude
    if (found.location.accuracy_radius !== undefined) place.accuracyKm = found.location.accuracy_radius
  }
  if (found.autonomous_system_number !== undefined) place.asn = found.autonomous_system_number
  if (found.autonomous_system_organization !== undefined) place.asnName = found.autonomous_system_organization
  return place
}

/** The endpoint with what is known of its address, where the log did not say it itself. */
export function located(endpoint: Endpoint, locate: Locate): Endpoint {
  const complete = endpoint.country !== undefined && (endpoint.asn !== undefined || !locate.knowsNetworks)
  if (endpoint.ip === undefined || complete) return endpoint
  const place = locate.place(endpoint.ip)
  return Object.keys(place).length === 0 ? endpoint : { ...place, ...withoutGaps(endpoint) }
}

const withoutGaps = (endpoint: Endpoint): Endpoint =>
  Object.fromEntries(Object.entries(endpoint).filter(([, value]) => value !== undefined))

/** The event with places where its log gave only addresses. */
export function withPlace(event: Event, locate: Locate): Event {
  if (event.src === undefined) return event
  const src = located(event.src, locate)
  return src === event.src ? event : { ...event, src }
}
