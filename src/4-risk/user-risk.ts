/** How likely a person's account is in somebody else's hands: a pure function of what happened, taken apart into reasons. */
import { dayMs, minuteMs } from '../0-event/time.ts'
import { probability } from '../3-detect/doubt.ts'
import type { Contribution } from '../3-detect/finding.ts'
import { confirmedSize, levelOf, prior, sizeAt, staysBehind } from './fading.ts'
import type { Found, Happening, Proof, RiskDetail, RiskLevel, RiskState, Word } from './happening.ts'
import { ago, breadth, type Counted, evidence, noShift, type ShiftOf, tell } from './reasons.ts'

export interface UserRisk {
  readonly level: RiskLevel
  readonly state: RiskState
  readonly detail: RiskDetail
  /** 0 to 1. */
  readonly score: number
  /** The reasons now, largest first, the prior among them; their sum is the score's log-odds. */
  readonly contributions: readonly Contribution[]
  /** Findings that no longer count, and what ended them. */
  readonly ended: readonly { readonly finding: string; readonly because: string; readonly state: RiskState; readonly detail: RiskDetail }[]
  /** Findings that count, strongest first. */
  readonly open: readonly string[]
  /** Of those, the ones an analyst confirmed. */
  readonly confirmed: readonly string[]
  /** Graph's `riskEventType` of those, each once. */
  readonly riskEventTypes: readonly string[]
}

/** What weighs less is not told. */
const sizeMin = 0.005
const passkeySize = 2.5
const answerSize = 1.5
const notMeSize = 7.5

/** The risk at `now`, milliseconds since 1970. */
export function assessUser(happenings: readonly Happening[], now: number, shiftOf: ShiftOf = noShift): UserRisk {
  const all = sorted(happenings)
  const { open, ended } = part(all)
  const counted = open
    .map((one) => ({ found: one.found, size: one.confirmed ? confirmedSize : sizeAt(one.found, shiftOf(one.found.detection), now) }))
    .sort(bySize)
  const weighty = counted.filter(({ size }) => size > sizeMin)
  const less = lowered(all, weighty)
  const contributions = [
    { because: 'before anything is known', logOdds: prior },
    ...evidence(weighty).map((one) => ({ because: tell(one, now, shiftOf), logOdds: one.counts })),
    ...less.told,
    ...breadth(less.weighty),
    ...answers(all, now),
    ...words(all),
  ].sort((one, other) => Math.abs(other.logOdds) - Math.abs(one.logOdds))
  const total = contributions.reduce((sum, { logOdds }) => sum + logOdds, 0)
  const level = levelOf(total)
  return {
    level,
    ...standing(level, all, open, ended),
    score: probability(total),
    contributions,
    ended: ended.map(({ found, ...rest }) => ({ finding: found.id, ...rest })),
    open: counted.map(({ found }) => found.id),
    confirmed: open.filter(({ confirmed }) => confirmed).map(({ found }) => found.id),
    riskEventTypes: [...new Set(counted.map(({ found }) => found.riskEventType))],
  }
}

interface Sorted {
  readonly founds: readonly Found[]
  readonly proofs: readonly Proof[]
  readonly words: readonly Word[]
}

const sorted = (happenings: readonly Happening[]): Sorted => {
  const inOrder = [...happenings].sort((one, other) => one.time - other.time || (one.id < other.id ? -1 : 1))
  return {
    founds: inOrder.filter((one) => one.kind === 'found'),
    proofs: inOrder.filter((one) => one.kind === 'proof'),
    words: inOrder.filter((one) => one.kind === 'word'),
  }
}

interface Ended {
  readonly found: Found
  readonly because: string
  readonly state: RiskState
  readonly detail: RiskDetail
  readonly time: number
}

interface Open {
  readonly found: Found
  readonly confirmed: boolean
}

function part(all: Sorted): { open: readonly Open[]; ended: readonly Ended[] } {
  const open: Open[] = []
  const ended: Ended[] = []
  for (const found of all.founds) {
    const own = all.words.findLast(({ findings }) => findings?.includes(found.id) === true)
    const end = own?.says === 'compromised' ? undefined : endOf(found, own, all)
    if (end === undefined) open.push({ found, confirmed: own?.says === 'compromised' })
    else ended.push(end)
  }
  return { open, ended }
}

/** What ends a finding: a word about it, a word about the person, or a new password. */
function endOf(found: Found, own: Word | undefined, { words, proofs }: Sorted): Ended | undefined {
  if (own !== undefined) return byWord(found, own)
  const whole = words.findLast(({ findings, says, time }) => findings === undefined && says !== 'compromised' && time >= found.time)
  if (whole !== undefined) return byWord(found, whole)
  const change = proofs.findLast(({ what, time }) => what === 'password_change' && time >= found.time)
  if (change === undefined || staysBehind(found.phase)) return undefined
  const because = 'the person changed the password from a device known before, after a second proof'
  return { found, because, state: 'remediated', detail: 'userPerformedSecuredPasswordChange', time: change.time }
}

