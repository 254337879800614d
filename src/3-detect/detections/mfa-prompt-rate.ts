/** More prompts in minutes than a person signing in would need, whatever the answers: where a limit should have stopped them. */
import { detection } from '../detection.ts'
import { duration, evidence, isOwn, judge, outcomes, within } from '../episode.ts'
import type { Prompt } from '../prompts.ts'

export const promptRate = detection({
  id: 'mfa.prompt_rate',
  title: 'Too many MFA prompts in minutes',
  technique: ['T1621'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'prompt',
  on: ['prompt'],
  settings: {
    promptsMin: { default: 4, unit: 'prompts', meaning: 'So many prompts sent to a person within the window, whatever the answers.' },
    windowMinutes: { default: 5, unit: 'minutes', meaning: 'The window.' },
  },
  decide(moment, settings) {
    if (moment.prompt === undefined || !isSent(moment.prompt)) return undefined
    const sent = within(moment, settings.windowMinutes).filter(isSent)
    if (sent.length < settings.promptsMin) return undefined
    const strange = sent.filter(({ own }) => !own)
    const span = duration((sent.at(-1)?.time ?? 0) - (sent[0]?.time ?? 0))
    const answers = outcomes(sent)
    const why = `${sent.length} prompts sent in ${span}${answers === '' ? '' : ` (${answers})`}`
    if (isOwn(sent) || strange.length < settings.promptsMin) {
      return {
        level: 'low',
        score: 0.05,
        contributions: [],
        why: `${why}, from this person's own device`,
        events: evidence(moment, sent),
        prompts: sent.length,
      }
    }
    return { ...judge(moment, strange, 'low'), why, events: evidence(moment, sent), prompts: sent.length }
  },
})

/** Codes and passkeys are the person's own doing: nothing is sent to them. */
function isSent(prompt: Prompt): boolean {
  switch (prompt.factor) {
    case 'push':
    case 'call':
    case 'sms':
    case 'email':
    case 'other':
      return true
    default:
      return false
  }
}
