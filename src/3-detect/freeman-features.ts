/** What a sign-in is compared by: the features of the published model, and ours for the logs of organisations. */
import { connection, network } from '../0-event/address.ts'
import type { Endpoint } from '../0-event/event.ts'
import type { Attempt, Feature } from './freeman.ts'

/** das-group/rba-algorithm@28fec46, with its weights: what a website sees. */
export const referenceFeatures: readonly Feature[] = [
  {
    name: 'address',
    levels: [
      { name: 'address', weight: 0.6 },
      { name: 'network operator', weight: 0.3 },
      { name: 'country', weight: 0.1 },
    ],
  },
  {
    name: 'browser',
    levels: [
      { name: 'user agent', weight: 0.5386653840551359 },
      { name: 'browser', weight: 0.2680451498625666 },
      { name: 'system', weight: 0.18818295100109536 },
      { name: 'kind of device', weight: 0.0051065150812021525 },
    ],
  },
]

export const referenceAttempt = (src: Endpoint): Attempt => [
  [src.ip, src.asn === undefined ? undefined : String(src.asn), src.country],
  [src.userAgent, src.browser ?? browserOf(src.userAgent), systemOf(src), deviceKindOf(src)],
]

/**
 * What organisations' logs have beyond that: the network an address lies in (a home keeps its /24 or /48 longer than its address), and the
 * device's own id with whether it is managed, which an attacker has neither by hiring an address next door nor by copying a user agent; so it
 * is a feature of its own. Browsers are compared without versions below the text, since they update themselves. The weights fall from the
 * specific to the general as in the reference; those of address and network together are its weight of the address.
 */
export const signInFeatures: readonly Feature[] = [
  {
    name: 'address',
    levels: [
      { name: 'address', weight: 0.4 },
      { name: 'network', weight: 0.2 },
      { name: 'network operator', weight: 0.3 },
      { name: 'country', weight: 0.1 },
    ],
  },
  {
    name: 'browser',
    levels: [
      { name: 'user agent', weight: 0.4 },
      { name: 'browser', weight: 0.3 },
      { name: 'system', weight: 0.25 },
      { name: 'kind of device', weight: 0.05 },
    ],
  },
  {
    name: 'device',
    levels: [
      { name: 'device', weight: 0.8 },
      { name: 'management', weight: 0.2 },
    ],
  },
]

export const signInAttempt = (src: Endpoint): Attempt => [
  [
    src.ip === undefined ? undefined : connection(src.ip),
    src.ip === undefined ? undefined : network(src.ip),
    src.asn === undefined ? undefined : String(src.asn),
    src.country,
  ],
  [src.userAgent, browserOf(src.browser ?? src.userAgent), systemOf(src), deviceKindOf(src)],
  [src.deviceId, managementOf(src)],
]

/** `Edge 150.0.0`, `EDGE` and `Mozilla/5.0 … Edg/150.0.0.0` are one browser. The first that fits: most name the ones they descend from. */
const browsers: readonly (readonly [string, RegExp])[] = [
  ['edge', /edge|edg\b|edgios|edga/i],
  ['opera', /opera|opr\b/i],
  ['samsung', /samsung/i],
  ['firefox', /firefox|fxios/i],
  ['chrome', /chrom|crios/i],
  ['safari', /safari/i],
  ['internet explorer', /msie|trident|internet explorer|^ie\b/i],
]

/** Names not known here are compared by their letters. */
const browserOf = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : (browsers.find(([, form]) => form.test(text))?.[0] ?? letters(text))

const systems: readonly (readonly [string, RegExp])[] = [
  ['android', /android/i],
  ['ios', /iphone|ipad|\bios|^ios/i],
  ['windows', /windows/i],
  ['mac', /mac ?os|macintosh|^mac/i],
  ['chrome os', /\bcros\b|chrome ?os/i],
  ['linux', /linux/i],
]

function systemOf({ os, userAgent }: Endpoint): string | undefined {
  const text = os ?? userAgent
  return text === undefined ? undefined : (systems.find(([, form]) => form.test(text))?.[0] ?? letters(text))
}

function deviceKindOf(src: Endpoint): string | undefined {
  const system = systemOf(src)
  return system === undefined ? undefined : system === 'android' || system === 'ios' ? 'mobile' : 'desktop'
}

/** Undefined where the log says nothing about devices: then a missing id is no sign. */
function managementOf({ managed, deviceId }: Endpoint): string | undefined {
  if (managed === true) return 'managed'
  if (deviceId !== undefined) return 'named'
  return managed === false ? 'unnamed' : undefined
}

const letters = (text: string): string =>
  text
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z]/g, '')
