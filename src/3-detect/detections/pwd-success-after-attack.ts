/** A password fits where an attack was: from an attacking source, or for somebody who was attacked a while ago. */
import { dayMs, minuteMs } from '../../0-event/time.ts'
import { doings } from '../attempt-tally.ts'
import { tide } from '../attempt-waves.ts'
import { isScript, judged, type Outstanding, outstanding, surpriseMin } from '../attempt-weigh.ts'
import type { Group, PersonTries } from '../attempts.ts'
import { detection, type Moment } from '../detection.ts'
import { duration, strangeWords } from '../episode.ts'
import { mark } from '../familiar.ts'
import type { Contribution } from '../finding.ts'

export const successAfterAttack = detection({
  id: 'pwd.success_after_attack',
  title: 'A password fits after an attack on passwords',
  technique: ['T1078.004', 'T1110'],
  riskEventType: 'passwordSpray',
  keyedBy: 'person',
  phase: 'entry',
  on: ['password', 'signed_in'],
  settings: {
    windowMinutes: { default: 180, unit: 'minutes', meaning: 'So long after the attack a right password counts.' },
    personsMin: { default: 5, unit: 'persons', meaning: 'So many names tried in vain make a source an attacking one.' },
    failingShareMin: { default: 0.8, unit: 'share', meaning: 'And so large a part of all who were met there failed.' },
    slowDays: { default: 7, unit: 'days', meaning: 'So long after a try that was part of a slow spray.' },
    triesMin: { default: 10, unit: 'tries', meaning: 'Or so many wrong passwords from elsewhere at the person alone.' },
  },
  decide(moment, settings) {
    const { event } = moment
    if (event === undefined || !isSuccess(moment) || moment.source.own) return undefined
    const source = attackingSource(moment, settings)
    const tried = triesBefore(moment, settings.windowMinutes)
    const attacked = source === undefined ? (attackOn(moment, tried, settings) ?? slowAttack(moment, settings)) : undefined
    if (source === undefined && attacked === undefined) return undefined
    const contributions = [
      { because: 'before anything is known', logOdds: -4 },
      ...(source === undefined ? [] : [sourceReason(source)]),
      ...(attacked === undefined ? [] : [attacked]),
      ...(tried.length > 0 && source !== undefined ? [{ because: 'tried in vain before', logOdds: 1 }] : []),
      ...strangeness(moment),
      ...(moment.books.attempts.isNewNetwork(event) ? [{ because: 'a network new to the organisation', logOdds: 0.8 }] : []),
      ...(isScript(event) ? [{ because: 'a program and no browser', logOdds: 1.5 }] : []),
    ]
    const verdict = judged(contributions)
    if (verdict.score < scoreMin) return undefined
    const before = moment.books.attempts.eventsOf(source === undefined ? tried.map(([, , at]) => ({ at })) : source.failed.slice(-20))
    return {
      ...verdict,
      why: tell(moment, source, attacked),
      events: [...before.filter(({ id }) => id !== event.id), event],
      digest: source === undefined ? 'person' : source.group.by,
    }
  },
})

type Settings = Readonly<Record<'windowMinutes' | 'personsMin' | 'failingShareMin' | 'slowDays' | 'triesMin', number>>

/** A right password, wherever the sign-in stopped afterwards, or a sign-in with no word of its password. */
const isSuccess = ({ event }: Moment): boolean =>
  (event?.kind === 'password' && event.outcome === 'right') || (event?.kind === 'sign_in' && event.outcome === 'success')

/** The narrowest group of the event's source that attacks. */
function attackingSource(moment: Moment, settings: Settings): Outstanding | undefined {
  if (moment.event === undefined) return undefined
  return moment.books.attempts
    .groupsOf(moment.event)
    .map((group) => attacking(group, moment, settings))
    .find((one) => one !== undefined)
}

function attacking(group: Group, moment: Moment, settings: Settings): Outstanding | undefined {
  if (group.by === 'app') return undefined
  const one = outstanding(group, moment, [15, 60, settings.windowMinutes])
  if (one === undefined) return undefined
  const whole = doings(group.tally, moment.now, settings.windowMinutes)
  if (whole.failed.length < settings.personsMin || whole.failingShare < settings.failingShareMin) return undefined
  if (group.by === 'address')
    return moment.isShared(moment.event?.src?.ip) ? undefined : { ...one, ...whole, minutes: settings.windowMinutes }
  const burst = doings(group.tally, whole.failed.at(-1)?.time ?? moment.now, 60)
  return Math.max(one.surprise, 0) >= surpriseMin && burst.failed.length >= settings.personsMin
    ? { ...one, ...whole, minutes: settings.windowMinutes }
    : undefined
}

