/** Network addresses as logs write them: with ports, zones, brackets and IPv4 inside IPv6. */
import { isIP, isIPv4 } from 'node:net'

/** The bare address in canonical form, or undefined where the text holds none: `[2001:DB8::1]:443` → `2001:db8::1`, `1.2.3.4:52034` → `1.2.3.4`. */
export function parseAddress(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 64) return undefined
  if (isIPv4(text)) return text
  const bare = withoutPort(text.trim())
  const version = isIP(bare)
  if (version === 4) return bare
  if (version !== 6) return undefined
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1]
  return mapped ?? compress(bare)
}

function withoutPort(text: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1]
  const bare = bracketed ?? /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(text)?.[1] ?? text
  const zone = bare.indexOf('%')
  return zone === -1 ? bare : bare.slice(0, zone)
}

/** RFC 5952 text, by the platform's own URL parser. */
const compress = (address: string): string => new URL(`http://[${address}]/`).hostname.slice(1, -1)

/** The network a home or office is likely to keep: /24 for IPv4, /48 for IPv6. */
export const network = (ip: string): string => (ip.includes(':') ? groups(ip, 3) : ip.slice(0, ip.lastIndexOf('.')))

/** What stays the same while one connection lasts: the address for IPv4; the /64 for IPv6, whose lower half devices change daily (RFC 8981). */
export const connection = (ip: string): string => (ip.includes(':') ? groups(ip, 4) : ip)

/** The first so many groups of an IPv6 address in canonical text. */
function groups(ip: string, count: number): string {
  const [head = '', tail] = ip.split('::')
  const first = head.split(':').filter((group) => group !== '')
  const missing = tail === undefined ? 0 : 8 - first.length - tail.split(':').filter((group) => group !== '').length
  return [...first, ...Array<string>(Math.max(0, missing)).fill('0'), ...(tail ?? '').split(':')].slice(0, count).join(':')
}
