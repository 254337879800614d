/** One try a day each, from everywhere: over days more persons have a wrong password from elsewhere than there ever were. */

import { hourMs } from '../../0-event/time.ts'
import { type Tide, tide } from '../attempt-waves.ts'
import { judged, lacking, someNames, steps } from '../attempt-weigh.ts'
import type { Sea } from '../attempts.ts'
import { detection } from '../detection.ts'

export const sprayLowSlow = detection({
  id: 'pwd.spray_low_slow',
  title: 'Password spray, low and slow',
  technique: ['T1110.003'],
  riskEventType: 'generic',
  keyedBy: 'tenant',
  phase: 'password',
  on: ['password'],
  settings: {
    excessMin: { default: 10, unit: 'persons', meaning: 'So many more persons newly tried than usual, over 1, 2, 4 or 7 days.' },
    timesMin: { default: 6, unit: 'times', meaning: 'So many robust standard deviations above what is usual for as many days.' },
  },
  decide(moment, settings) {
    const { event, books, now } = moment
    if (event === undefined || !books.attempts.isTry(event, moment)) return undefined
    let best: { readonly sea: Sea; readonly tide: Tide } | undefined
    for (const sea of books.attempts.seasOf(event)) {
      if (sea.wave.persons.at(-1)?.id !== moment.person.id || sea.wave.persons.at(-1)?.time !== event.time) continue
      const one = tide(sea.wave, books.attempts.seen(), now)
      if (one === undefined || one.z < settings.timesMin || one.count - one.usual < settings.excessMin) continue
      if (best === undefined || one.z > best.tide.z) best = { sea, tide: one }
    }
    if (best === undefined) return undefined
    const { z, count, usual, persons, days } = best.tide
    return {
      ...judged([
        { because: 'before anything is known', logOdds: -4 },
        {
          because: `${Math.round(count)} persons in ${dayWords(days)} where ${Math.round(usual)} are usual`,
          logOdds: Math.min(5, z * 0.7),
        },
        { because: 'one try each, hardly ever twice from one address', logOdds: 1 },
      ]),
      why: tell(best.sea, best.tide),
      events: books.attempts.eventsOf(persons),
      persons: persons.map(({ id, name }) => ({ person: id, name })),
      subject: { kind: 'tenant', key: 'tenant' },
      // Told again every few hours while it goes on, so that it stays one finding.
      digest: `${best.sea.by} ${steps(count)} ${Math.floor(now / againMs)}`,
      lacking: lacking(moment),
    }
  },
})

const againMs = 6 * hourMs

const dayWords = (days: number): string => (days === 1 ? 'a day' : `${days} days`)

const seaWords = (sea: Sea): string => {
  switch (sea.by) {
    case 'elsewhere':
      return 'from elsewhere'
    case 'new networks':
      return 'from networks new to the organisation'
    case 'program on new networks':
      return 'from networks new to the organisation with one program'
    case 'program':
    case 'carrier':
    case 'app':
      return `with the same ${sea.by === 'carrier' ? 'network operator' : sea.by} (${sea.key})`
  }
}

const tell = (sea: Sea, { days, count, usual, persons }: Tide): string =>
  `${Math.round(count)} persons had a wrong password in ${dayWords(days)} ${seaWords(sea)} where ${Math.round(usual)} are usual: ${someNames(persons)}`
