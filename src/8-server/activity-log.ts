/** Where activities go: into the logs and the detections as records of our own provider, and into each person's history. */

import { provider } from '../1-ingest/sources/provider.ts'
import type { Activity } from '../7-provider/activity.ts'
import { recordOf } from '../7-provider/told.ts'
import type { Accept, Given } from './accept.ts'

/** Activities that wait for the store to open, or for the disk; beyond this the oldest are let go and counted as a fault. */
const waitingMax = 10_000
const batchMax = 200
const againMs = 1000

export interface ActivityLog {
  tell(activities: readonly Activity[]): void
  /** Told at once of each activity of this node. */
  listen(listener: (activity: Activity) => void): void
  /** Settles when everything told before is on disk or given up. */
  settled(): Promise<void>
  close(): Promise<void>
}

export interface ActivityLogParts {
  /** Rejects or throws while the store is opening. */
  readonly accept: () => Accept
  readonly organisation: string
  /** The person's own history. */
  readonly keep: (activities: readonly Activity[]) => Promise<void>
  readonly fault: (error: unknown, doing: string) => void
}

export function createActivityLog({ accept, organisation, keep, fault }: ActivityLogParts): ActivityLog {
  let waiting: Activity[] = []
  let working: Promise<void> | undefined
  let isClosed = false
  let lost = 0
  const listeners: ((activity: Activity) => void)[] = []

  async function work(): Promise<void> {
    let lastTries = 0
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchMax)
      if (await written(batch)) {
        // The oldest may have been let go meanwhile.
        const last = batch.at(-1)
        waiting = last === undefined ? waiting : waiting.slice(waiting.indexOf(last) + 1)
      } else if (!isClosed) await pause()
      else if (lastTries++ > 0) return fault(new Error(`${waiting.length} activities`), 'writing them down before closing')
    }
  }

  async function written(batch: readonly Activity[]): Promise<boolean> {
    try {
      const { refused } = await accept().take(batch.flatMap((activity, index) => given(activity, index, organisation)))
      for (const { why } of refused) fault(new Error(why), 'reading a record of our own')
      return true
    } catch (error) {
      if (lost++ % 60 === 0 && !isStarting(error)) fault(error, 'writing down what was done')
      return false
    }
  }

  return {
    tell: (activities) => {
      if (activities.length === 0) return
      for (const listener of listeners) for (const activity of activities) listener(activity)
      void keep(activities).catch((error: unknown) => fault(error, "keeping a person's history"))
      waiting.push(...activities)
      if (waiting.length > waitingMax) {
        const over = waiting.length - waitingMax
        waiting = waiting.slice(over)
        fault(new Error(`${over} activities were let go`), 'writing down what was done')
      }
      working ??= work().finally(() => {
        working = undefined
      })
    },
    listen: (listener) => void listeners.push(listener),
    settled: async () => working,
    close: async () => {
      isClosed = true
      await working
    },
  }
}

const isStarting = (error: unknown): boolean => error instanceof Error && 'statusCode' in error && error.statusCode === 503

function given(activity: Activity, index: number, organisation: string): readonly Given[] {
  const record = recordOf(activity, organisation)
  const shape = record === undefined ? undefined : provider.shapes.find((one) => one.recognise(record))
  return record === undefined || shape === undefined ? [] : [{ source: provider, shape, record, line: index + 1 }]
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, againMs).unref())
