/** Runs logged events through the engine in the order they happened, however they were logged, in bounded memory. */
import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Event } from '../0-event/event.ts'
import { minuteMs } from '../0-event/time.ts'
import type { Finding } from './finding.ts'
import type { Engine } from './stream.ts'

export interface ReplayOptions {
  /** Where sorted runs are put when there are more events than fit: a folder that may be written to. */
  readonly spillFolder: string
  /** Events held in memory before they are sorted and put aside; about 0.7 KB each. */
  readonly eventsMax?: number
}

/** What events are fed to: an engine, or two that are compared. */
type Fed = Pick<Engine, 'step' | 'advance'>

/** What is replayed. Both may be asked for twice: see `replay`. */
export interface Replayed<Into extends Fed> {
  readonly engine: () => Into
  readonly batches: () => AsyncIterable<readonly Event[]>
  /** False where the batches can be had only once, as from standard input: then everything is sorted before the first step. */
  readonly again: boolean
}

const eventsMaxDefault = 750_000
/** How far past the last event time is moved on, so that prompts left open are judged. */
const restMs = 10 * minuteMs
/** A log counts as in order when no event is further behind the newest than this: providers log minutes late. */
const disorderMs = 15 * minuteMs

/**
 * Feeds everything to an engine sorted by event time (ties in the order given) and answers the last state of each finding, oldest first.
 * A log that is in order goes through while it is read. Where one is not (newest first, files that overlap), reading begins again and
 * everything is sorted first. Findings are kept in memory: about 2 KB each.
 */
export async function replay<Into extends Fed>(
  replayed: Replayed<Into>,
  options: ReplayOptions,
): Promise<{ findings: Finding[]; engine: Into }> {
  if (replayed.again) {
    const done = await through(replayed, (batches, each) => asItComes(batches, each))
    if (done !== undefined) return done
  }
  const sorted = await through(replayed, async (batches, each) => {
    await inOrder(batches, options, each)
    return true
  })
  return sorted ?? { findings: [], engine: replayed.engine() }
}

/** Undefined where the events could not be had in order. */
async function through<Into extends Fed>(
  replayed: Replayed<Into>,
  order: (batches: AsyncIterable<readonly Event[]>, each: (event: Event) => void) => Promise<boolean>,
): Promise<{ findings: Finding[]; engine: Into } | undefined> {
  const engine = replayed.engine()
  const found = new Map<string, Finding>()
  const keep = (findings: readonly Finding[]): void => {
    for (const finding of findings) found.set(finding.id, finding)
  }
  let last = 0
  const isDone = await order(replayed.batches(), (event) => {
    last = event.time
    const findings = engine.step(event)
    if (findings.length > 0) keep(findings)
  })
  if (!isDone) return undefined
  keep(engine.advance(last + restMs))
  return { findings: [...found.values()].sort((one, other) => one.time - other.time || (one.id < other.id ? -1 : 1)), engine }
}

/** Holds back the newest quarter of an hour, so that what is a little late finds its place; false as soon as something is later than that. */
async function asItComes(batches: AsyncIterable<readonly Event[]>, each: (event: Event) => void): Promise<boolean> {
  let held: Event[] = []
  let released = Number.NEGATIVE_INFINITY
  for await (const batch of batches) {
    for (const event of batch) {
      if (event.time < released) return false
      held.push(event)
    }
    sorted(held)
    const until = (held.at(-1)?.time ?? 0) - disorderMs
    let count = 0
    for (; (held[count]?.time ?? Number.POSITIVE_INFINITY) <= until; count++) each(held[count] as Event)
    if (count === 0) continue
    released = held[count - 1]?.time ?? released
    held = held.slice(count)
  }
  held.forEach(each)
  return true
}

/** An external merge sort that costs nothing where everything fits. */
async function inOrder(batches: AsyncIterable<readonly Event[]>, options: ReplayOptions, each: (event: Event) => void): Promise<void> {
  const eventsMax = options.eventsMax ?? eventsMaxDefault
  const runs: string[] = []
  let folder: string | undefined
  let held: Event[] = []
  try {
    for await (const batch of batches) {
      for (const event of batch) held.push(event)
      if (held.length < eventsMax) continue
      folder ??= await mkdtemp(join(options.spillFolder, 'tocsin-replay-'))
      runs.push(await spill(sorted(held), join(folder, `${runs.length}.ndjson`)))
      held = []
    }
    const rest = sorted(held)
    if (runs.length === 0) rest.forEach(each)
    else await merge([...runs.map(readRun), asyncOf(rest)], each)
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  }
}

/** Sorting is stable, and a log that is in order already is only looked at once. */
function sorted(events: Event[]): Event[] {
  for (let at = 1; at < events.length; at++) {
    if ((events[at - 1]?.time ?? 0) > (events[at]?.time ?? 0)) return events.sort((one, other) => one.time - other.time)
  }
  return events
}

const spillBatch = 2000

async function spill(events: readonly Event[], path: string): Promise<string> {
  const file = await open(path, 'w', 0o600)
  try {
    for (let at = 0; at < events.length; at += spillBatch) {
      await file.write(
        `${events
          .slice(at, at + spillBatch)
          .map((event) => JSON.stringify(event))
          .join('\n')}\n`,
      )
    }
  } finally {
    await file.close()
  }
  return path
}

async function* readRun(path: string): AsyncGenerator<Event> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY }))
    yield JSON.parse(line) as Event
}

async function* asyncOf(events: readonly Event[]): AsyncGenerator<Event> {
  yield* events
}

/** Few runs (each holds hundreds of thousands of events), so the smallest head is simply looked for. */
async function merge(runs: readonly AsyncGenerator<Event>[], each: (event: Event) => void): Promise<void> {
  const heads = await Promise.all(runs.map((run) => run.next()))
  for (;;) {
    let least = -1
    for (const [at, head] of heads.entries()) {
      if (head.done === true) continue
      const known = least === -1 ? undefined : heads[least]
      if (known === undefined || known.done === true || head.value.time < known.value.time) least = at
    }
    const head = heads[least]
    const run = runs[least]
    if (head === undefined || run === undefined || head.done === true) return
    each(head.value)
    heads[least] = await run.next()
  }
}
