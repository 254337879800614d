/** Hands events to the detections in the order they came, a slice at a time, and keeps what the detections know every two seconds. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Event } from '../0-event/event.ts'
import { minuteMs } from '../0-event/time.ts'
import type { Records, StateAccess } from '../2-store/records.ts'
import type { Lane as LaneName } from '../2-store/records-states.ts'
import { advance, keepChanges, type Lanes, laneNames, laneOf, settleChanges, step, takeChanges } from './lane.ts'
import type { Metrics } from './metrics.ts'
import type { Telling } from './telling.ts'

/** Events taken before others get their turn: a few milliseconds. */
export const sliceMax = 256
const saveEveryMs = 2000
/** Where a slow disk makes saving long, it rests so many times as long: what is not saved is in the journal. */
const restFactor = 5
const advanceEveryMs = 1000
/** What happened longer ago than this is not happening now, however late it was told. */
const nowMs = 30 * minuteMs

/** Events of records that are on disk. */
export interface Arrival {
  readonly events: readonly Event[]
  /** The journal's mark: all up to it need not be kept once the detections' state is. */
  readonly mark: number
  /** When the record came, by `now`; undefined for what an earlier run left. */
  readonly received: number | undefined
}

interface Waiting extends Arrival {
  readonly done?: () => void
}

export interface Detecting {
  /** Never refuses: whoever appends to the journal asks `waiting` before. */
  take(arrival: Arrival): void
  /** Events that wait. */
  waiting(): number
  /** Settles when all that was taken before is handled. */
  handled(): Promise<void>
  lanes(): Lanes
  /** Puts new lanes in the place of the present ones; only while held. */
  replace(lanes: Lanes): void
  /** One event that does not come from the journal; only while held. */
  read(event: Event): void
  /** Runs the work while no arrival is handled and no other such work runs; they wait. */
  held<T>(work: () => Promise<T>): Promise<T>
  /** Is told of each event handled, and whether it is happening now; until set to undefined. */
  tap(listener: ((event: Event, isLive: boolean) => void) | undefined, purpose: 'replay' | 'watch'): void
  /** A lane that lives at another time than now; undefined lets it live now again. */
  setTime(lane: LaneName, time: number | undefined): void
  /** Settles when the state of everything handled so far is on disk. */
  save(): Promise<void>
  close(): Promise<void>
}

export interface DetectingParts {
  readonly records: Records
  readonly states: StateAccess
  readonly telling: Telling
  readonly metrics: Metrics
  readonly log: Logger
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** Milliseconds, for measuring. */
  readonly now: () => number
  /** Tells the journal that all up to a mark is kept here. */
  readonly settled: (mark: number) => Promise<void>
}

export function createDetecting(first: Lanes, parts: DetectingParts): Detecting {
  const { telling, metrics, log, now } = parts
  let lanes = first
  let queue: Waiting[] = []
  let waiting = 0
  let mark = 0
  let holds = 0
  let turn: Promise<unknown> = Promise.resolve()
  let running: Promise<void> | undefined
  let saving: Promise<void> | undefined
  let lastSaved = 0
  let lastTook = 0
  const taps = new Map<string, (event: Event, isLive: boolean) => void>()
  const times = new Map<LaneName, number>()

  function handle(event: Event, received: number | undefined, arrived: number | undefined): void {
    const found = step(lanes[laneOf(event)], event, arrived)
    if (found !== undefined) telling.add(found, received)
  }

  const timeOf = (name: LaneName): number => times.get(name) ?? parts.clock()
  const isNow = (event: Event): boolean => event.time > timeOf(laneOf(event)) - nowMs

  async function run(): Promise<void> {
    let taken = 0
    while (holds === 0) {
      const arrival = queue.shift()
      if (arrival === undefined) return
      for (const event of arrival.events) {
        handle(event, arrival.received, timeOf(laneOf(event)))
        for (const tap of taps.values()) tap(event, arrival.received !== undefined && isNow(event))
        metrics.events.inc({ source: event.source })
      }
      mark = Math.max(mark, arrival.mark)
      arrival.done?.()
      waiting -= arrival.events.length
      metrics.waiting.set(waiting)
      taken += arrival.events.length
      if (taken < sliceMax) continue
      taken = 0
      await nextTurn()
    }
  }

  function go(): void {
    running ??= run()
      .catch((error: unknown) => log.error({ err: error }, 'the detections failed'))
      .finally(() => {
        running = undefined
        if (queue.length > 0 && holds === 0) go()
      })
  }

  async function saveOnce(): Promise<void> {
    const begun = now()
    const upTo = mark
    const changes = laneNames.map((name) => takeChanges(lanes[name]))
    // What was found goes to disk before the state that takes it as found.
    await telling.settled()
    await parts.records.transaction().execute(async (transaction) => {
      for (const one of changes) await keepChanges(transaction, parts.states, one)
    })
    for (const one of changes) settleChanges(one)
    await parts.settled(upTo)
    lastSaved = now()
    lastTook = lastSaved - begun
  }

  async function save(): Promise<void> {
    await saving?.catch(() => {})
    saving = saveOnce().finally(() => {
      saving = undefined
    })
    return saving
  }

  function tick(): void {
    if (holds > 0) return
    for (const name of laneNames) {
      const found = advance(lanes[name], timeOf(name))
      if (found !== undefined) telling.add(found, undefined)
    }
  }

  const timers = [
    setInterval(tick, advanceEveryMs),
    setInterval(() => {
      if (saving === undefined && now() - lastSaved >= lastTook * restFactor)
        save().catch((error: unknown) => log.error({ err: error }, 'what the detections know could not be kept; trying again'))
    }, saveEveryMs),
  ]

  return {
    take: (arrival) => {
      queue.push(arrival)
      waiting += arrival.events.length
      metrics.waiting.set(waiting)
      go()
    },
    waiting: () => waiting,
    handled: () =>
      new Promise((done) => {
        queue.push({ events: [], mark: 0, received: undefined, done })
        go()
      }),
    lanes: () => lanes,
    replace: (others) => {
      lanes = others
    },
    read: (event) => {
      handle(event, undefined, undefined)
      metrics.events.inc({ source: event.source })
    },
    held: async (work) => {
      holds++
      const mine = turn.then(async () => {
        await running
        return work()
      })
      turn = mine.catch(() => {})
      try {
        return await mine
      } finally {
        holds--
        if (holds === 0) go()
      }
    },
    tap: (listener, purpose) => {
      if (listener === undefined) taps.delete(purpose)
      else taps.set(purpose, listener)
    },
    setTime: (lane, time) => {
      if (time === undefined) times.delete(lane)
      else times.set(lane, time)
    },
    save,
    close: async () => {
      for (const timer of timers) clearInterval(timer)
      holds++
      await running
      queue = []
      await save()
    },
  }
}