/** What is less likely is not worth a line: colleagues on the way while an attack goes on. */
const scoreMin = 0.2

/** Many share a browser and a network operator; few but the attacker have his program. */
function sourceReason({ group, failed }: Outstanding): Contribution {
  const weights = { address: 6, network: 4.5, program: group.key.startsWith('Mozilla') ? 1 : 3, carrier: 1.5, app: 0 } as const
  const words = {
    address: 'from this address',
    network: 'from this network',
    program: 'with this program',
    carrier: 'from this network operator',
    app: '',
  }
  return { because: `${failed.length} names tried in vain ${words[group.by]}`, logOdds: weights[group.by] }
}

function triesBefore({ person, now }: Moment, minutes: number): PersonTries['recent'] {
  return (person.notes.attempts?.recent ?? []).filter(([time]) => time > now - minutes * minuteMs && time <= now)
}

/** The person was among those attacked, or attacked alone, and now a password fits from somewhere else. */
function attackOn(moment: Moment, tried: PersonTries['recent'], settings: Settings): Contribution | undefined {
  if (tried.length >= settings.triesMin)
    return { because: `${tried.length} wrong passwords before`, logOdds: Math.min(4, 0.25 * tried.length) }
  const { attempts } = moment.books
  for (const { time, keys } of moment.person.notes.attempts?.sources ?? []) {
    if (time <= moment.now - settings.windowMinutes * minuteMs) continue
    const groups = keys.map((key) => attempts.groupNamed(key)).filter((group) => group !== undefined)
    const attack = groups.map((group) => attacking(group, moment, settings)).find((one) => one !== undefined)
    if (attack !== undefined)
      return { because: `one of ${attack.failed.length} attacked ${duration(moment.now - time)} before`, logOdds: 2 }
  }
  return undefined
}

/** The person was one of those tried slowly in the last days. */
function slowAttack(moment: Moment, settings: Settings): Contribution | undefined {
  const { event, now, person, books } = moment
  if (event === undefined || (person.notes.attempts?.recent.at(-1)?.[0] ?? 0) <= now - settings.slowDays * dayMs) return undefined
  for (const { wave } of books.attempts.seasOf(event)) {
    const one = wave.persons.some(({ id }) => id === person.id) ? tide(wave, books.attempts.seen(), now) : undefined
    if (one !== undefined && one.z >= slowTimesMin)
      return { because: `one of ${Math.round(one.count)} tried slowly within ${one.days} days`, logOdds: 1.5 }
  }
  return undefined
}

/** As `pwd.spray_low_slow` by default. */
const slowTimesMin = 6

/** How little the source is the person's: as much as in an attacked prompt (see `doubt.ts`), without those that say nothing here. */
function strangeness({ source: { marks } }: Moment): Contribution[] {
  const has = (bit: number): boolean => (marks & bit) !== 0
  const found: Contribution[] = []
  if (has(mark.noHistory)) return [{ because: 'no history of this person', logOdds: 1 }]
  if (has(mark.newAddress)) found.push({ because: 'an address never seen', logOdds: 0.7 })
  if (has(mark.newNetwork)) found.push({ because: 'a network never seen', logOdds: 0.7 })
  if (has(mark.newCountry)) found.push({ because: 'a country never seen', logOdds: 1.2 })
  if (has(mark.newDevice)) found.push({ because: 'a kind of device never seen', logOdds: 1 })
  else if (!has(mark.noDeviceId | mark.unnamedDevice)) found.push({ because: 'the usual kind of device', logOdds: -1 })
  if (has(mark.proxy)) found.push({ because: 'through a proxy', logOdds: 1 })
  if (has(mark.sharedAddress)) found.push({ because: 'an address of the organisation', logOdds: -3 })
  return found
}

function tell(moment: Moment, source: Outstanding | undefined, attacked: Contribution | undefined): string {
  const { event } = moment
  const ip = event?.src?.ip ?? 'a place that was not logged'
  const what = event?.kind === 'password' ? 'The right password' : 'A completed sign-in'
  if (source !== undefined)
    return `${what} from ${ip}: ${sourceReason(source).because} in the last ${Math.round(source.minutes / 60)} hours`
  const strange = strangeWords(moment.source.marks)
  const from = strange.length === 0 ? ip : `${ip}, ${strange.join(' and ')} never seen for this person`
  return `${what} from ${from}; ${attacked?.because ?? ''}`
}