function byWord(found: Found, { says, findings, by, reason, time }: Word): Ended {
  const isSafe = says === 'safe'
  const detail: RiskDetail =
    findings === undefined
      ? isSafe
        ? 'adminConfirmedAccountSafe'
        : 'adminDismissedAllRiskForUser'
      : isSafe
        ? 'adminConfirmedSigninSafe'
        : 'adminDismissedRiskForSignIn'
  const because = `${by} ${isSafe ? 'confirmed it safe' : 'dismissed it'}${reason === '' ? '' : `: ${reason}`}`
  return { found, because, state: isSafe ? 'confirmedSafe' : 'dismissed', detail, time }
}

/** "That was not me" stands until a word or a new password ends it. */
function answers({ proofs, words }: Sorted, now: number): Contribution[] {
  const no = proofs.findLast(({ what }) => what === 'was_not_me')
  if (no === undefined) return []
  const isOver =
    words.some(({ findings, says, time }) => findings === undefined && says !== 'compromised' && time >= no.time) ||
    proofs.some(({ what, time }) => what === 'password_change' && time >= no.time)
  return isOver ? [] : [{ because: `the person said it was not them, ${ago(now - no.time)}`, logOdds: notMeSize }]
}

interface Lowered {
  readonly weighty: readonly Counted[]
  readonly told: readonly Contribution[]
}

/**
 * What the owner did lowers what happened before it, and only attempts and entries; it counts nothing while something is open that an attacker
 * may have left behind, since then it may be the attacker who does it.
 */
function lowered({ proofs, words }: Sorted, weighty: readonly Counted[]): Lowered {
  if (isCompromised(words) || weighty.some(({ found }) => staysBehind(found.phase) && found.level !== 'low')) return { weighty, told: [] }
  const passkey = proofs.findLast(({ what }) => what === 'passkey')
  const yes = proofs.some(({ what }) => what === 'was_not_me') ? undefined : proofs.findLast(({ what }) => what === 'was_me')
  const byPasskey = lower(weighty, passkey, passkeySize)
  const byAnswer = lower(byPasskey, yes, answerSize)
  const told = [
    { because: 'signed in with a passkey from a device known before', logOdds: weightOf(byPasskey) - weightOf(weighty) },
    { because: 'the person said it was them', logOdds: weightOf(byAnswer) - weightOf(byPasskey) },
  ]
  return { weighty: byAnswer, told: told.filter(({ logOdds }) => logOdds < 0) }
}

const lower = (counted: readonly Counted[], proof: Proof | undefined, by: number): readonly Counted[] =>
  proof === undefined
    ? counted
    : counted
        .map((one) => (one.found.time <= proof.time && !staysBehind(one.found.phase) ? { ...one, size: Math.max(0, one.size - by) } : one))
        .sort(bySize)

const weightOf = (counted: readonly Counted[]): number => evidence(counted).reduce((sum, { counts }) => sum + counts, 0)

const bySize = (one: Counted, other: Counted): number => other.size - one.size || (one.found.id < other.found.id ? -1 : 1)

const isCompromised = (words: readonly Word[]): boolean => words.findLast(({ findings }) => findings === undefined)?.says === 'compromised'

function words({ words: all }: Sorted): Contribution[] {
  const last = all.findLast(({ findings }) => findings === undefined)
  if (last?.says !== 'compromised') return []
  return [{ because: `${last.by} confirmed it compromised${last.reason === '' ? '' : `: ${last.reason}`}`, logOdds: confirmedSize }]
}

function standing(
  level: RiskLevel,
  all: Sorted,
  open: readonly Open[],
  ended: readonly Ended[],
): { readonly state: RiskState; readonly detail: RiskDetail } {
  if (isCompromised(all.words)) return { state: 'confirmedCompromised', detail: 'adminConfirmedUserCompromised' }
  if (open.some(({ confirmed }) => confirmed)) return { state: 'confirmedCompromised', detail: 'adminConfirmedSigninCompromised' }
  if (level !== 'none') return { state: 'atRisk', detail: 'none' }
  const whole = all.words.findLast(({ findings }) => findings === undefined)
  const last = ended.reduce<Ended | undefined>((newest, one) => (newest === undefined || one.time >= newest.time ? one : newest), undefined)
  if (whole !== undefined && (last === undefined || whole.time >= last.time))
    return whole.says === 'safe'
      ? { state: 'confirmedSafe', detail: 'adminConfirmedAccountSafe' }
      : { state: 'dismissed', detail: 'adminDismissedAllRiskForUser' }
  if (last !== undefined) return { state: last.state, detail: last.detail }
  const lowered = all.proofs.some(({ what, time }) => what === 'passkey' && open.some(({ found }) => found.time <= time))
  return lowered ? { state: 'dismissed', detail: 'aiConfirmedSigninSafe' } : { state: 'none', detail: 'none' }
}

/** When the level changes by fading alone, milliseconds since 1970; undefined where it does not. Between happenings risk only falls. */
export function levelUntil(happenings: readonly Happening[], now: number, shiftOf: ShiftOf = noShift): number | undefined {
  const { level } = assessUser(happenings, now, shiftOf)
  if (level === 'none') return undefined
  const same = (time: number): boolean => assessUser(happenings, time, shiftOf).level === level
  let from = Math.max(now, ...happenings.map(({ time }) => time))
  let to = from + 400 * dayMs
  if (same(to)) return undefined
  while (to - from > minuteMs) {
    const middle = Math.floor((from + to) / 2)
    if (same(middle)) from = middle
    else to = middle
  }
  return to
}
