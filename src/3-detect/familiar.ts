/** What is usual for one person: addresses, networks, countries, devices and hours of completed sign-ins, in bounded lists. */
import { connection, network } from '../0-event/address.ts'
import type { Endpoint } from '../0-event/event.ts'
import { hourMs } from '../0-event/time.ts'

/**
 * One list of what was seen in completed sign-ins, the longest unseen first, as 32-bit hashes that carry their kind: addresses, networks,
 * countries, device ids, and kinds of device (system and browser family). What a person goes on using stays at the end of it.
 */
export interface Familiar {
  /** Completed sign-ins learnt from. */
  count: number
  /** How many of them named a device by its id. */
  withDevice: number
  seen: number[]
  /** Sign-ins by hour of the day in UTC, three counts of 10 bits in a number; all halved when one is full, so that habits can change. */
  hours: number[]
}

/** At the bound the one longest unseen is forgotten. A person with one home, one office, a laptop and a phone holds about ten. */
const seenMax = 48
const hourMax = 1023

/** Fewer completed sign-ins than this say nothing about what is usual. */
const historyMin = 3
/** With fewer than this, much of what is usual has not been seen yet. */
const historyThin = 10

export const newFamiliar = (): Familiar => ({ count: 0, withDevice: 0, seen: noNumbers, hours: noNumbers })

/** Shared, and never written to: lists are replaced when they grow. */
const noNumbers: number[] = []

/** What a sign-in's source is to a person, as bits: cheap to keep with every prompt. */
export const mark = {
  newAddress: 1,
  newNetwork: 2,
  newCountry: 4,
  newDevice: 8,
  noHistory: 16,
  sharedAddress: 32,
  knownDeviceId: 64,
  proxy: 128,
  oddHour: 256,
  noAddress: 512,
  noDeviceId: 1024,
  thinHistory: 2048,
  unnamedDevice: 4096,
} as const

/** Compares a source with what is usual. `isShared` says whether the organisation uses an address (an office, a VPN of its own). */
export function marks(familiar: Familiar, src: Endpoint | undefined, time: number, isShared: (ip: string | undefined) => boolean): number {
  const hour = isOddHour(familiar, time) ? mark.oddHour : 0
  const proxy = src?.proxy === true ? mark.proxy : 0
  if (familiar.count < historyMin) return mark.noHistory | proxy | (isShared(src?.ip) ? mark.sharedAddress : 0)
  if (src === undefined) return mark.noAddress | hour
  let bits = hour | proxy | (familiar.count < historyThin ? mark.thinHistory : 0)
  if (src.ip === undefined) bits |= mark.noAddress
  else if (!familiar.seen.includes(addressOf(src.ip))) bits |= mark.newAddress | (isShared(src.ip) ? mark.sharedAddress : 0)
  if (bits & mark.newAddress && !familiar.seen.includes(networkOf(src))) bits |= mark.newNetwork
  if (src.country !== undefined && !familiar.seen.includes(countryOf(src.country))) bits |= mark.newCountry
  return bits | deviceMarks(familiar, src)
}

function deviceMarks(familiar: Familiar, src: Endpoint): number {
  if (src.deviceId !== undefined && familiar.seen.includes(deviceOf(src.deviceId))) return mark.knownDeviceId
  const nameless = familiar.count >= deviceHistoryMin && familiar.withDevice >= familiar.count * deviceShareMin ? mark.noDeviceId : 0
  const kind = kindOf(src)
  if (kind === undefined) return nameless | mark.unnamedDevice
  return nameless | (familiar.seen.includes(kind) ? 0 : mark.newDevice)
}

/** Who signs in from devices known by id nine times in ten is seldom seen on one that is not. */
const deviceShareMin = 0.9
const deviceHistoryMin = 10

/** Learns from one completed sign-in. */
export function learn(familiar: Familiar, src: Endpoint | undefined, time: number): void {
  familiar.count++
  countHour(familiar, time)
  if (src === undefined) return
  if (src.ip !== undefined) {
    remember(familiar, addressOf(src.ip))
    remember(familiar, networkOf(src))
  }
  if (src.country !== undefined) remember(familiar, countryOf(src.country))
  if (src.deviceId !== undefined) {
    familiar.withDevice++
    remember(familiar, deviceOf(src.deviceId))
  }
  const kind = kindOf(src)
  if (kind !== undefined) remember(familiar, kind)
}

