/** One address or network tries a password at one person after the other. */
import type { Outstanding } from '../attempt-weigh.ts'
import {
  involved,
  isOwnMorning,
  isStrangeRight,
  judged,
  lacking,
  odds,
  outstanding,
  reasons,
  someNames,
  surpriseMin,
  tellRight,
  windowWords,
} from '../attempt-weigh.ts'
import { detection, type Moment } from '../detection.ts'

export const spraySingleSource = detection({
  id: 'pwd.spray_single_source',
  title: 'Password spray from one source',
  technique: ['T1110.003'],
  riskEventType: 'generic',
  keyedBy: 'source',
  phase: 'password',
  on: ['password'],
  settings: {
    personsMin: {
      default: 5,
      unit: 'persons',
      meaning: 'So many names tried in vain from one address, or one /24 or /48, within the window.',
    },
    failingShareMin: { default: 0.8, unit: 'share', meaning: 'So large a part of all who were met there failed.' },
    triesEachMax: { default: 8, unit: 'tries', meaning: 'More tries a name than this are no spray.' },
    networkAddressesMin: { default: 3, unit: 'addresses', meaning: 'So many addresses make it a network and not one address.' },
    windowMinutes: { default: 60, unit: 'minutes', meaning: 'The window.' },
  },
  decide(moment, settings) {
    const { event, books } = moment
    if (event === undefined || !(isStrangeRight(moment) || books.attempts.isTry(event, moment))) return undefined
    const groups = books.attempts.groupsOf(event).filter(({ by }) => by === 'network' || by === 'address')
    for (const group of groups.reverse()) {
      const one = outstanding(group, moment, group.by === 'network' ? [15, settings.windowMinutes] : [settings.windowMinutes])
      if (one === undefined || !isSpray(one, settings)) continue
      const verdict = judged(reasons(one, moment, odds.each), one.right.length > 0 && one.failed.length >= 8 ? 'high' : 'low')
      if (isOwnMorning(one, moment, verdict, settings.personsMin)) continue
      return { ...verdict, ...involved(one, moment), why: tell(one, moment), lacking: lacking(moment) }
    }
    return undefined
  },
})

function isSpray(
  one: Outstanding,
  settings: Readonly<Record<'personsMin' | 'failingShareMin' | 'triesEachMax' | 'networkAddressesMin', number>>,
): boolean {
  if (one.failed.length < settings.personsMin || one.failingShare < settings.failingShareMin || one.triesEach > settings.triesEachMax)
    return false
  if (one.group.by === 'address') return true
  return one.addresses >= settings.networkAddressesMin && one.mostOfOne <= 0.5 && one.surprise >= surpriseMin
}

const tell = (one: Outstanding, { event }: Moment): string => {
  const where =
    one.group.by === 'address' ? one.group.key : `${one.addresses} addresses of one network (${event?.src?.ip ?? one.group.key})`
  return `${one.failed.length} names tried in vain within ${windowWords(one.minutes)} from ${where}: ${someNames(one.failed)}${tellRight(one.right)}`
}
