/** Many persons get prompts they did not ask for from one source: somebody tries a list of stolen passwords. */
import type { Crowd } from '../detection.ts'
import { detection } from '../detection.ts'
import { isUnwanted, judge } from '../episode.ts'

export const pushSpray = detection({
  id: 'mfa.push_spray',
  title: 'Unexpected MFA prompts to several persons from one source',
  technique: ['T1621'],
  riskEventType: 'generic',
  keyedBy: 'source',
  phase: 'prompt',
  on: ['prompt'],
  settings: {
    personsMin: {
      default: 3,
      unit: 'persons',
      meaning: 'So many persons with a refused or unanswered prompt from one address, or one network and browser.',
    },
    appPersonsMin: {
      default: 5,
      unit: 'persons',
      meaning: 'So many where only the app is the same, each from a source that is new to the person.',
    },
    highMin: { default: 6, unit: 'persons', meaning: 'So many make the finding high.' },
    windowMinutes: { default: 60, unit: 'minutes', meaning: 'How far apart they may lie.' },
  },
  decide(moment, settings) {
    const { prompt } = moment
    if (prompt === undefined || prompt.own || !isUnwanted(prompt, moment.prompts)) return undefined
    const crowd = moment.crowd.find(({ by, persons }) => persons.length >= (by === 'app' ? settings.appPersonsMin : settings.personsMin))
    if (crowd === undefined) return undefined
    const judged = judge(
      moment,
      [prompt],
      crowd.persons.length >= settings.highMin ? 'high' : 'medium',
      3,
      `${crowd.persons.length} persons asked`,
    )
    const events = crowd.persons.map(({ event }) => event)
    const digest = `${Math.floor(Math.log2(crowd.persons.length) * 2)}`
    return {
      ...judged,
      why: tellCrowd(crowd),
      events,
      digest,
      prompts: 1,
      subject: { kind: 'source', key: `${crowd.by} ${crowd.key}` },
      persons: crowd.persons,
    }
  },
})

const tellCrowd = ({ by, key, persons }: Crowd): string =>
  `${persons.length} persons had prompts refused or unanswered within an hour from one ${by} (${key}): ${persons
    .slice(0, 3)
    .map(({ name }) => name)
    .join(', ')}${persons.length > 3 ? ' and others' : ''}`
