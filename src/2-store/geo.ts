/** `geo_info_from_ip_address`: where an address is, from the databases of places at hand. */
import type { HostFunction } from '@tocsin/kql'
import { countryName } from '../0-event/country.ts'
import type { Locate } from '../1-ingest/locate.ts'

/** Gives what is known under Kusto's names, and null of an address that no database knows. */
export const geoInfo = (locate: Locate | undefined): HostFunction => ({
  name: 'kql_geo_info_from_ip_address',
  takes: ['string'],
  returns: 'json',
  run: (...values: readonly unknown[]) => {
    const place = locate?.place(String(values[0] ?? '')) ?? {}
    if (Object.keys(place).length === 0) return null
    const { country, city, latitude, longitude } = place
    return {
      ...(country === undefined ? {} : { country: countryName(country) }),
      ...(city === undefined ? {} : { city }),
      ...(latitude === undefined ? {} : { latitude }),
      ...(longitude === undefined ? {} : { longitude }),
    }
  },
})
