/** Accounts are locked by the dozen: a clumsy attack, or somebody who wants nobody to work. */
import { doings, expected, surprise } from '../attempt-tally.ts'
import { judged, persons, someNames, steps, surpriseMin, windowWords } from '../attempt-weigh.ts'
import { detection } from '../detection.ts'

export const lockoutWave = detection({
  id: 'pwd.lockout_wave',
  title: 'Many accounts locked at once',
  technique: ['T1110'],
  riskEventType: 'generic',
  keyedBy: 'tenant',
  phase: 'password',
  on: ['password', 'sign_in_failed', 'change'],
  settings: {
    personsMin: { default: 10, unit: 'persons', meaning: 'So many persons newly locked out within the window.' },
    windowMinutes: { default: 15, unit: 'minutes', meaning: 'The window.' },
    ownShareMax: {
      default: 0.5,
      unit: 'share',
      meaning: 'With a larger part locked by places and devices of their own it stays low: an application has an old password.',
    },
  },
  decide(moment, settings) {
    const { event, books, now } = moment
    if (event === undefined || !isLock(event)) return undefined
    const tally = books.attempts.locked()
    const { failed, addresses } = doings(tally, now, settings.windowMinutes)
    if (failed.length < settings.personsMin) return undefined
    const usual = expected(tally, books.attempts.watch(), now, settings.windowMinutes)
    if (surprise(failed.length, usual) < surpriseMin) return undefined
    const own = failed.filter((one) => one.own).length / failed.length
    return {
      ...judged([
        { because: 'before anything is known', logOdds: -4 },
        {
          because: `${failed.length} persons locked within ${windowWords(settings.windowMinutes)}`,
          logOdds: Math.min(6, 0.5 * failed.length),
        },
        {
          because: own > settings.ownShareMax ? 'most by their own devices and places' : 'by tries from elsewhere',
          logOdds: own > settings.ownShareMax ? -5 : 0.5,
        },
      ]),
      why: `${failed.length} persons were locked out within ${windowWords(settings.windowMinutes)} by tries from ${addresses} ${addresses === 1 ? 'address' : 'addresses'}${own > settings.ownShareMax ? ', most of them their own' : ''}: ${someNames(failed)}`,
      events: books.attempts.eventsOf(failed),
      persons: persons(failed),
      subject: { kind: 'tenant', key: 'tenant' },
      digest: `${steps(failed.length)}`,
    }
  },
})

const isLock = (event: { readonly kind: string; readonly outcome?: string; readonly what?: string }): boolean =>
  event.outcome === 'locked' || (event.kind === 'change' && event.what === 'locked')
