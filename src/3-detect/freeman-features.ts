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

/** An attacker at one given address, network or device: our assumption, one in a thousand, whatever part of the tenant is there. */
const shareMax = 0.001

/**
 * What organisations' logs have beyond that: the network an address lies in (a home keeps its /24 or /48 longer than its address), and the
 * device's own id, which an attacker gets neither by hiring an address next door nor by copying a user agent, so it is a feature of its own
 * (that a log which names devices names none is a value like any other). Address weights fall by what it costs to be there: any proxy
 * buys the country, a residential one the provider, none the line. The tenant's own offices do not count as places where attackers are
 * (`shareMax`). Browsers are compared without versions below the text, since they update themselves. Weights were tuned on the simulated
 * organisations of seeds 1 to 5 and are measured on others (`test/bench/rba.ts`).
 */
export const signInFeatures: readonly Feature[] = [
  {
    name: 'address',
    levels: [
      { name: 'address', weight: 0.7, shareMax },
      { name: 'network', weight: 0.2, shareMax },
      { name: 'network operator', weight: 0.09, shareMax },
      { name: 'country', weight: 0.01 },
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
  { name: 'device', levels: [{ name: 'device', weight: 1 }] },
]

export const signInAttempt = (src: Endpoint): Attempt => [
  [
    src.ip === undefined ? undefined : connection(src.ip),
    src.ip === undefined ? undefined : network(src.ip),
    src.asn === undefined ? undefined : String(src.asn),
    src.country,
  ],
  [src.userAgent, browserOf(src.browser ?? src.userAgent), systemOf(src), deviceKindOf(src)],
  [src.deviceId ?? namelessDevice(src)],
]

export const noDevice = 'no device id'

/** Undefined where the log says nothing about devices: then a missing id is no sign. */
const namelessDevice = ({ managed }: Endpoint): string | undefined =>
  managed === undefined ? undefined : managed ? 'managed, no id' : noDevice

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

const letters = (text: string): string =>
  text
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z]/g, '')
