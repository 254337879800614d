/** Reads into the detections what was loaded in bulk: onward where it is newer than what they know, else everything anew in the background. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Event } from '../0-event/event.ts'
import { hourMs } from '../0-event/time.ts'
import type { Records, StateAccess } from '../2-store/records.ts'
import { forgetUnconfirmed, incident, keepIncident, ruleFindings } from '../2-store/records-findings.ts'
import { forgetOtherStates, keepStates } from '../2-store/records-states.ts'
import type { LogStore } from '../2-store/store.ts'
import type { Finding } from '../3-detect/finding.ts'
import type { Incident } from '../4-risk/incident.ts'
import { type Detecting, sliceMax } from './detecting.ts'
import type { Feed } from './feed.ts'
import { toFinding, toIncidentRow, toIncidentView } from './found.ts'
import { keepChanges, type LaneParts, type Lanes, laneNames, laneOf, newLane, settleChanges, step, takeChanges } from './lane.ts'
import { createTelling, type Found, type Telling, type TellingParts } from './telling.ts'

/** Older than the newest event by up to this much is no reason to read everything anew: the detections take events a day late. */
const lateMs = 12 * hourMs
/** Events between two savings: what changed since stays small enough to be written in one go. */
const saveEveryEvents = 20_000

export interface CatchUp {
  /** Looks for loads that were not read yet, in the background. */
  look(): void
  /** Reads everything anew, in the background: who is who has changed. */
  anew(): void
  /** Rows; undefined while there is nothing to do. */
  progress(): { readonly done: number; readonly total: number } | undefined
  /** Live events held for the detections that are reading everything anew. */
  held(): number
  /** Settles when there is nothing to do. */
  idle(): Promise<void>
  close(): Promise<void>
}

export interface CatchUpParts {
  readonly store: LogStore
  readonly records: Records
  readonly states: StateAccess
  readonly detecting: Detecting
  readonly lanes: LaneParts
  readonly telling: TellingParts
  readonly feed: Feed
  readonly log: Logger
  /** Settles when all that is in the journal now is in the store. */
  readonly journalLoaded: () => Promise<void>
}

export function createCatchUp(parts: CatchUpParts): CatchUp {
  const { store, log } = parts
  let wantsAnew = false
  let wantsLook = false
  let closed = false
  let working: Promise<void> | undefined
  const state: Progress = { progress: undefined, buffer: [], stop: () => closed }

  async function work(): Promise<void> {
    while (!closed && (wantsAnew || wantsLook)) {
      wantsLook = false
      const loads = await store.undetected()
      const rows = loads.reduce((sum, load) => sum + load.rows, 0)
      const names = loads.map(({ name }) => name)
      if (!wantsAnew && (names.length === 0 || (await onward(parts, state, names, rows)))) continue
      if (closed) return
      wantsAnew = false
      await anew(parts, state, names)
    }
  }

  function go(): void {
    working ??= work()
      .catch((error: unknown) =>
        log.error({ err: error }, 'loaded records could not be read by the detections; they will be at the next start'),
      )
      .finally(() => {
        working = undefined
        state.progress = undefined
        if (!closed && (wantsAnew || wantsLook)) go()
      })
  }

  return {
    look: () => {
      wantsLook = true
      go()
    },
    anew: () => {
      wantsAnew = true
      go()
    },
    progress: () => state.progress,
    held: () => state.buffer.length,
    idle: async () => {
      while (working !== undefined) await working
    },
    close: async () => {
      closed = true
      await working
    },
  }
}

interface Progress {
  progress: { done: number; total: number } | undefined
  /** Events that came while everything was read anew. */
  buffer: Event[]
  stop(): boolean
}

/** False where the loads hold events too old for the present detections: then nothing of them was read. Arrivals wait meanwhile. */
async function onward(parts: CatchUpParts, state: Progress, names: readonly string[], rows: number): Promise<boolean> {
  const { store, detecting } = parts
  const known = new Map(laneNames.map((name) => [name, detecting.lanes()[name].newest]))
  return detecting.held(async () => {
    const begun = new Set<string>()
    let events = 0
    for await (const batch of store.events({ loads: names })) {
      for (const event of batch) {
        const lane = laneOf(event)
        if (!begun.has(lane) && event.time < (known.get(lane) ?? 0) - lateMs) return false
        begun.add(lane)
        detecting.read(event)
        if (++events % sliceMax === 0) await nextTurn()
        if (events % saveEveryEvents === 0) await detecting.save()
        if (state.stop()) return true
      }
      state.progress = { done: Math.min(events, rows), total: rows }
    }
    await detecting.save()
    await store.markDetected(names)
    return true
  })
}

