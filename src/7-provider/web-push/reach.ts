/** Which addresses a push may go to: a phone names the endpoint, so without this it could make the server ask its own network (SSRF). */
import { lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** What the makers of browsers run: Chrome, Firefox, Edge, Safari. `*.` stands for one or more labels. */
const pushServices: readonly string[] = [
  'fcm.googleapis.com',
  'updates.push.services.mozilla.com',
  '*.push.services.mozilla.com',
  '*.notify.windows.com',
  'web.push.apple.com',
  '*.push.apple.com',
]

const endpointLengthMax = 2000
/** No space, no backslash: readers of addresses differ about them. */
const plain = /^[\x21-\x5b\x5d-\x7e]+$/

export type Reached = { readonly url: URL } | { readonly refused: string }

/**
 * Whether an endpoint may be kept and asked: https, a name of the list or of the administrator's (`ownHosts`), no user, no fragment. Port 443, but for
 * the administrator's own hosts, which may be written with a port: `push.example.com:8443`.
 */
export function reachOf(endpoint: string, ownHosts: readonly string[]): Reached {
  if (endpoint.length > endpointLengthMax) return { refused: 'The address of the push service is too long.' }
  if (!plain.test(endpoint) || !URL.canParse(endpoint)) return { refused: 'The address of the push service is not one.' }
  const url = new URL(endpoint)
  if (url.protocol !== 'https:') return { refused: 'A push service is reached by https only.' }
  if (url.username !== '' || url.password !== '' || url.hash !== '')
    return { refused: 'The address of a push service holds no user and no fragment.' }
  const isOwn = ownHosts.some((host) => isNamed(url.hostname, hostOf(host)) && portOf(host) === url.port)
  if (isOwn) return { url }
  if (url.port !== '' || !pushServices.some((name) => isNamed(url.hostname, name)))
    return { refused: 'This push service is not known here. An administrator can add its host to the setting for push hosts.' }
  return { url }
}

const hostOf = (own: string): string => own.toLowerCase().replace(/:\d+$/, '')
const portOf = (own: string): string => {
  const port = /:(\d+)$/.exec(own)?.[1] ?? ''
  return port === '443' ? '' : port
}

const isNamed = (host: string, name: string): boolean =>
  name.startsWith('*.') ? host.endsWith(name.slice(1)) && host.length > name.length - 1 : host === name

/** IANA IPv4 Special-Purpose Address Registry, with multicast and what is reserved: nothing of it is a push service. */
const special4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]
/** Of the global unicast addresses 2000::/3 (IANA IPv6 Special-Purpose Address Registry): Teredo, documentation, 6to4 and others that may lead inside. */
const special6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']

const refused = listOf(special4, 'ipv4')
const refused6 = listOf(special6, 'ipv6')
const global6 = listOf(['2000::/3'], 'ipv6')

function listOf(ranges: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits = ''] = range.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  return list
}

/** Whether an address is out on the internet: everything that is not plain global unicast is not, whatever it wraps (IPv4-mapped, NAT64, 6to4). */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !refused.check(address, 'ipv4')
    case 6:
      return !address.includes('%') && global6.check(address, 'ipv6') && !refused6.check(address, 'ipv6')
    default:
      return false
  }
}

/**
 * Resolves a name at the moment of connecting and refuses it where one of its addresses is not allowed, so that a name cannot change between the check
 * and its use (DNS rebinding). The error names no address.
 */
export function checkedLookup(
  isAllowed: (address: string) => boolean,
  resolve: LookupFunction = systemLookup as LookupFunction,
): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const all = typeof found === 'string' ? [] : found
      if (error !== null) return done(error, [])
      if (all.length === 0 || !all.every(({ address }) => isAllowed(address))) return done(refusal(), [])
      const [first] = all
      if (options.all === true || first === undefined) return done(null, all)
      return done(null, first.address, first.family)
    })
  }
}

const refusal = (): NodeJS.ErrnoException =>
  Object.assign(new Error('The name leads to an address that is not allowed.'), { code: 'EREFUSED' })
