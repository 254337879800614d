/** Prompts pile up that nobody answers: the person sleeps, or waits for it to stop. */
import { detection } from '../detection.ts'
import { episode, evidence, isOwn, judge, promptsSent, since, tell } from '../episode.ts'
import { mark } from '../familiar.ts'
import { isRefusal, type Prompt } from '../prompts.ts'

export const pushBurstUnanswered = detection({
  id: 'mfa.push_burst_unanswered',
  title: 'MFA prompts left unanswered in a burst',
  technique: ['T1621'],
  riskEventType: 'generic',
  keyedBy: 'person',
  settings: {
    unansweredMin: {
      default: 3,
      unit: 'prompts',
      meaning: 'So many sent within the window and not answered are an alarm, if not from an own device; the one still open counts.',
    },
    windowMinutes: { default: 15, unit: 'minutes', meaning: 'The window for `unansweredMin`.' },
    openMin: {
      default: 1,
      unit: 'prompts',
      meaning: 'A new prompt from a new source while so many are unanswered is noted, at the level its score gives.',
    },
    dayMin: {
      default: 3,
      unit: 'prompts',
      meaning: 'So many in a day from sources that are not the person’s own are an alarm, however far apart.',
    },
  },
  decide(moment, settings) {
    const { prompt } = moment
    if (prompt === undefined || prompt.own || prompt.outcome === 'approved') return undefined
    const silent = episode(moment)
    if (isOwn(silent) || silent.some(isRefusal)) return undefined
    const open = moment.prompts.findLast((other) => !other.own && other.outcome === 'open' && other.time <= moment.now)
    const asked = open === undefined || silent.includes(open) ? silent : [...silent, open]
    if (asked.length === 0 || asked.every(({ outcome }) => outcome === 'wrong_code')) return undefined
    const counted = since(moment, asked, settings.windowMinutes).length >= settings.unansweredMin || asked.length >= settings.dayMin
    const judged = judge(moment, asked, counted ? 'medium' : 'low')
    const noted = silent.length >= settings.openMin && asked.length > settings.openMin && isNew(prompt)
    if (judged.level === 'low' && !noted) return undefined
    return { ...judged, why: tell(moment, asked), events: evidence(moment, asked), prompts: promptsSent(moment, asked) }
  },
})

const isNew = (prompt: Prompt): boolean => (prompt.marks & (mark.newAddress | mark.noHistory)) !== 0
