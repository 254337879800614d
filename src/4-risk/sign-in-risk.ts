/** How likely one attempt to sign in is somebody else's, asked before it is let through: from what is known at that moment, changing nothing. */

import type { Factor } from '../0-event/event.ts'
import { hourMs } from '../0-event/time.ts'
import type { About } from '../1-ingest/networks.ts'
import type { Moment } from '../3-detect/detection.ts'
import { source, total } from '../3-detect/doubt.ts'
import type { Contribution } from '../3-detect/finding.ts'
import { calibrated } from './calibration.ts'
import { prior as userPrior } from './fading.ts'
import type { RiskLevel } from './happening.ts'
import type { UserRisk } from './user-risk.ts'

export interface SignInRisk {
  readonly level: RiskLevel
  /** 0 to 1: of attempts with this score, so many were hostile where it was calibrated. */
  readonly score: number
  /** Log-odds as they were summed, before they were calibrated; largest first. */
  readonly contributions: readonly Contribution[]
  /** What could not be looked at, in words. */
  readonly lacking: readonly string[]
}

/** What is known beside the moment. */
export interface Beside {
  readonly userRisk: UserRisk
  /** What was proved so far in this attempt. */
  readonly factor?: Factor | undefined
  readonly managed?: boolean | undefined
  readonly legacy?: boolean | undefined
}

/** Chances from which an attempt has a level. */
export const signInLevelFrom = { low: 0.05, medium: 0.25, high: 0.75 } as const

const weights = {
  prior: -6,
  tor: 2,
  anonymous: 1.2,
  hosting: 1.2,
  threat: 3,
  trusted: -1.5,
  freemanShare: 0.4,
  freemanMax: 2.5,
  sameSource: { low: 0.8, medium: 2.5, high: 3.5 },
  otherSource: { low: 0, medium: 0.7, high: 1.2 },
  userShare: 0.25,
  userMax: 2,
  othersAsked: 2.5,
  vendor: { none: 0, medium: 1.5, high: 2.5 },
  privileged: 0.3,
  resistant: -3,
  managed: -2,
  legacy: 1,
} as const

/** Findings speak for so long about where the next attempt comes from. */
const findingMs = 24 * hourMs
const lackingMax = 5

export function signInRisk(moment: Moment, beside: Beside): SignInRisk {
  const ratio = ratioOf(moment)
  const contributions = [
    { because: 'before anything is known', logOdds: weights.prior },
    ...source(moment.source.marks),
    ...ofLists(moment.about),
    ...ofHabits(ratio),
    ...ofFindings(moment),
    ...ofUser(beside.userRisk),
    ...ofContext(moment),
    ...ofProof(beside),
  ]
    .filter(({ logOdds }) => logOdds !== 0)
    .sort((one, other) => Math.abs(other.logOdds) - Math.abs(one.logOdds))
  const score = calibrated(total(contributions))
  return { level: levelOf(score), score, contributions, lacking: lackingIn(moment, ratio).slice(0, lackingMax) }
}

const levelOf = (score: number): RiskLevel =>
  score >= signInLevelFrom.high ? 'high' : score >= signInLevelFrom.medium ? 'medium' : score >= signInLevelFrom.low ? 'low' : 'none'

function ofLists(about: About): Contribution[] {
  const found: Contribution[] = []
  if (about.tor) found.push({ because: 'an exit of the Tor network', logOdds: weights.tor })
  else if (about.vpn || about.proxy) found.push({ because: 'a service that hides where its users are', logOdds: weights.anonymous })
  if (about.hosting && !about.tor) found.push({ because: 'a network of rented servers', logOdds: weights.hosting })
  if (about.threat !== undefined) found.push({ because: `on the list of threats ${about.threat.list}`, logOdds: weights.threat })
  if (about.trusted) found.push({ because: 'a network of the organisation', logOdds: weights.trusted })
  return found
}

/** How many times likelier it is somebody else's, by Freeman's model. */
const ratioOf = ({ person, event, books }: Moment): number | undefined =>
  event?.src?.ip === undefined ? undefined : books.signs.judge(person, event.src, lineShare)?.risk

/** Where the tenant's line lies is not asked here. */
const lineShare = 0.005

function ofHabits(ratio: number | undefined): Contribution[] {
  if (ratio === undefined || !(ratio > 0)) return []
  const size = Math.max(-weights.freemanMax, Math.min(weights.freemanMax, Math.log(ratio) * weights.freemanShare))
  return [{ because: size > 0 ? 'unlike what this person signs in with' : 'like what this person signs in with', logOdds: size }]
}

/** The strongest finding about the same source, or else the strongest about the person. */
function ofFindings({ person, event, now }: Moment): Contribution[] {
  const open = person.raised.filter(({ lastTime, last }) => last !== undefined && lastTime > now - findingMs && lastTime <= now)
  const ip = event?.src?.ip
  const told = open.map(({ last, level }): Contribution => {
    const isSame = ip !== undefined && last?.src?.ip === ip
    const size = isSame ? weights.sameSource[level] : weights.otherSource[level]
    return { because: `${last?.title ?? 'A finding'}, ${isSame ? 'from the same address' : 'in the last day'}`, logOdds: size }
  })
  return told.sort((one, other) => other.logOdds - one.logOdds).slice(0, 1)
}

function ofUser({ level, contributions }: UserRisk): Contribution[] {
  const above = total(contributions) - userPrior
  if (above <= 0) return []
  return [
    { because: `a person at ${level === 'none' ? 'little' : level} risk`, logOdds: Math.min(weights.userMax, above * weights.userShare) },
  ]
}

function ofContext({ context }: Moment): Contribution[] {
  const { othersAsked, vendorRisk, privileged } = context
  return [
    { because: `${othersAsked} others asked from there`, logOdds: othersAsked >= 2 ? weights.othersAsked : 0 },
    { because: 'the provider doubts it', logOdds: weights.vendor[vendorRisk] },
    { because: 'a privileged account', logOdds: privileged ? weights.privileged : 0 },
  ]
}

function ofProof({ factor, managed, legacy }: Beside): Contribution[] {
  const isResistant = factor === 'passkey' || factor === 'certificate'
  return [
    { because: 'proved with a passkey or certificate, which cannot be relayed', logOdds: isResistant ? weights.resistant : 0 },
    { because: 'a device that the organisation manages', logOdds: managed === true ? weights.managed : 0 },
    { because: 'an old protocol that never asks for a second proof', logOdds: legacy === true ? weights.legacy : 0 },
  ]
}

function lackingIn({ event, person, networks }: Moment, ratio: number | undefined): string[] {
  const src = event?.src
  return [
    ...(src?.ip === undefined ? ['no address was given'] : []),
    ...(src?.country === undefined ? ['the country of the address is not known'] : []),
    ...(src?.deviceId === undefined && src?.userAgent === undefined ? ['nothing is known of the device'] : []),
    ...(person.familiar.count === 0 ? ['no earlier sign-in of this person is known'] : []),
    ...networks.lacking,
    ...(ratio === undefined && person.familiar.count > 0 ? ['too little is known of what the person signs in with'] : []),
  ]
}