/** Reads the whole store into fresh detections while the present ones go on, then puts the fresh ones in their place. */
async function anew(parts: CatchUpParts, state: Progress, names: readonly string[]): Promise<void> {
  const { store, detecting } = parts
  const present = detecting.lanes()
  // An earlier attempt that was cut off may have left something where the fresh state goes.
  for (const name of laneNames) await forgetOtherStates(parts.records, name, present[name].generation)
  const fresh: Fresh = {
    lanes: freshLanes(present, parts.lanes),
    telling: createTelling({ ...parts.telling, feed: quiet, keepsIncidents: false }),
    incidents: new Map(),
    ruled: [],
    ruledFed: 0,
  }
  fresh.ruled = await ruledBefore(parts.records, fresh)
  try {
    detecting.tap((event) => state.buffer.push(event), 'replay')
    // What was handled before the tap is in the journal at the latest: once that is loaded, store and buffer hold everything.
    await parts.journalLoaded()
    const span = await store.span()
    const total = Object.values(await store.counts()).reduce((sum, rows) => sum + rows, 0)
    state.progress = { done: 0, total }
    let events = 0
    for await (const batch of store.events()) {
      for (const event of batch) {
        feed(fresh, event)
        if (++events % sliceMax === 0) await nextTurn()
        if (events % saveEveryEvents === 0) await keepFresh(parts, fresh)
        if (state.stop()) return
      }
      state.progress = { done: doneOf(batch.at(-1)?.time, span, total), total }
    }
    await keepFresh(parts, fresh)
    await detecting.held(() => change(parts, state, fresh, span?.oldest ?? 0))
    await store.markDetected(names)
    for (const name of laneNames) await forgetOtherStates(parts.records, name, fresh.lanes[name].generation)
  } finally {
    detecting.tap(undefined, 'replay')
    state.buffer = []
  }
}

/** Detections that read everything anew. */
interface Fresh {
  readonly lanes: Lanes
  readonly telling: Telling
  /** As they stand so far: they are not shown before the whole is read, or pages would see old incidents grow again. */
  readonly incidents: Map<string, { readonly incident: Incident; readonly generation: number }>
  /** What rules had found, oldest first: their findings take their place among those of the events. */
  ruled: readonly Finding[]
  ruledFed: number
}

const freshLanes = (present: Lanes, parts: LaneParts): Lanes => ({
  real: newLane('real', present.real.generation + 1, parts),
  simulated: newLane('simulated', present.simulated.generation + 1, parts),
})

/** Nobody is told of what is found again, until it stands. */
const quiet: Feed = { watched: false, publish: () => {}, open: () => () => {}, drop: () => {}, close: () => {} }

function feed(fresh: Fresh, event: Event): void {
  feedRuled(fresh, event.time)
  take(fresh, step(fresh.lanes[laneOf(event)], event))
}

function take({ telling, incidents }: Fresh, found: Found | undefined): void {
  if (found === undefined) return
  telling.add(found, undefined)
  for (const incident of found.incidents) incidents.set(incident.id, { incident, generation: found.generation })
}

/** Those up to `time`. */
function feedRuled(fresh: Fresh, time: number): void {
  for (;;) {
    const finding = fresh.ruled[fresh.ruledFed]
    if (finding === undefined || finding.time > time) return
    fresh.ruledFed++
    const { incidents, generation } = fresh.lanes[finding.simulated ? 'simulated' : 'real']
    const grouped = finding.rule?.makesIncident === false ? [] : incidents.add(finding)
    take(fresh, { findings: [finding], incidents: grouped, generation })
  }
}

/** Findings of rules taken over into the new reading; of more the oldest keep their records and lose their incident. */
const ruledMax = 20_000

async function ruledBefore(records: Records, { lanes }: Fresh): Promise<readonly Finding[]> {
  const each = laneNames.map((name) =>
    ruleFindings(records, { simulated: name === 'simulated', before: lanes[name].generation, limit: ruledMax }),
  )
  return (await Promise.all(each))
    .flat()
    .map(toFinding)
    .sort((one, other) => one.time - other.time)
}

const doneOf = (time: number | undefined, span: { oldest: number; newest: number } | undefined, total: number): number =>
  time === undefined || span === undefined || span.newest === span.oldest
    ? 0
    : Math.max(0, Math.min(total, Math.round((total * (time - span.oldest)) / (span.newest - span.oldest))))

/** The fresh state under its own generation, where nobody looks until it is made the present one. */
async function keepFresh(parts: CatchUpParts, { lanes, telling }: Fresh): Promise<void> {
  await telling.settled()
  for (const name of laneNames) {
    const taken = takeChanges(lanes[name])
    await parts.records.transaction().execute(() => keepStates(parts.states, name, lanes[name].generation, taken.changes))
    settleChanges(taken)
  }
}

async function change(parts: CatchUpParts, state: Progress, fresh: Fresh, oldest: number): Promise<void> {
  for (const [index, event] of state.buffer.entries()) {
    feed(fresh, event)
    if (index % sliceMax === 0) await nextTurn()
  }
  await fresh.telling.settled()
  // What rules found meanwhile stands in the records only, as what was not taken over yet does.
  fresh.ruled = await ruledBefore(parts.records, fresh)
  fresh.ruledFed = 0
  feedRuled(fresh, Number.POSITIVE_INFINITY)
  await fresh.telling.settled()
  const taken = laneNames.map((name) => takeChanges(fresh.lanes[name]))
  const gone = await parts.records.transaction().execute(async (transaction) => {
    for (const { incident, generation } of fresh.incidents.values())
      await keepIncident(transaction, toIncidentRow(incident, generation), parts.telling.clock())
    for (const one of taken) await keepChanges(transaction, parts.states, one)
    const each = laneNames.map((name) => forgetUnconfirmed(transaction, name === 'simulated', fresh.lanes[name].generation, oldest))
    const lost = (await Promise.all(each)).flat()
    await parts.telling.risk.forget(transaction)
    return lost
  })
  for (const one of taken) settleChanges(one)
  parts.detecting.replace(fresh.lanes)
  if (gone.length > 0) parts.feed.publish({ type: 'removed', incidents: gone })
  for (const id of fresh.incidents.keys()) {
    const row = await incident(parts.records, id)
    if (row !== undefined) parts.feed.publish({ type: 'incident', incident: toIncidentView(row) })
  }
}
