/** A person refuses prompts they did not ask for: the plainest sign that somebody else has the password. */
import { detection } from '../detection.ts'
import { episode, evidence, isOwn, isUnwanted, judge, promptsSent, since, tell } from '../episode.ts'
import { mark } from '../familiar.ts'
import { isRefusal, type Prompt } from '../prompts.ts'

export const pushBurstDenied = detection({
  id: 'mfa.push_burst_denied',
  title: 'MFA prompts refused in a burst',
  technique: ['T1621'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'prompt',
  on: ['prompt'],
  settings: {
    deniedMin: {
      default: 2,
      unit: 'prompts',
      meaning: 'So many refused, or refused and unanswered, within the window are an alarm, if not from an own device.',
    },
    windowMinutes: { default: 10, unit: 'minutes', meaning: 'The window for `deniedMin`.' },
    dayMin: {
      default: 3,
      unit: 'prompts',
      meaning: 'So many in a day from sources that are not the person’s own are an alarm, however far apart.',
    },
    againMin: {
      default: 2,
      unit: 'prompts',
      meaning: 'So many in a day from one address never seen for the person are an alarm, where one of the day’s was refused.',
    },
    scoreMin: {
      default: 0.3,
      unit: 'share',
      meaning: 'A count makes an alarm only with this score or more, but for a person of whom nothing is known.',
    },
    ownDeniedMin: { default: 5, unit: 'prompts', meaning: 'From an own device so many refused within the window are noted, at level low.' },
  },
  decide(moment, settings) {
    if (moment.prompt === undefined || !isUnwanted(moment.prompt, moment.prompts)) return undefined
    const prompts = episode(moment)
    if (!prompts.some(isRefusal)) return undefined
    const near = since(moment, prompts, settings.windowMinutes)
    if (isOwn(prompts)) {
      if (near.filter(isRefusal).length < settings.ownDeniedMin) return undefined
      return { level: 'low', score: 0.05, contributions: [], why: tell(moment, near), events: evidence(moment, near), prompts: near.length }
    }
    const burst = near.length >= settings.deniedMin && near.some(isRefusal)
    const again = prompts.filter(({ ip, marks }) => ip === moment.prompt?.ip && (marks & mark.newAddress) !== 0).length >= settings.againMin
    const counted = burst || again || prompts.length >= settings.dayMin
    const weighed = judge(moment, prompts, 'low')
    const judged =
      counted && (weighed.score >= settings.scoreMin || prompts.every(isUnknownPerson)) ? judge(moment, prompts, 'medium') : weighed
    if (judged.level === 'low') return undefined
    return { ...judged, why: tell(moment, prompts), events: evidence(moment, prompts), prompts: promptsSent(moment, prompts) }
  },
})

/** Where the logs begin with the attack the count is all there is. */
const isUnknownPerson = ({ marks }: Prompt): boolean => (marks & mark.noHistory) !== 0
