/** Somebody who always gives two proofs got in with one. */
import { also, arrivalOf, isUnknown, verdictOf, weighArrival, whereFrom } from '../arrival.ts'
import { detection } from '../detection.ts'
import { entryOf, stoppedLately } from '../entry.ts'

export const bypassSingleFactor = detection({
  id: 'auth.mfa_bypass_single_factor',
  title: 'In with one proof where two are usual',
  technique: ['T1078.004'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'entry',
  on: ['signed_in'],
  settings: {
    multiMin: { default: 5, unit: 'sign-ins', meaning: 'So many sign-ins with two proofs must be known before one proof is unusual.' },
    singleShare: { default: 0.2, unit: 'share', meaning: 'At most so large a part of the own sign-ins with one proof.' },
    appsMin: {
      default: 2,
      unit: 'times',
      meaning: 'Stopped at so many other applications within ten minutes: somebody looks for the gap.',
      min: 1,
    },
  },
  decide(moment, settings) {
    const event = arrivalOf(moment)
    if (event?.proof !== 'single' || event.legacyProtocol !== undefined || moment.source.own || isUnknown(moment)) return undefined
    const { multi, single } = entryOf(moment)
    if (multi < settings.multiMin || single > settings.singleShare * (multi + single)) return undefined
    if (moment.prompts.some(({ flow, outcome }) => flow !== undefined && flow === event.flow && outcome === 'approved')) return undefined
    let reasons = also(weighArrival(moment, event), `${multi} of the last ${multi + single} with two proofs`, 1)
    const apps = new Set(
      stoppedLately(moment)
        .filter(({ app }) => app !== event.app?.name)
        .map(({ app }) => app),
    ).size
    if (apps >= settings.appsMin) reasons = also(reasons, `stopped at ${apps} other applications just before`, 3)
    const why = `In with one proof${event.app?.name === undefined ? '' : ` at ${event.app.name}`}, ${whereFrom(moment, event)}${apps >= settings.appsMin ? `, after ${apps} other applications asked for more` : ''}`
    const verdict = verdictOf(event, reasons, why)
    return verdict.score < 0.12 ? undefined : { ...verdict, digest: event.src?.ip ?? '' }
  },
})
