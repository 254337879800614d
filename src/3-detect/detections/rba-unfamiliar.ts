/** A completed sign-in that is likelier somebody else's than the person's, and stranger than nearly all ordinary ones of the tenant. */
import { also, arrivalOf, isUnknown, verdictOf, weighArrival } from '../arrival.ts'
import { detection } from '../detection.ts'
import { listed } from '../episode.ts'
import { strangeWords } from '../signs.ts'

/** Address, network and device weigh by themselves already; what is left is how far beyond the line it lies, within these bounds (our choice); the least, where the tenant is not known yet. */
const logOdds = { least: -0.3, most: 0.8, perDouble: 0.2 } as const

export const unfamiliar = detection({
  id: 'rba.unfamiliar',
  title: 'Sign-in unlike this person’s others',
  technique: ['T1078.004'],
  riskEventType: 'unfamiliarFeatures',
  keyedBy: 'person',
  phase: 'entry',
  on: ['signed_in'],
  settings: {
    historyMin: { default: 3, unit: 'sign-ins', meaning: 'So many completed sign-ins must be known of the person.' },
    quantile: {
      default: 0.005,
      unit: 'share',
      meaning: 'Stranger than all but this share of the tenant’s ordinary sign-ins with as long a history.',
      min: 0.0001,
      max: 0.2,
    },
  },
  decide(moment, settings) {
    const event = arrivalOf(moment)
    const { src } = event ?? {}
    if (event === undefined || src?.ip === undefined || moment.source.own || isUnknown(moment) || moment.isShared(src.ip)) return undefined
    const judged = moment.books.signs.judge(moment.person, src, settings.quantile)
    if (judged === undefined || judged.history < settings.historyMin || judged.risk <= judged.line || judged.strange.length === 0)
      return undefined
    const words = listed(judged.strange.map(strangeWords))
    const doubled = judged.isTenantKnown ? Math.log2(judged.risk / judged.line) : 0
    const beyond = Math.min(logOdds.most, logOdds.least + logOdds.perDouble * doubled)
    const contributions = also(weighArrival(moment, event), `strange: ${words}`, beyond)
    const why = `Unlike the ${judged.history} sign-ins before: ${words}`
    const lacking = judged.isTenantKnown ? undefined : ['too few sign-ins of the tenant yet to know how strange ordinary ones are']
    return { ...verdictOf(event, contributions, why), digest: src.ip, ...(lacking === undefined ? {} : { lacking }) }
  },
})
