/** A phone is flooded with texts or calls: to wear its owner down, or to run up a bill. */
import { minuteMs } from '../../0-event/time.ts'
import { detection } from '../detection.ts'
import { duration, evidence, isUnwanted, judge, within } from '../episode.ts'
import type { Prompt } from '../prompts.ts'

export const smsVoiceBombing = detection({
  id: 'mfa.sms_voice_bombing',
  title: 'A phone flooded with texts or calls',
  technique: ['T1621'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'prompt',
  on: ['prompt'],
  settings: {
    promptsMin: { default: 5, unit: 'prompts', meaning: 'So many texts and calls to one person, or to one phone, within the window.' },
    windowMinutes: { default: 15, unit: 'minutes', meaning: 'The window.' },
  },
  decide(moment, settings) {
    if (moment.prompt === undefined || !isTelephone(moment.prompt)) return undefined
    const own = within(moment, settings.windowMinutes).filter(isTelephone)
    const phone = moment.phone.filter(({ time }) => time > moment.now - settings.windowMinutes * minuteMs)
    const prompts = phone.length > own.length ? phone : own
    if (prompts.length < settings.promptsMin) return undefined
    const strange = prompts.filter((prompt) => !prompt.own)
    const calls = prompts.filter(({ factor }) => factor === 'call').length
    const span = duration((prompts.at(-1)?.time ?? 0) - (prompts[0]?.time ?? 0))
    const why = `${calls} calls and ${prompts.length - calls} texts in ${span} to ${prompts === phone ? 'one phone' : 'this person'}`
    const told = { why, events: evidence(moment, prompts), prompts: prompts.length }
    if (strange.length < settings.promptsMin && !prompts.some((prompt) => !prompt.own && isUnwanted(prompt, prompts))) {
      return { level: 'low', score: 0.1, contributions: [], ...told }
    }
    return { ...judge(moment, strange, 'medium'), ...told }
  },
})

const isTelephone = ({ factor }: Prompt): boolean => factor === 'sms' || factor === 'call'
