/** Runs logged events through the engine in the order they happened, however they were logged, in bounded memory. */
import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Event } from '../0-event/event.ts'
import type { Finding } from './finding.ts'
import type { Engine } from './stream.ts'

export interface ReplayOptions {
  /** Where sorted runs are put when there are more events than fit: a folder that may be written to. */
  readonly spillFolder: string
  /** Events held in memory before they are sorted and put aside; about 0.7 KB each. */
  readonly eventsMax?: number
  /** Told how many events went through the engine. */
  readonly progress?: (events: number) => void
}

const eventsMaxDefault = 750_000
/** How far past the last event time is moved on, so that prompts left open are judged. */
const restMs = 10 * 60_000

/**
 * Feeds everything to the engine sorted by event time (ties in the order given) and answers the last state of each finding, oldest first.
 * A log newest first, files that overlap and records that came late are all put right. Findings are kept in memory: about 2 KB each.
 */
export async function replay(engine: Engine, batches: AsyncIterable<readonly Event[]>, options: ReplayOptions): Promise<Finding[]> {
  const found = new Map<string, Finding>()
  const keep = (findings: readonly Finding[]): void => {
    for (const finding of findings) found.set(finding.id, finding)
  }
  let events = 0
  let last = 0
  await inOrder(batches, options, (event) => {
    last = event.time
    events++
    if (events % 4096 === 0) options.progress?.(events)
    const findings = engine.step(event)
    if (findings.length > 0) keep(findings)
  })
  keep(engine.advance(last + restMs))
  options.progress?.(events)
  return [...found.values()].sort((one, other) => one.time - other.time || (one.id < other.id ? -1 : 1))
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
