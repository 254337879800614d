/** The laptops, phones and browsers of the simulated people, with versions that move on as time passes. */
import { dayMs } from '../0-event/time.ts'
import type { Chance } from './simulate-chance.ts'
import { deviceTold } from './simulate-rates.ts'

export type Os = 'Windows' | 'Mac' | 'Ios' | 'Android' | 'Linux'
export type Browser = 'Edge' | 'Chrome' | 'Firefox' | 'Safari' | 'Mobile Safari' | 'Chrome Mobile'

export interface Client {
  readonly os: Os
  readonly osVersion: string
  readonly browser: Browser
  /** The provider's id of the device; a fresh one for a browser that no provider has seen. */
  readonly deviceId: string
  readonly deviceName: string
  readonly managed: boolean
  /** Hash that a browser keeps as a cookie: the same browser, the same hash. */
  readonly token: string
  /** Milliseconds since 1970: when the person began to use it; unusual for the providers for a while. */
  readonly since: number
  /** What it calls itself, where it is no browser but a script or a mail program of its own. */
  readonly agent?: string
}

/** Chrome, Edge and Firefox bring a major version every four weeks; 150 was chosen for the first day. */
const releaseMs = 28 * dayMs
const releaseEpoch = Date.UTC(2026, 9, 12)
const releaseFirst = 150
/** Not everybody restarts the browser at once: up to nine days late, by device. */
const lateDaysMax = 9

export function browserVersion(client: Client, time: number): number {
  const late = (Number.parseInt(client.token.slice(0, 4), 16) % (lateDaysMax + 1)) * dayMs
  return releaseFirst + Math.floor((time - late - releaseEpoch) / releaseMs)
}

export function laptop(chance: Chance, since: number): Client {
  const os: Os = chance.yes(0.82) ? 'Windows' : 'Mac'
  const browser =
    os === 'Windows'
      ? chance.weighted({ Edge: 0.6, Chrome: 0.34, Firefox: 0.06 })
      : chance.weighted({ Safari: 0.45, Chrome: 0.5, Firefox: 0.05 })
  return { ...device(chance, since), os, osVersion: os === 'Windows' ? (chance.yes(0.85) ? '11' : '10') : '15.6', browser, managed: true }
}

export function phone(chance: Chance, since: number): Client {
  const os: Os = chance.yes(0.58) ? 'Ios' : 'Android'
  return {
    ...device(chance, since),
    os,
    osVersion: os === 'Ios' ? chance.pick(['26.0', '26.1', '18.6']) : chance.pick(['16', '15', '14']),
    browser: os === 'Ios' ? 'Mobile Safari' : 'Chrome Mobile',
    managed: chance.yes(0.4),
  }
}

/** A computer of the person's own that the organisation does not manage. */
export const privateComputer = (chance: Chance, since: number): Client => ({ ...laptop(chance, since), managed: false })

/** The same browser in a private window: nothing that a provider could know it by. */
export const privateWindow = (of: Client, chance: Chance, since: number): Client => ({ ...of, ...device(chance, since), managed: false })

/** Whether the browser tells which registered device it runs on; the same device always does, or never. */
export const tellsDevice = (client: Client): boolean =>
  client.managed && Number.parseInt(client.token.slice(4, 8), 16) / 65_536 < deviceTold[client.browser]

/** A browser of an attacker: none of the organisation's devices. */
export function strangeClient(chance: Chance, since: number): Client {
  const os = chance.weighted({ Windows: 0.75, Mac: 0.1, Linux: 0.15 })
  const osVersion = os === 'Windows' ? '10' : os === 'Mac' ? '10.15.7' : ''
  return { ...device(chance, since), os, osVersion, browser: chance.weighted({ Chrome: 0.8, Firefox: 0.15, Edge: 0.05 }), managed: false }
}

/** A browser made to look like the victim's own: same system, same browser and version, but nobody's device. */
export const lookAlikeClient = (of: Client, chance: Chance, since: number): Client => ({
  ...of,
  ...device(chance, since),
  token: of.token.slice(0, 4) + chance.hex(60),
  managed: false,
})

function device(chance: Chance, since: number): Pick<Client, 'deviceId' | 'deviceName' | 'token' | 'since'> {
  return { deviceId: chance.uuid(), deviceName: `SIM-${chance.hex(6).toUpperCase()}`, token: chance.hex(64), since }
}

/** A program that signs in without a browser: it keeps no cookie, so each run is a stranger to every provider. */
export const script = (agent: string, chance: Chance, since: number): Client => ({
  ...device(chance, since),
  os: 'Linux',
  osVersion: '',
  browser: 'Chrome',
  managed: false,
  agent,
})

export function userAgent(client: Client, time: number): string {
  if (client.agent !== undefined) return client.agent
  const version = browserVersion(client, time)
  const system = systemText(client)
  switch (client.browser) {
    case 'Edge':
      return `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36 Edg/${version}.0.0.0`
    case 'Chrome':
      return `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`
    case 'Chrome Mobile':
      return `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Mobile Safari/537.36`
    case 'Firefox':
      return `Mozilla/5.0 (${system}; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`
    case 'Safari':
      return `Mozilla/5.0 (${system}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15`
    case 'Mobile Safari':
      return `Mozilla/5.0 (${system}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1`
  }
}

function systemText({ os, osVersion }: Client): string {
  switch (os) {
    case 'Windows':
      return 'Windows NT 10.0; Win64; x64'
    case 'Mac':
      return 'Macintosh; Intel Mac OS X 10_15_7'
    case 'Ios':
      return `iPhone; CPU iPhone OS ${osVersion.replace('.', '_')} like Mac OS X`
    case 'Android':
      return 'Linux; Android 10; K'
    case 'Linux':
      return 'X11; Linux x86_64'
  }
}
