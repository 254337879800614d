/** The prompts of one person, joined from what providers log: a sending and its answer are one prompt, a record sent again replaces itself. */
import type { Factor, PromptEvent, PromptOutcome } from '../0-event/event.ts'
import { dayMs, minuteMs, secondMs } from '../0-event/time.ts'

export interface Prompt {
  readonly id: string
  readonly time: number
  /** When it is unanswered, if it stays open: by the clock it was met at, which is later than `time` where logs come late. */
  readonly until: number
  readonly factor: Factor
  outcome: PromptOutcome
  /** When the outcome was known. */
  answered: number
  readonly flow: string | undefined
  session: string | undefined
  ip: string | undefined
  target: string | undefined
  /** What its source was to the person when it was sent: bits of `familiar.ts`. */
  marks: number
  /** Whether it came from what is the person's own: a device or address known for them. */
  own: boolean
  /** The events that told of it; let go for an approved prompt that is no evidence (see `lighten`). */
  events: PromptEvent[]
  /** Ids of further events that told of it, so that a repeated one is known. */
  told: readonly string[]
}

/** A person's newest prompts, oldest first. */
const promptsMax = 64
const keepMs = dayMs
/** Approved from the person's own device: only the prompt rate of the last minutes asks for it. */
const keepOwnMs = 30 * minuteMs
/** A prompt that nobody answered in this time is unanswered: providers let theirs lapse after 1 to 5 minutes. */
const promptLifeMs = 5 * minuteMs
/** One push goes to every phone of a person: sendings of one flow this close together are one prompt. */
const sameSendingMs = 2 * secondMs

export interface Source {
  readonly marks: number
  readonly own: boolean
}

/** Something that holds a person's prompts, so that the list can be replaced. */
export interface Holder {
  prompts: readonly Prompt[]
}

/** The prompt that is new or changed, or undefined where the event said nothing new. `met`: what the clock said, ms. */
export function join(holder: Holder, event: PromptEvent, source: Source, met: number): Prompt | undefined {
  const { prompts } = holder
  const known = prompts.find((prompt) => prompt.id === event.id || prompt.told.includes(event.id))
  if (known !== undefined) return change(known, event)
  const partner = partnerOf(prompts, event)
  if (partner !== undefined) {
    partner.told = partner.told.concat(event.id)
    partner.events.push(event)
    if (partner.ip === undefined && event.src?.ip !== undefined) Object.assign(partner, source, { ip: event.src.ip })
    return event.told === 'sent' ? undefined : change(partner, event)
  }
  return insert(holder, event, source, met)
}

function change(prompt: Prompt, event: PromptEvent): Prompt | undefined {
  if (prompt.outcome === event.outcome || event.outcome === 'open') return undefined
  prompt.outcome = event.outcome
  prompt.answered = Math.max(event.time, prompt.time)
  const at = prompt.events.findIndex(({ id }) => id === event.id)
  if (at !== -1) prompt.events[at] = event
  return prompt
}

function partnerOf(prompts: readonly Prompt[], event: PromptEvent): Prompt | undefined {
  if (event.told === 'sent') {
    return prompts.findLast((prompt) => prompt.flow !== undefined && prompt.flow === event.flow && isSameSending(prompt, event))
  }
  const waiting = prompts.filter(
    (prompt) => isWaiting(prompt) && prompt.time <= event.time + sameSendingMs && event.time - prompt.time <= promptLifeMs,
  )
  const sameFlow = waiting.findLast(({ flow }) => flow !== undefined && flow === event.flow)
  if (sameFlow !== undefined || event.told === 'both') return sameFlow
  return (
    waiting.findLast(({ session, factor }) => session !== undefined && session === event.session && isSameFactor(factor, event.factor)) ??
    waiting.findLast(({ ip, factor }) => ip === event.src?.ip && isSameFactor(factor, event.factor))
  )
}

/** An answer that overtook its sending, or the same sending to another phone. */
const isSameSending = (prompt: Prompt, event: PromptEvent): boolean =>
  Math.abs(prompt.time - event.time) <= sameSendingMs ||
  (prompt.events.every(({ told }) => told === 'answer') && prompt.time - event.time <= promptLifeMs && prompt.time >= event.time)

const isWaiting = (prompt: Prompt): boolean =>
  (prompt.outcome === 'open' || prompt.outcome === 'unanswered') && prompt.events.every(({ told }) => told === 'sent')

const isSameFactor = (one: Factor, other: Factor): boolean => one === other || one === 'other' || other === 'other'

const noIds: readonly string[] = []

function insert(holder: Holder, event: PromptEvent, { marks, own }: Source, met: number): Prompt {
  const prompt: Prompt = {
    id: event.id,
    time: event.time,
    until: met + promptLifeMs,
    factor: event.factor,
    outcome: event.outcome,
    answered: event.time,
    flow: event.flow,
    session: event.session,
    ip: event.src?.ip,
    target: event.target,
    marks,
    own,
    events: [event],
    told: noIds,
  }
  holder.prompts = placed(holder.prompts, prompt)
  return prompt
}

/** The list with the prompt in its place, without those of more than a day before, at most `promptsMax` of them. */
function placed(prompts: readonly Prompt[], prompt: Prompt): readonly Prompt[] {
  const newest = Math.max(prompt.time, prompts.at(-1)?.time ?? 0)
  const kept = prompts.filter(({ time, own, outcome }) => time >= newest - (own && outcome === 'approved' ? keepOwnMs : keepMs))
  let at = kept.length
  while (at > 0 && (kept[at - 1]?.time ?? 0) > prompt.time) at--
  const list = at === kept.length ? kept.concat(prompt) : kept.slice(0, at).concat(prompt, kept.slice(at))
  return list.length > promptsMax ? list.slice(list.length - promptsMax) : list
}

const noEvents: PromptEvent[] = []

/** Lets go of what an approved prompt will never be asked for, where it is the person's own or nothing unwanted stands beside it. */
export function lighten(prompt: Prompt): void {
  prompt.events = noEvents
  prompt.session = undefined
  prompt.ip = undefined
  prompt.target = undefined
}

/** Prompts that ran out by `time` become unanswered; answers those that did. */
export function lapse(prompts: readonly Prompt[], time: number): Prompt[] {
  const lapsed = prompts.filter((prompt) => prompt.outcome === 'open' && prompt.until <= time)
  for (const prompt of lapsed) {
    prompt.outcome = 'unanswered'
    prompt.answered = prompt.time + promptLifeMs
  }
  return lapsed
}

/** When the first of the open ones runs out; undefined where none is open. */
export function nextLapse(prompts: readonly Prompt[]): number | undefined {
  let next: number | undefined
  for (const { outcome, until } of prompts) if (outcome === 'open' && (next === undefined || until < next)) next = until
  return next
}

/** An explicit no: refused, the wrong number picked, withheld by the provider, or reported. */
export const isRefusal = (prompt: Prompt): boolean => {
  switch (prompt.outcome) {
    case 'denied':
    case 'fraud':
    case 'wrong_number':
    case 'withheld':
      return true
    default:
      return false
  }
}

/** Silence: nobody answered, or another prompt came while this one was open. */
export const isSilence = (prompt: Prompt, prompts: readonly Prompt[]): boolean =>
  prompt.outcome === 'unanswered' ||
  prompt.outcome === 'duplicate' ||
  (prompt.outcome === 'open' && prompts.some(({ time }) => time > prompt.time))
