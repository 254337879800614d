/** The detections' settings while the server runs: what is set, changed with a reason, and tried on the last days before it counts. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { dayMs } from '../0-event/time.ts'
import type { Records } from '../2-store/records.ts'
import { keepSetting, setting } from '../2-store/records-access.ts'
import type { LogStore } from '../2-store/store.ts'
import { detections } from '../3-detect/detections/index.ts'
import { createEngine } from '../3-detect/engine.ts'
import { type PageWords, readPage } from '../3-detect/pages.ts'
import { boundsOf, resolveSettings } from '../3-detect/settings.ts'
import type { Engine } from '../3-detect/stream.ts'
import { createWhatIf, type Difference } from '../3-detect/what-if.ts'
import { type LaneParts, type Lanes, laneNames, laneOf } from './lane.ts'
import { problem } from './problem.ts'
import type { DetectionView } from './wire.ts'

export type Tuned = Readonly<Record<string, Readonly<Record<string, number>>>>

export interface Tuning {
  list(): readonly DetectionView[]
  /** Sets some settings of one detection; null takes the default again. Throws a problem that names what is wrong. */
  set(id: string, values: Readonly<Record<string, number | null>>, by: string, why: string): Promise<DetectionView>
  /** What the last `days` would have been with these settings. One at a time; throws a problem while another runs. */
  tryOn(given: Tuned, days: number): Promise<Difference>
  history(): Promise<readonly TuningChange[]>
}

/** One change of a setting, newest first in the history; null is the default. */
export interface TuningChange {
  readonly time: number
  readonly by: string
  readonly why: string
  readonly detection: string
  readonly setting: string
  readonly from: number | null
  readonly to: number | null
}

const settingName = 'detections'
const historyName = 'detections history'
/** At the bound the oldest is forgotten. */
const historyMax = 500
/** Days before the window whose sign-ins teach what is usual. */
const warmDays = 30
/** Events taken before others get their turn. */
const sliceMax = 256

/** The settings as they were set here, over those of the configuration. */
export const loadTuned = async (records: Records, configured: Tuned): Promise<Record<string, Record<string, number>>> =>
  merged(configured, JSON.parse((await setting(records, settingName)) ?? '{}') as Tuned)

/** Of the same setting the second's value counts. */
export function merged(one: Tuned, other: Tuned): Record<string, Record<string, number>> {
  const all: Record<string, Record<string, number>> = {}
  for (const given of [one, other]) for (const [id, values] of Object.entries(given)) all[id] = { ...all[id], ...values }
  return all
}

export interface TuningParts {
  readonly records: Records
  readonly store: LogStore
  /** `config.detections` is what is set now; replaced in place, so that lanes made later have it too. */
  readonly laneParts: LaneParts
  readonly tuned: Record<string, Record<string, number>>
  readonly lanes: () => Lanes
  readonly clock: () => number
}

export function createTuning(parts: TuningParts): Tuning {
  const { records, tuned, laneParts } = parts
  const pages = new Map<string, PageWords>(detections.map(({ id }) => [id, readPage(id)]))
  let busy = false

  const view = (id: string): DetectionView => {
    const found = detections.find((one) => one.id === id)
    if (found === undefined) throw problem(404, 'not_found', `No detection is named ${id}.`)
    const { title, technique, riskEventType, keyedBy, phase, settings } = found
    return {
      id: found.id,
      title,
      technique,
      riskEventType,
      keyedBy,
      phase,
      ...(pages.get(id) ?? readPage(found.id)),
      settings: Object.entries(settings).map(([name, one]) => ({
        name,
        unit: one.unit,
        meaning: one.meaning,
        default: one.default,
        ...boundsOf(one),
        value: tuned[id]?.[name] ?? one.default,
      })),
    }
  }

  async function set(id: string, values: Readonly<Record<string, number | null>>, by: string, why: string): Promise<DetectionView> {
    view(id)
    const before = tuned[id] ?? {}
    const next: Record<string, number> = { ...before }
    for (const [name, value] of Object.entries(values)) {
      if (value === null) delete next[name]
      else next[name] = value
    }
    check({ [id]: next })
    tuned[id] = next
    for (const name of laneNames) parts.lanes()[name].engine.tune(tuned)
    const changes = Object.keys(values)
      .filter((name) => before[name] !== next[name])
      .map((name) => ({ time: parts.clock(), by, why, detection: id, setting: name, from: before[name] ?? null, to: next[name] ?? null }))
    await records.transaction().execute(async (transaction) => {
      await keepSetting(transaction, settingName, JSON.stringify(tuned))
      await keepSetting(transaction, historyName, JSON.stringify([...changes, ...(await historyOf(transaction))].slice(0, historyMax)))
    })
    return view(id)
  }

  async function tryOn(given: Tuned, days: number): Promise<Difference> {
    const after = merged(tuned, given)
    check(after)
    if (busy) throw problem(409, 'busy', 'Another change is being tried; wait until it is done.')
    busy = true
    try {
      return await compareOver(parts.store, engineWith(laneParts, tuned), engineWith(laneParts, after), days)
    } finally {
      busy = false
    }
  }

  return { list: () => detections.map(({ id }) => view(id)), set, tryOn, history: () => historyOf(records) }
}

const historyOf = async (records: Records): Promise<readonly TuningChange[]> =>
  JSON.parse((await setting(records, historyName)) ?? '[]') as TuningChange[]

function check(given: Tuned): void {
  try {
    resolveSettings(detections, given)
  } catch (error) {
    throw problem(400, 'bad_request', error instanceof Error ? error.message : String(error))
  }
}

const engineWith = ({ privileged, config, states: _, ...given }: LaneParts, settings: Tuned) =>
  createEngine({ ...given, settings, homeDomains: config.homeDomains, privileged: privileged.real })

/**
 * What the last `days` in a store would have been. Reads it in slices, so that what comes in meanwhile is not held up. The simulated
 * organisation is left out.
 */
export async function compareOver(store: LogStore, before: Engine, after: Engine, days: number): Promise<Difference> {
  const newest = (await store.span())?.newest ?? 0
  const whatIf = createWhatIf(before, after, days)
  let taken = 0
  for await (const batch of store.events({ from: newest - (days + warmDays) * dayMs })) {
    for (const event of batch) {
      if (laneOf(event) === 'real') whatIf.step(event)
      if (++taken % sliceMax === 0) await nextTurn()
    }
  }
  return whatIf.difference()
}
