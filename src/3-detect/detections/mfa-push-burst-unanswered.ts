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
  phase: 'prompt',
  on: ['prompt'],
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
    pairMin: {
      default: 2,
      unit: 'prompts',
      meaning: 'So many within the window are enough where the address was never seen for a person with a history.',
    },
    scoreMin: {
      default: 0.35,
      unit: 'share',
      meaning: 'A count makes an alarm only with this score or more: silence on a new connection alone has less.',
    },
    slowMinutes: {
      default: 240,
      unit: 'minutes',
      meaning:
        'So far apart `unansweredMin` prompts are still an alarm from a network or device never seen; longer ago, silence says nothing.',
    },
  },
  decide(moment, settings) {
    const { prompt } = moment
    if (prompt === undefined || prompt.own || prompt.outcome === 'approved') return undefined
    const all = episode(moment)
    if (isOwn(all) || all.some(isRefusal)) return undefined
    const silent = since(moment, all, settings.slowMinutes)
    const open = moment.prompts.findLast((other) => isOpenElsewhere(other) && other.time <= moment.now)
    const asked = open === undefined || silent.includes(open) ? silent : [...silent, open]
    if (asked.length === 0 || asked.every(({ outcome }) => outcome === 'wrong_code')) return undefined
    const burst = since(moment, asked, settings.windowMinutes).length >= settings.unansweredMin
    const pair = since(moment, silent, settings.windowMinutes).filter(isElsewhere).length >= settings.pairMin
    const counted = burst || pair || asked.filter(isStranger).length >= settings.unansweredMin
    const weighed = judge(moment, asked, 'low')
    // People miss prompts on a new connection of their own: the count alone is no alarm where nothing else is strange.
    const judged = counted && weighed.score >= settings.scoreMin && asked.some(hasHistory) ? judge(moment, asked, 'medium') : weighed
    const noted = silent.length >= settings.openMin && asked.length > settings.openMin && isNew(prompt)
    if (judged.level === 'low' && !noted) return undefined
    return { ...judged, why: tell(moment, asked), events: evidence(moment, asked), prompts: promptsSent(moment, asked) }
  },
})

const isOpenElsewhere = ({ own, outcome, marks }: Prompt): boolean => !own && outcome === 'open' && (marks & mark.noAddress) === 0

/** Ten sign-ins and more are known of the person, and none was from this address. */
const isElsewhere = ({ marks }: Prompt): boolean => (marks & mark.newAddress) !== 0 && (marks & mark.thinHistory) === 0

/** Silence alone says little of a person of whom nothing is known. */
const hasHistory = ({ marks }: Prompt): boolean => (marks & mark.noHistory) === 0

const isStranger = ({ marks }: Prompt): boolean => (marks & (mark.newNetwork | mark.newDevice | mark.noDeviceId)) !== 0

const isNew = (prompt: Prompt): boolean => (prompt.marks & (mark.newAddress | mark.noHistory)) !== 0
