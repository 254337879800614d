/** Names and passwords leaked elsewhere are tried here: each once, and many of the names do not exist. */
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
  share,
  someNames,
  surpriseMin,
  tellRight,
  windowWords,
} from '../attempt-weigh.ts'
import { detection } from '../detection.ts'

export const credentialStuffing = detection({
  id: 'pwd.credential_stuffing',
  title: 'Leaked names and passwords tried',
  technique: ['T1110.004'],
  riskEventType: 'generic',
  keyedBy: 'source',
  phase: 'password',
  on: ['password'],
  settings: {
    personsMin: {
      default: 15,
      unit: 'persons',
      meaning: 'So many names tried in vain from one address, network or program within the window.',
    },
    triesEachMax: { default: 2, unit: 'tries', meaning: 'No more tries a name than this, on average.' },
    unknownShareMin: { default: 0.3, unit: 'share', meaning: 'So large a part of the names does not exist.' },
    failingShareMin: { default: 0.8, unit: 'share', meaning: 'So large a part of all who were met there failed.' },
    windowMinutes: { default: 15, unit: 'minutes', meaning: 'The window.' },
  },
  decide(moment, settings) {
    const { event, books } = moment
    if (event === undefined || !(isStrangeRight(moment) || books.attempts.isTry(event, moment))) return undefined
    for (const group of books.attempts.groupsOf(event)) {
      if (group.by === 'app' || group.by === 'carrier') continue
      const one = outstanding(group, moment, [settings.windowMinutes])
      if (one === undefined || !isStuffing(one, settings)) continue
      // Whoever tries only names that nobody has is told at once; otherwise the finding waits for somebody who exists.
      if (event.kind === 'password' && event.outcome === 'unknown_user' && one.unknownShare < 1) continue
      const verdict = judged(reasons(one, moment, odds.eachSpread), one.right.length > 0 ? 'high' : 'low')
      if (isOwnMorning(one, moment, verdict, settings.personsMin)) continue
      return { ...verdict, ...involved(one, moment), why: tell(one), lacking: lacking(moment) }
    }
    return undefined
  },
})

type Needed = 'personsMin' | 'triesEachMax' | 'unknownShareMin' | 'failingShareMin'

const isStuffing = (one: Outstanding, settings: Readonly<Record<Needed, number>>): boolean =>
  one.failed.length >= settings.personsMin &&
  one.triesEach <= settings.triesEachMax &&
  one.unknownShare >= settings.unknownShareMin &&
  one.failingShare >= settings.failingShareMin &&
  (one.group.by === 'address' || one.surprise >= surpriseMin)

const tell = (one: Outstanding): string =>
  `${one.failed.length} names tried in vain within ${windowWords(one.minutes)}, ${share(one.unknownShare)} of them names that do not exist, from one ${one.group.by} (${one.group.key}): ${someNames(one.failed)}${tellRight(one.right)}`
