/** How likely a person's unexpected prompts are an attack: a sum of log-odds, each with its reason, so that every score can be taken apart. */
import { connection } from '../0-event/address.ts'
import { mark } from './familiar.ts'
import type { Contribution } from './finding.ts'
import { isRefusal, isSilence, type Prompt } from './prompts.ts'

/** What else is known when prompts are weighed. */
export interface Context {
  readonly privileged: boolean
  /** Other persons asked from the same source within the hour. */
  readonly othersAsked: number
  /** The provider's own verdict about this person in the last hour. */
  readonly vendorRisk: 'none' | 'medium' | 'high'
}

/**
 * The prior and the ratios. Reasoning behind them (no published figures exist, see docs/detections.md): about one prompt in 200 is refused
 * and one in 25 goes unanswered in ordinary life, an attack meets one person in 10,000 a day; an attacker's source is new to the person
 * nearly always, a person's own about once in 15 sign-ins; a second refusal within minutes is rare unless somebody keeps asking.
 */
export const logOdds = {
  prior: -5,
  refused: [1.5, 2, 1.5, 0.5, 0.5, 0.5],
  unanswered: [0.3, 1.2, 1.5, 0.5, 0.5, 0.5],
  wrongCodes: [0, 0, 0.5, 0.5, 0.5, 0.5],
  reported: 6,
  newAddress: 1.5,
  newNetwork: 1,
  newCountry: 1.3,
  newDevice: 1.5,
  noDeviceId: 1,
  knownKindOfDevice: -0.7,
  knownDevice: -4,
  knownAddress: -3.5,
  sharedAddress: -2.5,
  noHistory: 1.3,
  thinHistory: -1,
  proxy: 1,
  oddHour: 0.8,
  privileged: 1,
  /** Phone and sign-in on one connection: whoever asked sits beside whoever answered. */
  answeredNearby: -3,
  othersAsked: 2.5,
  vendorMedium: 1.5,
  vendorHigh: 2.5,
} as const

/** The contributions of these prompts (one episode of one person), largest first. */
export function weigh(prompts: readonly Prompt[], context: Context): Contribution[] {
  const refused = prompts.filter(isRefusal).length
  const silent = prompts.filter((prompt) => isSilence(prompt, prompts)).length
  const wrong = prompts.filter(({ outcome }) => outcome === 'wrong_code').length
  const contributions: Contribution[] = [
    { because: 'before anything is known', logOdds: logOdds.prior },
    ...sum(refused, logOdds.refused, `${refused} refused`),
    ...sum(silent, logOdds.unanswered, `${silent} unanswered`),
    ...sum(wrong, logOdds.wrongCodes, `${wrong} wrong codes`),
    ...(prompts.some(({ outcome }) => outcome === 'fraud') ? [{ because: 'reported as fraud', logOdds: logOdds.reported }] : []),
    ...source(strangest(prompts)),
    ...(prompts.some(isAnsweredNearby) && prompts.every(isNearbyOrSilent)
      ? [{ because: 'answered on the same connection', logOdds: logOdds.answeredNearby }]
      : []),
    ...surroundings(context),
  ]
  return contributions.filter(({ logOdds: value }) => value !== 0).sort((one, other) => Math.abs(other.logOdds) - Math.abs(one.logOdds))
}

/** The phone that answered and the sign-in share an address. Duo and Keycloak log both; providers that do not are not judged by it. */
export const isAnsweredNearby = ({ events }: Prompt): boolean =>
  events.some(
    ({ src, answeredFrom }) =>
      src?.ip !== undefined && answeredFrom?.ip !== undefined && connection(src.ip) === connection(answeredFrom.ip),
  )

const isNearbyOrSilent = (prompt: Prompt): boolean =>
  isAnsweredNearby(prompt) || prompt.events.every(({ answeredFrom }) => answeredFrom?.ip === undefined)

function sum(count: number, steps: readonly number[], because: string): Contribution[] {
  let total = 0
  for (let at = 0; at < count && at < steps.length; at++) total += steps[at] ?? 0
  return total === 0 ? [] : [{ because, logOdds: total }]
}

/** The marks of the prompt whose source is least like the person's own. */
export function strangest(prompts: readonly Prompt[]): number {
  let chosen = 0
  let most = Number.NEGATIVE_INFINITY
  for (const { marks } of prompts) {
    const value = source(marks).reduce((total, { logOdds: one }) => total + one, 0)
    if (value > most) {
      most = value
      chosen = marks
    }
  }
  return chosen
}

/** What the source's marks add. */
export function source(marks: number): Contribution[] {
  const has = (bit: number): boolean => (marks & bit) !== 0
  const found: Contribution[] = []
  const add = (because: string, value: number): unknown => found.push({ because, logOdds: value })
  if (has(mark.proxy)) add('through a proxy', logOdds.proxy)
  if (has(mark.oddHour)) add('at an hour without sign-ins', logOdds.oddHour)
  if (has(mark.sharedAddress)) add('an address of the organisation', logOdds.sharedAddress)
  if (has(mark.noHistory)) add('no history of this person', logOdds.noHistory)
  if (has(mark.noHistory | mark.noAddress)) return found
  if (has(mark.thinHistory)) add('a short history of this person', logOdds.thinHistory)
  if (has(mark.knownDeviceId)) add('a device of this person', logOdds.knownDevice)
  if (has(mark.newAddress)) add('an address never seen', logOdds.newAddress)
  else add('an address of this person', logOdds.knownAddress)
  if (has(mark.newNetwork)) add('a network never seen', logOdds.newNetwork)
  if (has(mark.newCountry)) add('a country never seen', logOdds.newCountry)
  if (has(mark.newDevice)) add('a device never seen', logOdds.newDevice)
  else if (has(mark.noDeviceId)) add('not one of the devices known by id', logOdds.noDeviceId)
  else if (!has(mark.knownDeviceId | mark.unnamedDevice)) add('the usual kind of device', logOdds.knownKindOfDevice)
  return found
}

function surroundings(context: Context): Contribution[] {
  const found: Contribution[] = []
  if (context.privileged) found.push({ because: 'a privileged account', logOdds: logOdds.privileged })
  if (context.othersAsked >= 2) found.push({ because: `${context.othersAsked} others asked from there`, logOdds: logOdds.othersAsked })
  if (context.vendorRisk === 'medium') found.push({ because: 'the provider doubts it', logOdds: logOdds.vendorMedium })
  if (context.vendorRisk === 'high') found.push({ because: 'the provider is sure of it', logOdds: logOdds.vendorHigh })
  return found
}

export const total = (contributions: readonly Contribution[]): number => contributions.reduce((sum, { logOdds: value }) => sum + value, 0)

export const probability = (odds: number): number => 1 / (1 + Math.exp(-odds))
