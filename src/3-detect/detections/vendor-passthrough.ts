/** The provider itself doubts a sign-in or a person: its verdict counts as far as its kind is to be believed. */
import type { VendorRiskEvent } from '../../0-event/event.ts'
import { detection } from '../detection.ts'
import { logOdds, probability, total } from '../doubt.ts'
import { levelOf } from '../episode.ts'
import { isSettled, vendorClass, vendorLevelSize, vendorSize } from '../vendor-weights.ts'

/** A person's report is `mfa.user_reported`; said twice it would count twice. */
const reported = 'userReportedSuspiciousActivity'

const classWords = {
  sure: 'a verdict that is seldom wrong',
  good: 'a verdict about the pattern of an attack',
  noisy: 'a verdict that is often harmless',
}
const levelWords: Readonly<Record<VendorRiskEvent['level'], string>> = {
  high: 'strongly',
  medium: 'somewhat',
  low: 'a little',
  unknown: 'without saying how much',
}

export const vendorPassthrough = detection({
  id: 'vendor.passthrough',
  title: 'The provider itself doubts this person or sign-in',
  technique: [],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'entry',
  on: ['vendor_risk'],
  settings: {
    scoreMin: { default: 0.02, unit: 'share', meaning: 'Verdicts that make a smaller score are not told.', min: 0, max: 1 },
  },
  decide({ event }, settings) {
    if (event?.kind !== 'vendor_risk' || event.risk === reported || isSettled(event)) return undefined
    const kind = vendorClass(event.risk)
    const contributions = [
      { because: 'before anything is known', logOdds: logOdds.prior },
      { because: classWords[kind], logOdds: vendorSize[kind] },
      { because: `the provider doubts it ${levelWords[event.level]}`, logOdds: vendorLevelSize[event.level] },
    ].filter((one) => one.logOdds !== 0)
    const score = probability(total(contributions))
    if (score < settings.scoreMin) return undefined
    const detail = event.detail === undefined ? '' : ` (${event.detail.slice(0, 200)})`
    return {
      level: levelOf(score),
      score,
      why: `The provider doubts this ${levelWords[event.level]}: ${event.risk}${detail}`,
      events: [event],
      contributions,
      riskEventType: event.risk,
      digest: `${event.risk} ${event.level}`,
    }
  },
})
