/** Where on the network something came from, in words. */
import type { Endpoint } from '../../../src/0-event/event.ts'

/** `150.0.7.2` says no more than `150` to a reader. */
const minorVersion = /(\d+)\.[\d.]+$/

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

/** `Chrome 150 on Windows`; undefined where neither is told. */
export function deviceText(endpoint: Endpoint | undefined): string | undefined {
  const browser = endpoint?.browser?.replace(minorVersion, '$1')
  const os = endpoint?.os
  if (browser !== undefined && os !== undefined) return `${browser} on ${os}`
  return browser ?? os
}

/** `Rotterdam, Netherlands · 192.0.2.7 · AS1136 KPN`; undefined where nothing is known. */
export function fromText(endpoint: Endpoint | undefined): string | undefined {
  const parts = [placeText(endpoint), endpoint?.ip, networkText(endpoint), endpoint?.proxy === true ? 'proxy or VPN' : undefined]
  const known = parts.filter((part) => part !== undefined)
  return known.length === 0 ? undefined : known.join(' · ')
}
