/** Keeps what was found and then tells it: findings and incidents are on disk before any page hears of them. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { Records } from '../2-store/records.ts'
import * as kept from '../2-store/records-findings.ts'
import type { Finding } from '../3-detect/finding.ts'
import type { Incident } from '../4-risk/incident.ts'
import type { Feed } from './feed.ts'
import { toFindingRow, toIncidentRow, toIncidentView } from './found.ts'
import type { Metrics } from './metrics.ts'
import type { Counts, Risk } from './risk.ts'

/** Between two transactions: a page hears of a finding that much later at most, and the disk is asked ten times a second at most. */
const everyMs = 100

export interface Telling {
  /** `received`: when the record came that led to them, on the clock of `now`; undefined for what was not live. */
  add(found: Found, received: number | undefined): void
  /** Settles when all that was added before is on disk and told. Rejects where the disk refuses; what was not kept is tried again. */
  settled(): Promise<void>
  /** Whether an incident of this person changed lately: of the last thousand persons. */
  isAffected(person: string): boolean
}

const affectedMax = 1000

/** What a lane found, and the reading of the logs it did so in. */
export interface Found {
  readonly findings: readonly Finding[]
  readonly incidents: readonly Incident[]
  readonly proofs?: readonly Counts[]
  readonly generation: number
}

interface Batch {
  readonly findings: Map<string, { readonly finding: Finding; readonly generation: number; readonly received: number | undefined }>
  readonly incidents: Map<string, { readonly incident: Incident; readonly generation: number }>
  readonly proofs: Map<string, Counts>
}

export interface TellingParts {
  readonly records: Records
  readonly feed: Feed
  readonly metrics: Metrics
  /** Milliseconds, for measuring. */
  readonly now: () => number
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly risk: Pick<Risk, 'take' | 'forget'>
  /** False where incidents only say which finding is of which, and are kept later by somebody else. */
  readonly keepsIncidents: boolean
}

export function createTelling(parts: TellingParts): Telling {
  let batch = emptyBatch()
  let lastKept = Number.NEGATIVE_INFINITY
  /** Somebody waits for it to be on disk. */
  let hurry = false
  let working: Promise<void> | undefined
  const affected = new Set<string>()

  function note({ person }: Incident): void {
    affected.delete(person.id)
    affected.add(person.id)
    if (affected.size > affectedMax) affected.delete(affected.values().next().value ?? '')
  }

  async function work(): Promise<void> {
    // What comes in the same turn, or while the last is still fresh, goes to disk in one transaction: each waits for the disk.
    await nextTurn()
    while (!isEmpty()) {
      if (!hurry) await sleep(Math.max(0, lastKept + everyMs - parts.now()))
      const mine = batch
      batch = emptyBatch()
      try {
        await keepAndTell(mine, parts)
        lastKept = parts.now()
      } catch (error) {
        batch = merged(mine, batch)
        throw error
      }
    }
  }

  const isEmpty = (): boolean => batch.findings.size === 0 && batch.incidents.size === 0 && batch.proofs.size === 0

  function go(): Promise<void> {
    working ??= work().finally(() => {
      working = undefined
    })
    return working
  }

  /** What came between the last look and the end of the work must not lie there. After an error it waits for whoever asks next. */
  const goOn = (): void =>
    void go().then(
      () => {
        if (!isEmpty()) goOn()
      },
      () => {},
    )

  return {
    add: ({ findings, incidents, proofs = [], generation }, received) => {
      for (const finding of findings) batch.findings.set(finding.id, { finding, generation, received })
      for (const incident of incidents) {
        batch.incidents.set(incident.id, { incident, generation })
        note(incident)
      }
      for (const proof of proofs) batch.proofs.set(`${proof.person.id} ${proof.happening.id}`, proof)
      if (!isEmpty()) goOn()
    },
    settled: async () => {
      hurry = true
      try {
        while (working !== undefined || !isEmpty()) await go()
      } finally {
        hurry = false
      }
    },
    isAffected: (person) => affected.has(person),
  }
}

const emptyBatch = (): Batch => ({ findings: new Map(), incidents: new Map(), proofs: new Map() })

const merged = (older: Batch, newer: Batch): Batch => ({
  findings: new Map([...older.findings, ...newer.findings]),
  incidents: new Map([...older.incidents, ...newer.incidents]),
  proofs: new Map([...older.proofs, ...newer.proofs]),
})

async function keepAndTell(
  { findings, incidents, proofs }: Batch,
  { records, feed, metrics, now, clock, risk, keepsIncidents }: TellingParts,
): Promise<void> {
  const incidentOf = new Map<string, string>()
  // A finding of a source stands in its incident before it does in those of victims.
  for (const { incident } of incidents.values())
    for (const id of incident.findings) if (!incidentOf.has(id)) incidentOf.set(id, incident.mergedInto ?? incident.id)
  const views = await records.transaction().execute(async (transaction) => {
    for (const { finding, generation } of findings.values()) {
      await kept.keepFinding(transaction, toFindingRow(finding, incidentOf.get(finding.id), generation))
    }
    await risk.take(
      transaction,
      [...findings.values()].map(({ finding }) => finding),
      [...proofs.values()],
    )
    if (!keepsIncidents) return []
    for (const { incident, generation } of incidents.values())
      await kept.keepIncident(transaction, toIncidentRow(incident, generation), clock())
    return Promise.all([...incidents.keys()].map((id) => kept.incident(transaction, id)))
  })
  for (const { finding, received } of findings.values()) {
    metrics.findings.inc({ detection: finding.detection, level: finding.level })
    if (received !== undefined) metrics.eventToFinding.observe((now() - received) / 1000)
    feed.publish({ type: 'finding', finding })
  }
  for (const row of views) if (row !== undefined) feed.publish({ type: 'incident', incident: toIncidentView(row) })
}
