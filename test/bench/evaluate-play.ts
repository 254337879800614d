/** One seed in a process of its own: an organisation under attack and the same in peace, and what every detector says of both. */
import { writeFileSync } from 'node:fs'
import { openReference, type Reference } from '../../src/1-ingest/reference.ts'
import type { Label, LookAlike } from '../../src/1-ingest/scenario.ts'
import { comparators } from '../../src/3-detect/comparators/index.ts'
import type { Alarm } from '../../src/3-detect/evaluate-match.ts'
import { asLogged, comparatorDetector, type Detector, inEventOrder } from './evaluate-detectors.ts'
import { roundOf, type Size } from './evaluate-rounds.ts'

export const detectors: readonly Detector[] = [inEventOrder, asLogged, ...comparators.map(comparatorDetector)]

export interface Half {
  readonly labels: readonly Label[]
  readonly lookAlikes: readonly LookAlike[]
  readonly personDays: number
  readonly records: number
  readonly events: number
  /** By the detector's name. */
  readonly alarms: Readonly<Record<string, readonly Alarm[]>>
}

export interface PlayedSeed {
  readonly attacked: Half
  readonly peaceful: Half
  /** Seconds, by what they were spent on. */
  readonly spent: Readonly<Record<string, number>>
}

export interface Task extends Size {
  readonly nth: number
  readonly only: boolean
  readonly to: string
}

async function playSeed(task: Task): Promise<PlayedSeed> {
  const reference = await openReference({ folder: undefined, geoFiles: [], now: Date.UTC(2026, 10, 2) })
  const spent = new Map<string, number>()
  const attacked = half('all', task, reference, spent)
  const peaceful = half('ordinary-life', task, reference, spent)
  return { attacked, peaceful, spent: Object.fromEntries(spent) }
}

function half(scenario: string, task: Task, reference: Reference, spent: Map<string, number>): Half {
  const timed = <T>(name: string, work: () => T): T => {
    const begun = performance.now()
    const result = work()
    spent.set(name, (spent.get(name) ?? 0) + (performance.now() - begun) / 1000)
    return result
  }
  const round = timed('simulating and reading', () => roundOf(scenario, task, task.nth))
  const running = task.only ? detectors.slice(0, 1) : detectors
  const alarms = running.map((detector) => [detector.name, timed(detector.name, () => detector.run(round, reference))] as const)
  const { labels, lookAlikes, personDays, records, events } = round
  return { labels, lookAlikes, personDays, records, events: events.length, alarms: Object.fromEntries(alarms) }
}

const [given] = process.argv.slice(2)
if (import.meta.main && given !== undefined) {
  const task = JSON.parse(given) as Task
  writeFileSync(task.to, JSON.stringify(await playSeed(task)))
}
