/** The numbers at the top of the console, counted anew at most every two seconds. */

import type { Logger } from 'pino'
import type { Quarantine } from '../1-ingest/quarantine.ts'
import type { Records } from '../2-store/records.ts'
import { hasAdministrator } from '../2-store/records-access.ts'
import { countFindings, countOpenIncidents } from '../2-store/records-findings.ts'
import { countPersons } from '../2-store/records-states.ts'
import type { LogStore } from '../2-store/store.ts'
import { simulatedTenant } from '../3-detect/finding.ts'
import type { CatchUp } from './catch-up.ts'
import type { ServerConfig } from './config.ts'
import type { Feed } from './feed.ts'
import { type Lanes, laneNames } from './lane.ts'
import type { Player } from './play.ts'
import type { SourceTimes } from './source-times.ts'
import type { Status } from './wire.ts'

export interface StatusParts {
  readonly config: ServerConfig
  readonly records: Records
  readonly store: LogStore
  readonly quarantine: Quarantine
  readonly lanes: () => Lanes
  readonly catchUp: CatchUp
  readonly player: Player
  readonly sourceTimes: SourceTimes
  /** Milliseconds, for measuring. */
  readonly now: () => number
}

const freshMs = 2000

export interface StatusBoard {
  read(): Promise<Status>
  /** What was counted before counts no more. */
  stale(): void
}

export function createStatusBoard(parts: StatusParts): StatusBoard {
  let counted: { at: number; value: Promise<Counted> } | undefined
  return {
    read: async () => {
      if (counted === undefined || parts.now() - counted.at > freshMs) {
        counted = { at: parts.now(), value: count(parts) }
        counted.value.catch(() => {
          counted = undefined
        })
      }
      const { catchUp, player } = parts
      return { ...(await counted.value), catchingUp: catchUp.progress(), playing: player.playing() }
    },
    stale: () => {
      counted = undefined
    },
  }
}

type Counted = Omit<Status, 'catchingUp' | 'playing'>

async function count({ config, records, store, quarantine, lanes, sourceTimes }: StatusParts): Promise<Counted> {
  const tables = await store.counts()
  const span = await store.span()
  return {
    version: config.version,
    needsSetup: !(await hasAdministrator(records)),
    records: Object.values(tables).reduce((sum, rows) => sum + rows, 0),
    tables,
    persons: await persons(records, lanes()),
    findings: await countFindings(records),
    openIncidents: await countOpenIncidents(records),
    refused: quarantine.count(),
    oldestTime: span?.oldest,
    newestTime: span?.newest,
    retentionDays: config.retentionDays,
    sources: sourceTimes.status(),
    simulatedRecords: await store.countTenant(simulatedTenant),
  }
}

/** As they were last kept, two seconds ago at most: the detections hold only those in memory that they met since the start. */
async function persons(records: Records, lanes: Lanes): Promise<number> {
  let sum = 0
  for (const name of laneNames) sum += await countPersons(records, name, lanes[name].generation)
  return sum
}

const tellEveryMs = 2000

/** Tells open pages when a number changed. Answers how to end it. */
export function startTellingStatus(board: StatusBoard, { feed, log }: { readonly feed: Feed; readonly log: Logger }): () => void {
  let last = ''
  const tell = async (): Promise<void> => {
    const status = await board.read()
    const text = JSON.stringify(status)
    if (text !== last) feed.publish({ type: 'status', status })
    last = text
  }
  const timer = setInterval(() => {
    if (feed.watched) tell().catch((error: unknown) => log.warn({ err: error }, 'the status could not be counted'))
  }, tellEveryMs)
  return () => clearInterval(timer)
}
