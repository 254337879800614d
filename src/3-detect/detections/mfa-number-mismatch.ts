/** The wrong number at a number-matching prompt: somebody answers a sign-in whose screen they cannot see. */
import { detection } from '../detection.ts'
import { evidence, isOwn, judge, promptsSent, tell, within } from '../episode.ts'

export const numberMismatch = detection({
  id: 'mfa.number_mismatch',
  title: 'Wrong number at a number-matching prompt',
  technique: ['T1621'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'prompt',
  on: ['prompt'],
  settings: {
    strangeMin: { default: 1, unit: 'prompts', meaning: 'So many wrong numbers for a source that is not the person’s own are a finding.' },
    alarmMin: { default: 2, unit: 'prompts', meaning: 'So many of those are an alarm whatever their score.' },
    ownMin: { default: 2, unit: 'prompts', meaning: 'So many wrong numbers on an own device are noted, at level low.' },
    windowMinutes: { default: 10, unit: 'minutes', meaning: 'The window for all of them.' },
  },
  decide(moment, settings) {
    if (moment.prompt?.outcome !== 'wrong_number') return undefined
    const wrong = within(moment, settings.windowMinutes).filter(({ outcome }) => outcome === 'wrong_number')
    const strange = wrong.filter(({ own }) => !own)
    if (isOwn(wrong) ? wrong.length < settings.ownMin : strange.length < settings.strangeMin) return undefined
    if (isOwn(wrong)) {
      return {
        level: 'low',
        score: 0.05,
        contributions: [],
        why: tell(moment, wrong),
        events: evidence(moment, wrong),
        prompts: wrong.length,
      }
    }
    const judged = judge(
      moment,
      strange,
      strange.length >= settings.alarmMin ? 'medium' : 'low',
      0.5,
      'a number that was not on their screen',
    )
    return { ...judged, why: tell(moment, strange), events: evidence(moment, strange), prompts: promptsSent(moment, strange) }
  },
})
