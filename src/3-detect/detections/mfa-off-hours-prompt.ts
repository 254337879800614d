/** A prompt at an hour when this person never signs in; it is no finding by itself and only stands beside others. */
import { detection } from '../detection.ts'
import { evidence, judge } from '../episode.ts'
import { mark } from '../familiar.ts'

export const offHoursPrompt = detection({
  id: 'mfa.off_hours_prompt',
  title: 'MFA prompt at an hour without sign-ins',
  technique: ['T1621'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'prompt',
  on: ['prompt'],
  settings: {},
  decide(moment) {
    const { prompt } = moment
    if (prompt === undefined || prompt.own || moment.alarm === undefined || (prompt.marks & mark.oddHour) === 0) return undefined
    const hour = new Date(prompt.time).toISOString().slice(11, 13)
    return {
      ...judge(moment, [prompt], 'low'),
      level: 'low',
      why: `Asked between ${hour} and ${String((Number(hour) + 1) % 24).padStart(2, '0')} o'clock UTC, when this person has hardly ever signed in`,
      events: evidence(moment, [prompt]),
      prompts: 1,
    }
  },
})
