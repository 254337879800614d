/** Where on the network something came from, in words. */
import type { Endpoint } from '../../../src/0-event/event.ts'

const countries = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' })

/** The English name of an ISO 3166 code; the code itself where it is none. */
export function countryText(code: string): string {
  try {
    return countries.of(code) ?? code
  } catch {
    return code
  }
}

/** `Rotterdam, Netherlands`; undefined where the log tells no place. */
export function placeText(endpoint: Endpoint | undefined): string | undefined {
  const parts = [endpoint?.city, endpoint?.country === undefined ? undefined : countryText(endpoint.country)]
  const known = parts.filter((part) => part !== undefined && part !== '')
  return known.length === 0 ? undefined : known.join(', ')
}

/** `AS14061 DigitalOcean`; undefined where the network is not known. */
export function networkText(endpoint: Endpoint | undefined): string | undefined {
  const number = endpoint?.asn === undefined ? undefined : `AS${endpoint.asn}`
  const known = [number, endpoint?.asnName].filter((part) => part !== undefined && part !== '')
  return known.length === 0 ? undefined : known.join(' ')
}

/** `Chrome on Windows`; undefined where neither is told. */
export function deviceText(endpoint: Endpoint | undefined): string | undefined {
  const { browser, os } = endpoint ?? {}
  if (browser !== undefined && os !== undefined) return `${browser} on ${os}`
  return browser ?? os
}
