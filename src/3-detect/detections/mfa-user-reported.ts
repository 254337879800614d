/** The person says so themselves: this was not me. */
import { detection } from '../detection.ts'
import { isAnsweredNearby, logOdds } from '../doubt.ts'
import { episode, evidence, judge, promptsSent, tell } from '../episode.ts'

export const userReported = detection({
  id: 'mfa.user_reported',
  title: 'The person reported a prompt or sign-in as not theirs',
  technique: ['T1621'],
  riskEventType: 'userReportedSuspiciousActivity',
  keyedBy: 'person',
  phase: 'prompt',
  on: ['prompt', 'report'],
  settings: {
    ownScore: {
      default: 0.6,
      unit: 'share',
      meaning: 'The score of a report about a prompt from the person’s own device: more likely a mistake, still worth a call.',
    },
  },
  decide(moment, settings) {
    const { prompt, event } = moment
    if (prompt?.outcome === 'fraud') {
      const prompts = episode(moment)
      const told = { why: tell(moment, prompts), events: evidence(moment, prompts), prompts: promptsSent(moment, prompts) }
      if (prompt.own || isAnsweredNearby(prompt)) return { level: 'medium', score: settings.ownScore, contributions: [], ...told }
      return { ...judge(moment, prompts, 'high'), ...told }
    }
    if (event?.kind !== 'report') return undefined
    const prompts = episode(moment)
    const about = prompts.findLast(({ flow }) => flow !== undefined && flow === event.flow) ?? prompts.at(-1)
    const judged =
      about !== undefined && (about.own || isAnsweredNearby(about))
        ? { level: 'medium' as const, score: settings.ownScore, contributions: [] }
        : judge(moment, prompts, 'high', logOdds.reported + 2, 'reported by the person')
    return {
      ...judged,
      why: `The person reported ${event.what === 'fraud' ? 'fraud' : 'suspicious activity'}${event.detail === undefined ? '' : ` (${event.detail})`}`,
      events: [...evidence(moment, prompts), event],
      prompts: Math.max(1, promptsSent(moment, prompts)),
    }
  },
})
