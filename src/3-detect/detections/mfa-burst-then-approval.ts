/** The person gives in: an approval right after prompts they had refused or ignored, for somebody whose source is not theirs. */
import { minuteMs } from '../../0-event/time.ts'
import { detection } from '../detection.ts'
import { evidence, higher, isUnwanted, judge, promptsSent, tell } from '../episode.ts'
import { mark } from '../familiar.ts'
import type { Level } from '../finding.ts'
import { isRefusal, isSilence, type Prompt } from '../prompts.ts'

export const burstThenApproval = detection({
  id: 'mfa.burst_then_approval',
  title: 'MFA prompt approved after refusals or silence',
  technique: ['T1621', 'T1078.004'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'entry',
  on: ['prompt'],
  settings: {
    scoreMin: {
      default: 0.4,
      unit: 'share',
      meaning: 'With a lower score one refusal before an approval is noted only: people tap the wrong button and try again.',
    },
    windowMinutes: { default: 30, unit: 'minutes', meaning: 'How long before the approval the refused or unanswered prompts may lie.' },
    silentMin: {
      default: 3,
      unit: 'prompts',
      meaning: 'So many unanswered prompts before the approval are an alarm by themselves; one refused is.',
    },
  },
  decide(moment, settings) {
    const { prompt } = moment
    if (prompt === undefined || prompt.outcome !== 'approved' || prompt.own || isBoundToPlace(prompt)) return undefined
    const from = prompt.time - settings.windowMinutes * minuteMs
    const before = moment.prompts.filter(
      (other) => other !== prompt && !other.own && other.time >= from && other.time <= prompt.answered && isUnwanted(other, moment.prompts),
    )
    if (before.length === 0 || (before.length === 1 && before[0]?.flow !== undefined && before[0].flow === prompt.flow)) return undefined
    const weighed = judge(moment, [...before, prompt], 'low', 0.5, 'and then let in')
    const floor = floorOf(moment.alarm, before, settings.silentMin)
    const judged = floor === 'medium' && weighed.score < settings.scoreMin ? weighed : { ...weighed, level: higher(weighed.level, floor) }
    if (judged.level === 'low' && judged.score < 0.1) return undefined
    const all = [...before, prompt]
    return { ...judged, why: tell(moment, before, ', then one approved'), events: evidence(moment, all), prompts: promptsSent(moment, all) }
  },
})

/** A passkey or certificate answers only where it lies: whoever is worn down elsewhere lets nobody in by it, and turns to it when the phone rings. */
const isBoundToPlace = ({ factor }: Prompt): boolean => factor === 'passkey' || factor === 'certificate'

/** An approval while an alarm is open is the worst there is: the attacker is in. */
function floorOf(alarm: Level | undefined, before: readonly Prompt[], silentMin: number): Level {
  if (alarm !== undefined && alarm !== 'low') return 'high'
  if (before.every(({ marks }) => (marks & mark.noHistory) !== 0) && before.filter(isRefusal).length < 2) return 'low'
  return before.some(isRefusal) || before.filter((prompt) => isSilence(prompt, before)).length >= silentMin ? 'medium' : 'low'
}
