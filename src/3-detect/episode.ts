/** What all prompt detections share: which prompts belong together, how they are weighed, and the sentence they make. */

import { placeName } from '../0-event/country.ts'
import type { Event } from '../0-event/event.ts'
import { dayMs, minuteMs } from '../0-event/time.ts'
import type { Moment, Verdict } from './detection.ts'
import { probability, strangest, total, weigh } from './doubt.ts'
import { mark } from './familiar.ts'
import { type Level, levels } from './finding.ts'
import { isRefusal, isSilence, type Prompt } from './prompts.ts'

/** From these scores on a finding is medium or high. */
const levelBounds = { medium: 0.5, high: 0.9 } as const

export const levelOf = (score: number): Level => (score >= levelBounds.high ? 'high' : score >= levelBounds.medium ? 'medium' : 'low')
export const higher = (one: Level, other: Level): Level => (levels.indexOf(one) >= levels.indexOf(other) ? one : other)

/** Prompts sent within `minutes` up to now. */
export const within = (moment: Moment, minutes: number): Prompt[] =>
  moment.prompts.filter(({ time }) => time <= moment.now && time > moment.now - minutes * minuteMs)

const nearMs = 30 * minuteMs

/**
 * The prompts an attack may consist of: what was refused or left unanswered in the last day from sources that are not the person's own;
 * where there is none, what was refused or unanswered from their own devices in the last half hour.
 */
export function episode(moment: Moment): Prompt[] {
  const unwanted = moment.prompts.filter((prompt) => isUnwanted(prompt, moment.prompts) && prompt.time <= moment.now)
  const strange = unwanted.filter(
    (prompt) => !prompt.own && prompt.time > moment.now - dayMs && (isPlaced(prompt) || !isSilence(prompt, moment.prompts)),
  )
  return strange.length > 0 ? strange : unwanted.filter(({ own, time }) => own && time > moment.now - nearMs)
}

/** Of these prompts, those sent within `minutes` up to now. */
export const since = (moment: Moment, prompts: readonly Prompt[], minutes: number): Prompt[] =>
  prompts.filter(({ time }) => time > moment.now - minutes * minuteMs)

/** Silence about a prompt of which nobody logged where it was asked from says nothing. */
const isPlaced = ({ marks }: Prompt): boolean => (marks & mark.noAddress) === 0

export const isUnwanted = (prompt: Prompt, prompts: readonly Prompt[]): boolean =>
  isRefusal(prompt) || isSilence(prompt, prompts) || prompt.outcome === 'wrong_code'

export const isOwn = (prompts: readonly Prompt[]): boolean => prompts.every(({ own }) => own)

/**
 * Weighs prompts: their score, and the level it makes, which is at least `floor`. `bonus` adds log-odds of the detection's own. */
export function judge(
  moment: Moment,
  prompts: readonly Prompt[],
  floor: Level,
  bonus = 0,
  because = '',
): Omit<Verdict, 'why' | 'events' | 'prompts'> {
  const contributions = weigh(prompts, moment.context)
  if (bonus !== 0) contributions.push({ because, logOdds: bonus })
  const score = probability(total(contributions))
  return { level: higher(levelOf(score), floor), score, contributions }
}

/** Prompts sent to the person in the episode these prompts began, whatever became of them: what "decided at prompt N" counts. */
export function promptsSent(moment: Moment, prompts: readonly Prompt[]): number {
  const first = prompts[0]?.time ?? moment.now
  return moment.prompts.filter((prompt) => prompt.time >= first && prompt.time <= moment.now && (!prompt.own || prompts.includes(prompt)))
    .length
}

export function evidence(moment: Moment, prompts: readonly Prompt[]): Event[] {
  const events: Event[] = prompts.flatMap((prompt) => prompt.events)
  if (moment.password !== undefined) events.push(moment.password)
  return events.sort((one, other) => one.time - other.time)
}

/** `3 prompts refused and 1 unanswered in 4 minutes, asked from an address and a country (Netherlands) never seen for this person`. */
export function tell(moment: Moment, prompts: readonly Prompt[], ending = ''): string {
  return `${outcomes(prompts)}${span(prompts)}${ending}, ${whereFrom(prompts)}${afterPassword(moment)}`
}

/** `2 prompts refused and 1 unanswered`, in the order that matters most. */
export function outcomes(prompts: readonly Prompt[]): string {
  const named: [string, number][] = [
    ['reported as fraud', prompts.filter(({ outcome }) => outcome === 'fraud').length],
    ['refused', prompts.filter(({ outcome }) => outcome === 'denied').length],
    ['answered with the wrong number', prompts.filter(({ outcome }) => outcome === 'wrong_number').length],
    ['answered with a wrong code', prompts.filter(({ outcome }) => outcome === 'wrong_code').length],
    ['withheld by the provider', prompts.filter(({ outcome }) => outcome === 'withheld').length],
    ['unanswered', prompts.filter((prompt) => isSilence(prompt, prompts)).length],
    ['waiting for an answer', prompts.filter((prompt) => prompt.outcome === 'open' && !isSilence(prompt, prompts)).length],
  ]
  const parts = named.filter(([, count]) => count > 0)
  return listed(
    parts.map(([word, count], at) => (at === 0 ? `${count} ${count === 1 ? 'prompt' : 'prompts'} ${word}` : `${count} ${word}`)),
  )
}

function span(prompts: readonly Prompt[]): string {
  const first = prompts[0]
  const last = prompts.at(-1)
  if (first === undefined || last === undefined || first === last) return ''
  return ` in ${duration(last.time - first.time)}`
}

export function duration(ms: number): string {
  const minutes = Math.round(ms / minuteMs)
  if (minutes < 1) return `${Math.max(1, Math.round(ms / 1000))} seconds`
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`
  return `${Math.round(minutes / 60)} hours`
}

function whereFrom(prompts: readonly Prompt[]): string {
  const marks = strangest(prompts)
  const from = prompts.findLast((prompt) => prompt.marks === marks)?.events.findLast(({ src }) => src !== undefined)?.src
  const place = from?.country === undefined ? '' : ` in ${placeName(from.country)}`
  if (isOwn(prompts)) return "asked from this person's own device"
  if (marks & mark.noHistory)
    return `asked from ${from?.ip === undefined ? 'a place' : `${from.ip}${place}`}; nothing is known of this person yet`
  const strange = strangeWords(marks)
  if (strange.length === 0) return from?.ip === undefined ? 'asked from a place that was not logged' : `asked from ${from.ip}${place}`
  return `asked from ${article(listed(strange))} never seen for this person${from?.ip === undefined ? '' : ` (${from.ip}${place})`}`
}

/** `address, network and device`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

export const article = (words: string): string => `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`

/** What was never seen for the person: `address`, `network`, `country`, `device`. */
export const strangeWords = (marks: number): string[] => {
  const words: string[] = []
  if (marks & mark.newAddress) words.push('address')
  if (marks & mark.newNetwork) words.push('network')
  if (marks & mark.newCountry) words.push('country')
  if (marks & (mark.newDevice | mark.noDeviceId)) words.push('device')
  return words
}

const afterPassword = ({ password }: Moment): string => (password === undefined ? '' : ', after the right password')
