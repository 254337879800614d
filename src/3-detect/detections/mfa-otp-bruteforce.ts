/** Codes are guessed: a million of them at ten a minute is not patience, it is a program. */
import { detection } from '../detection.ts'
import { duration, evidence, isOwn, judge, within } from '../episode.ts'

export const otpBruteforce = detection({
  id: 'mfa.otp_bruteforce',
  title: 'One-time codes guessed',
  technique: ['T1110.001'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'prompt',
  on: ['prompt'],
  settings: {
    codesMin: { default: 10, unit: 'codes', meaning: 'So many wrong codes within the window.' },
    flowsMin: { default: 5, unit: 'flows', meaning: 'Or wrong codes in so many sign-ins of their own.' },
    windowMinutes: { default: 10, unit: 'minutes', meaning: 'The window for both.' },
  },
  decide(moment, settings) {
    if (moment.prompt?.outcome !== 'wrong_code') return undefined
    const wrong = within(moment, settings.windowMinutes).filter(({ outcome }) => outcome === 'wrong_code')
    const flows = new Set(wrong.map(({ flow, id }) => flow ?? id)).size
    if (wrong.length < settings.codesMin && flows < settings.flowsMin) return undefined
    const span = duration((wrong.at(-1)?.time ?? 0) - (wrong[0]?.time ?? 0))
    const why = `${wrong.length} wrong codes in ${span}, in ${flows} ${flows === 1 ? 'sign-in' : 'sign-ins'}`
    const told = { why, events: evidence(moment, wrong), prompts: wrong.length }
    if (isOwn(wrong)) return { level: 'low', score: 0.1, contributions: [], ...told }
    return { ...judge(moment, wrong, 'medium', 3, 'faster than a person mistypes'), ...told }
  },
})
