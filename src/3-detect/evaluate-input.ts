/** Reads what an evaluation needs: the labels that a simulation wrote, and findings as `tocsin detect` prints them. */
import { isObject, type JsonObject, list, number, object, text } from '../0-event/json.ts'
import { parseTime } from '../0-event/time.ts'
import { attackKinds, type Label, type LookAlike, type Truth } from '../1-ingest/scenario.ts'
import type { Alarm } from './evaluate-match.ts'
import { levels } from './finding.ts'

/** What was wrong with the input, in a sentence for whoever gave it. */
export interface Wrong {
  readonly wrong: string
}

export const isWrong = (value: object): value is Wrong => 'wrong' in value

/** The parsed `labels.json` of a simulation. */
export function readTruth(value: unknown): Truth | Wrong {
  if (!isObject(value) || !Array.isArray(value['labels']))
    return { wrong: 'the labels file has no list "labels": it is not one that "tocsin simulate" wrote' }
  const personDays = number(value, 'personDays')
  if (personDays === undefined || personDays <= 0) return { wrong: 'the labels file has no "personDays" above 0' }
  const labels: Label[] = []
  for (const [index, one] of value['labels'].entries()) {
    const label = isObject(one) ? labelOf(one) : undefined
    if (label === undefined) return { wrong: `label ${index + 1} lacks a person, a scenario, or its times` }
    labels.push(label)
  }
  return {
    scenario: text(value, 'scenario') ?? '',
    seed: number(value, 'seed') ?? 0,
    users: number(value, 'users') ?? 0,
    days: number(value, 'days') ?? 0,
    start: number(value, 'start') ?? 0,
    personDays,
    labels,
    lookAlikes: list(value, 'lookAlikes').flatMap((one) => (isObject(one) ? lookAlikeOf(one) : [])),
    privileged: list(value, 'privileged').filter((one) => typeof one === 'string'),
  }
}

function labelOf(value: JsonObject): Label | undefined {
  const scenario = text(value, 'scenario')
  const person = text(value, 'person')
  const firstTime = number(value, 'firstTime')
  const lastTime = number(value, 'lastTime')
  if (scenario === undefined || person === undefined || firstTime === undefined || lastTime === undefined) return undefined
  const promptTimes = list(value, 'promptTimes').filter((one) => typeof one === 'number')
  return {
    scenario,
    person,
    firstTime,
    lastTime,
    approvedTime: number(value, 'approvedTime'),
    prompts: number(value, 'prompts') ?? promptTimes.length,
    promptTimes,
    kind: attackKinds.find((kind) => kind === text(value, 'kind')) ?? 'other',
    persons: names(value, 'persons'),
    addresses: names(value, 'addresses'),
    inTime: number(value, 'inTime'),
  }
}

function names(value: JsonObject, key: string): readonly string[] | undefined {
  const found = list(value, key).filter((one) => typeof one === 'string')
  return found.length === 0 ? undefined : found
}

function lookAlikeOf(value: JsonObject): LookAlike[] {
  const cause = text(value, 'cause')
  const person = text(value, 'person')
  const firstTime = number(value, 'firstTime')
  const lastTime = number(value, 'lastTime')
  return cause === undefined || person === undefined || firstTime === undefined || lastTime === undefined
    ? []
    : [{ cause, person, firstTime, lastTime }]
}

/** One finding, in the shape of Graph's `riskDetection` with our part under `tocsin`. */
export function readAlarm(value: unknown): Alarm | Wrong {
  if (!isObject(value)) return { wrong: 'it is not an object' }
  const person = text(value, 'userPrincipalName')
  if (person === undefined) return { wrong: 'it has no userPrincipalName' }
  const time = parseTime(text(value, 'detectedDateTime') ?? '')
  if (time === undefined) return { wrong: 'its detectedDateTime is no time' }
  const level = levels.find((one) => one === text(value, 'riskLevel'))
  if (level === undefined) return { wrong: `its riskLevel is none of ${levels.join(', ')}` }
  const ours = object(value, 'tocsin')
  const others = list(ours, 'others').filter((one) => typeof one === 'string')
  const address = text(value, 'ipAddress')
  return {
    id: text(value, 'id') ?? '',
    persons: [person, ...others].map((one) => one.toLowerCase()),
    time,
    level,
    detection: text(ours, 'detection') ?? text(value, 'riskEventType') ?? 'unknown',
    why: text(ours, 'why') ?? '',
    addresses: address === undefined ? undefined : [address],
  }
}
