/** One person's password is guessed again and again, from one address or from many. */
import { minuteMs } from '../../0-event/time.ts'
import { surprise } from '../attempt-tally.ts'
import { isScript, judged, outstanding, surpriseMin } from '../attempt-weigh.ts'
import { type PersonTries, usualTries } from '../attempts.ts'
import { detection, type Moment } from '../detection.ts'
import { duration } from '../episode.ts'
import type { Contribution } from '../finding.ts'

export const bruteforceUser = detection({
  id: 'pwd.bruteforce_user',
  title: 'One password guessed again and again',
  technique: ['T1110.001'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'password',
  on: ['password'],
  settings: {
    triesMin: { default: 10, unit: 'tries', meaning: 'So many wrong passwords from elsewhere within the window.' },
    windowMinutes: { default: 10, unit: 'minutes', meaning: 'The window.' },
    addressesMin: { default: 5, unit: 'addresses', meaning: 'Or wrong passwords from so many addresses within the longer window.' },
    addressesWindowMinutes: { default: 30, unit: 'minutes', meaning: 'The longer window.' },
    slowTriesMin: {
      default: 10,
      unit: 'tries',
      meaning: 'Or so many in the slow window, where that is far more than usual for the person.',
    },
    slowWindowMinutes: { default: 240, unit: 'minutes', meaning: 'The slow window.' },
  },
  decide(moment, settings) {
    const { event, books } = moment
    const tries = moment.person.notes.attempts
    if (event === undefined || tries === undefined || !books.attempts.isTry(event, moment)) return undefined
    const fast = within(tries, moment, settings.windowMinutes)
    const wide = within(tries, moment, settings.addressesWindowMinutes)
    const slow = within(tries, moment, settings.slowWindowMinutes)
    const found =
      fast.length >= settings.triesMin
        ? fast
        : addressesOf(wide) >= settings.addressesMin && isUnusual(tries, wide, settings.addressesWindowMinutes)
          ? wide
          : slow.length >= settings.slowTriesMin && isUnusual(tries, slow, settings.slowWindowMinutes)
            ? slow
            : []
    if (found.length === 0) return undefined
    const verdict = judged(weigh(found, tries, moment))
    return {
      ...verdict,
      why: tell(found),
      events: books.attempts.eventsOf(found.map(([, , at]) => ({ at }))),
      digest: `${Math.floor(Math.log2(found.length))}`,
    }
  },
})

type Noted = PersonTries['recent']

const within = ({ recent }: PersonTries, { now }: Moment, minutes: number): Noted =>
  recent.filter(([time]) => time > now - minutes * minuteMs && time <= now)

const addressesOf = (tries: Noted): number => new Set(tries.map(([, ip]) => ip)).size

/** Against what strangers guess at this person on other days; doubled and with a floor, since guesses come in showers. */
const isUnusual = (tries: PersonTries, found: Noted, minutes: number): boolean =>
  surprise(found.length, 0.3 + (2 * usualTries(tries) * minutes) / 1440) >= surpriseMin

const stepsMin = 6
const clockworkMax = 0.1

/** The same pause again and again from one address: a program with an old password. An attacker's pauses of under half a minute are no proof. */
function isClockwork(found: Noted): boolean {
  if (found.length < stepsMin || addressesOf(found) > 1) return false
  const pauses = found.slice(1).map(([time], nth) => time - (found[nth]?.[0] ?? time))
  const pace = Math.min(...pauses)
  // A lock leaves tries out, so that some pauses are several paces long.
  return pace >= minuteMs / 2 && pauses.every((one) => Math.abs(one - pace * Math.round(one / pace)) <= pace * clockworkMax)
}

const manyMin = 8
const failingShareMin = 0.8

/** Dozens are guessed at with the same program or from the same source: one story for all of them is enough. */
function isPartOfMore(moment: Moment): boolean {
  if (moment.event === undefined) return false
  return moment.books.attempts.groupsOf(moment.event).some((group) => {
    const one = group.by === 'app' ? undefined : outstanding(group, moment, [15, 60])
    return one !== undefined && one.failed.length >= manyMin && one.failingShare >= failingShareMin && one.surprise >= surpriseMin
  })
}

function weigh(found: Noted, tries: PersonTries, moment: Moment): Contribution[] {
  const usual = usualTries(tries)
  const contributions: Contribution[] = [
    { because: 'before anything is known', logOdds: -4 },
    { because: `${found.length} wrong passwords in ${spanOf(found)}`, logOdds: Math.min(5, 0.4 * found.length) },
    { because: usual < 1 ? 'hardly any on other days' : `${Math.round(usual)} a day are usual`, logOdds: usual < 2 ? 1 : 0.3 },
  ]
  // An application of the house with old passwords is likelier than a guesser in the office.
  if (moment.isShared(moment.event?.src?.ip)) contributions.push({ because: 'from an address of the organisation', logOdds: -5 })
  if (isPartOfMore(moment)) contributions.push({ because: 'part of an attack on many, which is told by itself', logOdds: -5 })
  const addresses = addressesOf(found)
  if (addresses > 2) contributions.push({ because: `from ${addresses} addresses`, logOdds: Math.min(2, 0.3 * addresses) })
  if (isScript(moment.event)) contributions.push({ because: 'a program and no browser', logOdds: 1.5 })
  if (isClockwork(found))
    contributions.push({ because: 'at one pace from one address, as a program with an old password does', logOdds: -6 })
  return contributions
}

const spanOf = (found: Noted): string => duration((found.at(-1)?.[0] ?? 0) - (found[0]?.[0] ?? 0))

function tell(found: Noted): string {
  const addresses = addressesOf(found)
  return `${found.length} wrong passwords in ${spanOf(found)} from ${addresses === 1 ? 'one address' : `${addresses} addresses`} that are not this person's`
}
