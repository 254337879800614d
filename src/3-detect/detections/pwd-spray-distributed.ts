/** Many addresses try a password at many persons: one program, one network operator or one app, within the hour. */
import type { Outstanding } from '../attempt-weigh.ts'
import {
  appSurpriseMin,
  involved,
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
import type { By } from '../attempts.ts'
import { detection } from '../detection.ts'

export const sprayDistributed = detection({
  id: 'pwd.spray_distributed',
  title: 'Password spray from many addresses',
  technique: ['T1110.003'],
  riskEventType: 'generic',
  keyedBy: 'source',
  phase: 'password',
  on: ['password'],
  settings: {
    personsMin: {
      default: 8,
      unit: 'persons',
      meaning: 'So many names tried in vain that have the program, the network operator or the app in common.',
    },
    addressesMin: { default: 5, unit: 'addresses', meaning: 'From so many addresses, none of them with more than half of the names.' },
    failingShareMin: { default: 0.8, unit: 'share', meaning: 'So large a part of all who were met failed.' },
    triesEachMax: { default: 15, unit: 'tries', meaning: 'More tries a name than this are no spray.' },
    windowMinutes: { default: 15, unit: 'minutes', meaning: 'The window.' },
    longWindowMinutes: { default: 60, unit: 'minutes', meaning: 'A second, longer window for the same numbers.' },
  },
  decide(moment, settings) {
    const { event, books } = moment
    if (event === undefined || !(isStrangeRight(moment) || books.attempts.isTry(event, moment))) return undefined
    for (const group of books.attempts.groupsOf(event)) {
      if (group.by === 'address' || group.by === 'network') continue
      const one = outstanding(group, moment, [settings.windowMinutes, settings.longWindowMinutes])
      if (one === undefined || !isSpray(one, settings)) continue
      const contributions = [
        ...reasons(one, moment, odds.eachSpread),
        { because: `from ${one.addresses} addresses with the same ${words[group.by]}`, logOdds: odds.manyAddresses },
        { because: `${usualWords(one.usual)} are usual there`, logOdds: Math.min(2, one.surprise / 12) },
      ]
      const verdict = judged(contributions, one.right.length > 0 ? 'high' : 'low')
      return { ...verdict, ...involved(one, moment), why: tell(one), lacking: lacking(moment) }
    }
    return undefined
  },
})

type Needed = 'personsMin' | 'addressesMin' | 'failingShareMin' | 'triesEachMax'

function isSpray(one: Outstanding, settings: Readonly<Record<Needed, number>>): boolean {
  if (one.failed.length < settings.personsMin || one.failingShare < settings.failingShareMin || one.triesEach > settings.triesEachMax)
    return false
  if (one.addresses < settings.addressesMin || one.mostOfOne > 0.5 || one.networks < 2) return false
  return one.surprise >= (one.group.by === 'app' ? appSurpriseMin : surpriseMin)
}

const words: Readonly<Record<By, string>> = {
  address: 'address',
  network: 'network',
  program: 'program',
  carrier: 'network operator',
  app: 'app',
}

const usualWords = (usual: number): string => (usual < 1 ? 'none' : usual.toFixed(0))

const tell = (one: Outstanding): string =>
  `${one.failed.length} names tried in vain within ${windowWords(one.minutes)} from ${one.addresses} addresses with the same ${words[one.group.by]} (${one.group.key}): ${someNames(one.failed)}${tellRight(one.right)}`
