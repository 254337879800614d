/** What the server can be told, with its defaults, and the combinations it refuses to start with. */
import { isIP } from 'node:net'
import { type MailSettings, mailProblems } from './mail-settings.ts'

export interface ServerConfig {
  readonly version: string
  /** The folder of everything that is kept. */
  readonly data: string
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** How browsers reach it, where that differs from host and port: `https://tocsin.example.com`. */
  readonly publicUrl?: string | undefined
  /** Other names it may be called by. A request under any other name is refused, against DNS rebinding. */
  readonly hosts: readonly string[]
  /** Files in PEM. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined
  /** Addresses or networks of proxies whose `X-Forwarded-*` is believed, and that encrypt in our place. */
  readonly trustedProxies: readonly string[]
  readonly retentionDays: number
  readonly homeDomains: readonly string[]
  readonly privileged: readonly string[]
  readonly detections: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** MaxMind databases of the administrator's, the most trusted first. */
  readonly geoFiles: readonly string[]
  /** The folder of lists of networks, leaked accounts and places; `reference` in the data folder where left out. */
  readonly referenceFolder?: string | undefined
  /** Folders besides `external` of the data folder that `externaldata` may read. */
  readonly externalFolders?: readonly string[] | undefined
  readonly limits: Limits
  /** How the organisation is called on the sign-in pages; `Tocsin` where left out. */
  readonly organisation?: string | undefined
  readonly numbers?: 'standard' | 'nist-800-63b' | undefined
  /** PostgreSQL for the records of people; `identity.sqlite` in the data folder where left out. */
  readonly identityUrl?: string | undefined
  /** The sealing keys themselves, or the command that prints them; `keys.json` in the data folder where both are left out. */
  readonly keys?: string | undefined
  readonly keysCommand?: string | undefined
  /** Hosts that take web push besides those of the browsers' makers. */
  readonly pushHosts?: readonly string[] | undefined
  /** Devices without a browser may be signed in by a code that is typed elsewhere (RFC 8628). */
  readonly deviceFlow?: boolean | undefined
  /** Hosts of applications that are told of a sign-out although their addresses are private. */
  readonly logoutHosts?: readonly string[] | undefined
  /** How people are told of changes of their account; nobody is where it is left out. */
  readonly mail?: MailSettings | undefined
  /** The built console. */
  readonly web: string
  /** Keeps playing the simulated organisation. */
  readonly demo: boolean
}

export interface Limits {
  /** A body: larger is refused with 413. Counted as sent and again unpacked at sixteen times this. */
  readonly fileBytesMax: number
  /** Bodies up to this are read at once and answered when on disk; larger ones go to a file first. */
  readonly smallBytesMax: number
  /** Bodies above `smallBytesMax` received at the same time; more are answered 429. */
  readonly uploadsMax: number
  /** Browsers on the live feed; more are answered 503. */
  readonly feedsMax: number
  /** Events that wait for the detections in memory; beyond, they wait in the journal, and senders are answered 429 at ten times this. */
  readonly queueMax: number
}

export const defaultLimits: Limits = {
  fileBytesMax: 1024 ** 3,
  smallBytesMax: 1024 ** 2,
  uploadsMax: 4,
  feedsMax: 100,
  queueMax: 50_000,
}

/** What is wrong with a configuration, in sentences that say what to do; empty where it is fine. */
export function configProblems(config: ServerConfig): readonly string[] {
  const problems: string[] = []
  if (!isLoopback(config.host) && config.tls === undefined && config.trustedProxies.length === 0) {
    problems.push(
      `Listening on ${config.host} without TLS would send passwords and tokens in the clear: give tlsCert and tlsKey, or name the proxy that encrypts in trustedProxies, or listen on 127.0.0.1.`,
    )
  }
  for (const proxy of config.trustedProxies) {
    if (!isNetwork(proxy)) problems.push(`trustedProxies holds "${proxy}", which is neither an address nor a network such as 10.0.0.0/8.`)
  }
  for (const host of config.hosts) {
    if (!isHostName(host)) problems.push(`hosts holds "${host}", which is no host name such as tocsin.example.com.`)
  }
  if (config.publicUrl !== undefined && !URL.canParse(config.publicUrl)) {
    problems.push(`publicUrl is "${config.publicUrl}", which is no address such as https://tocsin.example.com.`)
  }
  if (config.mail !== undefined) problems.push(...mailProblems(config.mail))
  return problems
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)

/** Whether browsers speak TLS to us, directly or by a proxy: then cookies are marked `Secure`. */
export const isEncrypted = (config: ServerConfig): boolean => config.tls !== undefined || config.publicUrl?.startsWith('https://') === true

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

const isHostName = (text: string): boolean => /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*$/i.test(text)