const nearEnd = 8

/** Lists are replaced when they grow: one grown by pushing (or by spreading) reserves room for 17 where most hold one or two. */
function remember(familiar: Familiar, value: number): void {
  const { seen } = familiar
  const at = seen.lastIndexOf(value)
  // Among the last few it is as good as newest: one sign-in's values stand together there.
  if (at !== -1 && at >= seen.length - nearEnd) return
  if (at === -1) familiar.seen = (seen.length < seenMax ? seen : seen.slice(1)).concat(value)
  else {
    seen.copyWithin(at, at + 1)
    seen[seen.length - 1] = value
  }
}

function countHour(familiar: Familiar, time: number): void {
  if (familiar.hours.length === 0) familiar.hours = [0, 0, 0, 0, 0, 0, 0, 0]
  const hour = hourOf(time)
  if (countAt(familiar, hour) === hourMax) familiar.hours = familiar.hours.map((packed) => (packed >> 1) & halfMask)
  const at = Math.floor(hour / 3)
  familiar.hours[at] = (familiar.hours[at] ?? 0) + (1 << (10 * (hour % 3)))
}

/** Clears the bits that a shift moved from one count into the next. */
const halfMask = (511 << 20) | (511 << 10) | 511

const countAt = (familiar: Familiar, hour: number): number => ((familiar.hours[Math.floor(hour / 3)] ?? 0) >> (10 * (hour % 3))) & hourMax

/** Hours need a longer history than places: with fewer sign-ins than this no hour is odd. */
const oddHourHistoryMin = 50
/** An hour with under one sign-in in a hundred, its neighbours counted too, is odd (detections table, row 11). */
const oddHourShare = 0.01

function isOddHour(familiar: Familiar, time: number): boolean {
  if (familiar.hours.length === 0) return false
  const hour = hourOf(time)
  let total = 0
  for (let at = 0; at < 24; at++) total += countAt(familiar, at)
  if (total < oddHourHistoryMin) return false
  const near = countAt(familiar, (hour + 23) % 24) + countAt(familiar, hour) + countAt(familiar, (hour + 1) % 24)
  return near < total * oddHourShare
}

const hourOf = (time: number): number => Math.floor(time / hourMs) % 24

const networkOf = (src: Endpoint): number =>
  src.asn !== undefined ? hash(String(src.asn), kindOfValue.network) : hash(network(src.ip ?? ''), kindOfValue.network)

const addressOf = (ip: string): number => hash(connection(ip), kindOfValue.address)
const countryOf = (country: string): number => hash(country, kindOfValue.country)
const deviceOf = (deviceId: string): number => hash(deviceId, kindOfValue.device)

/** System and browser without versions: a browser that updates itself is no new device. */
export function kindOf(src: Endpoint): number | undefined {
  if (src.os === undefined && src.browser === undefined)
    return src.userAgent === undefined ? undefined : hash(family(src.userAgent), kindOfValue.kind)
  return hash(`${family(src.os)}|${family(src.browser)}`, kindOfValue.kind)
}

const familyLengthMax = 200

/** `Chrome 119.0.0` and `Chrome 120.0.1` → `chrome`; digits and punctuation are left out. */
function family(text: string | undefined): string {
  if (text === undefined) return ''
  let letters = ''
  for (let at = 0; at < text.length && at < familyLengthMax; at++) {
    const code = text.charCodeAt(at) | 32
    if (code >= 97 && code <= 122) letters += String.fromCharCode(code)
  }
  return letters
}

/** Where each kind of value begins its hash, so that none is taken for another. */
const kindOfValue = { address: 1, network: 2, country: 3, device: 4, kind: 5 } as const

/** FNV-1a, 32 bits: a clash makes one source of 4 billion look known, which costs less than keeping the text. */
export function hash(text: string, salt = 0): number {
  let value = 0x811c9dc5 ^ Math.imul(salt, 0x9e3779b1)
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value | 0
}
