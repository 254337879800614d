/** The product: joins reading, keeping, detecting and telling. The only file that knows all of them. */
import { join } from 'node:path'
import { openLocate, shippedCountries } from '../1-ingest/locate.ts'
import { openQuarantine, type Quarantine } from '../1-ingest/quarantine.ts'
import { openStore } from '../2-store/duckdb.ts'
import { type Journal, openJournal } from '../2-store/journal.ts'
import type { Records } from '../2-store/records.ts'
import { keepSetting } from '../2-store/records-access.ts'
import { forgetSimulated } from '../2-store/records-findings.ts'
import type { Lane as LaneName } from '../2-store/records-states.ts'
import { rowEvents } from '../2-store/reread.ts'
import type { LogStore } from '../2-store/store.ts'
import { simulatedTenant } from '../3-detect/finding.ts'
import { type Accept, createAccept } from './accept.ts'
import type { ServerParts } from './api.ts'
import { type CatchUp, createCatchUp } from './catch-up.ts'
import { startDemo } from './demo.ts'
import { createDetecting, type Detecting } from './detecting.ts'
import type { Feed } from './feed.ts'
import { incidentDetail } from './incident-detail.ts'
import { type Intake, openIntake } from './intake.ts'
import { createJournaling, type Journaling } from './journaling.ts'
import { type LaneParts, newLane, restoreLane } from './lane.ts'
import { createPeople, loadCorrections, type People } from './people.ts'
import { createPlayer, type Player } from './play.ts'
import { startRetention } from './retention.ts'
import { createStatusBoard, type StatusBoard } from './status.ts'
import { createTelling, type Telling } from './telling.ts'
import { createWatch } from './watching.ts'
import type { IncidentDetail, QuarantineView, Status } from './wire.ts'

export interface Product {
  readonly records: Records
  readonly feed: Feed
  readonly store: LogStore
  readonly intake: Intake
  readonly people: People
  readonly player: Player
  readonly catchUp: CatchUp
  status(): Promise<Status>
  /** Undefined where there is no such incident. */
  incidentDetail(id: string): Promise<IncidentDetail | undefined>
  quarantined(limit: number): Promise<QuarantineView>
  /** Settles when nothing of the simulated organisation is left. */
  removeSimulated(): Promise<void>
  /** Settles when everything is on disk and closed. */
  close(): Promise<void>
}

export interface ProductParts extends Omit<ServerParts, 'product' | 'passwords' | 'runToken'> {
  loadState(lane: LaneName, generation: number, key: string): string | undefined
}

const statusEveryMs = 2000
/** Events an earlier run left that wait at once. */
const leftMax = 10_000

/** Rejects with a sentence where something on disk cannot be opened. */
export async function openProduct(parts: ProductParts): Promise<Product> {
  const { config, records, clock } = parts
  const store = await openStore(config.data, { clock })
  const quarantine = await openQuarantine(join(config.data, 'quarantine'))
  const journal = await openJournal(join(config.data, 'journal'), { clock })
  const corrections = await loadCorrections(records)
  const simulatedPrivileged = new Set<string>()
  const laneParts: LaneParts = {
    config: { ...config, homeDomains: config.homeDomains.map((domain) => domain.toLowerCase()) },
    corrections,
    privileged: { real: new Set(config.privileged.map((name) => name.toLowerCase())), simulated: simulatedPrivileged },
    locate: openLocate([...config.geoFiles, shippedCountries()]),
    loadState: parts.loadState,
  }
  const now = () => performance.now()
  const telling = createTelling({ ...parts, now, keepsIncidents: true })
  const lanes = { real: await restoreLane('real', records, laneParts), simulated: await restoreLane('simulated', records, laneParts) }
  const detecting = createDetecting(lanes, { ...parts, telling, settled: (mark) => journal.detected(mark) })
  const journaling = createJournaling(journal, store, parts.log)
  await takeLeft(journal, detecting)
  const catchUp = createCatchUp({
    ...parts,
    store,
    detecting,
    lanes: laneParts,
    telling: { ...parts, now, keepsIncidents: true },
    journalLoaded: () => journaling.loaded(),
  })
  const accept = createAccept({ ...parts, journal, detecting, now })
  const player = createPlayer({ ...parts, accept, detecting, privileged: simulatedPrivileged })
  const people = createPeople({
    ...parts,
    homeDomains: laneParts.config.homeDomains,
    corrections,
    lanes: () => detecting.lanes(),
    changed: () => catchUp.anew(),
  })
  const intake = await openIntake({
    ...parts,
    accept,
    store,
    quarantine,
    limits: config.limits,
    folder: join(config.data, 'uploads'),
    isFull: () => detecting.waiting() + catchUp.held() > config.limits.queueMax,
    loaded: () => catchUp.look(),
  })
  const board = createStatusBoard({ ...parts, store, quarantine, lanes: () => detecting.lanes(), catchUp, player, now })
  detecting.tap(createWatch({ ...parts, store, people, telling, now }), 'watch')
  catchUp.look()
  const inside = {
    parts,
    accept,
    store,
    quarantine,
    journal,
    journaling,
    telling,
    detecting,
    catchUp,
    player,
    laneParts,
    simulatedPrivileged,
    board,
  }
  const ends = [
    keepTelling(inside),
    startRetention({
      ...parts,
      store,
      retentionDays: config.retentionDays,
      newest: () => detecting.lanes().real.newest,
      removed: () => accept.forget(),
    }),
    ...(config.demo ? [demo(inside)] : []),
  ]
  return {
    records,
    feed: parts.feed,
    store,
    intake,
    people,
    player,
    catchUp,
    status: () => board.read(),
    incidentDetail: (id) => incidentDetail(id, { records, store, people }),
    quarantined: async (limit) => ({ total: quarantine.count(), items: await quarantine.recent(limit) }),
    removeSimulated: () => removeSimulated(inside),
    close: async () => {
      for (const end of ends) await end()
      await close(inside)
    },
  }
}

interface Inside {
  readonly parts: ProductParts
  readonly accept: Accept
  readonly store: LogStore
  readonly quarantine: Quarantine
  readonly journal: Journal
  readonly journaling: Journaling
  readonly telling: Telling
  readonly detecting: Detecting
  readonly catchUp: CatchUp
  readonly player: Player
  readonly laneParts: LaneParts
  readonly simulatedPrivileged: Set<string>
  readonly board: StatusBoard
}

/** Before anything new is taken: the marks of what an earlier run left are lower than all that follow. */
async function takeLeft(journal: Journal, detecting: Detecting): Promise<void> {
  for await (const { mark, table, rows } of journal.left()) {
    detecting.take({ mark, events: rows.flatMap((row) => rowEvents(table, row)), received: undefined })
    if (detecting.waiting() > leftMax) await detecting.handled()
  }
}

function keepTelling({ parts, board }: Inside): () => void {
  let last = ''
  const timer = setInterval(() => {
    if (!parts.feed.watched) return
    board
      .read()
      .then((status) => {
        const text = JSON.stringify(status)
        if (text !== last) parts.feed.publish({ type: 'status', status })
        last = text
      })
      .catch((error: unknown) => parts.log.warn({ err: error }, 'the status could not be counted'))
  }, statusEveryMs)
  return () => clearInterval(timer)
}

const demo = (inside: Inside): (() => Promise<void>) =>
  startDemo({
    player: inside.player,
    simulatedRecords: () => inside.store.countTenant(simulatedTenant),
    removeSimulated: () => removeSimulated(inside),
    log: inside.parts.log,
  })

async function removeSimulated(inside: Inside): Promise<void> {
  const { parts, store, journaling, telling, detecting, catchUp, player } = inside
  await player.stop()
  await catchUp.idle()
  await detecting.handled()
  await journaling.loaded()
  const gone = await detecting.held(async () => {
    await detecting.save()
    await telling.settled()
    const lanes = detecting.lanes()
    const fresh = newLane('simulated', lanes.simulated.generation + 1, inside.laneParts)
    await store.removeTenant(simulatedTenant)
    const incidents = await parts.records.transaction().execute(async (transaction) => {
      await keepSetting(transaction, 'lane simulated', `${fresh.generation} 0`)
      return forgetSimulated(transaction)
    })
    inside.simulatedPrivileged.clear()
    detecting.replace({ ...lanes, simulated: fresh })
    return incidents
  })
  inside.accept.forget()
  inside.board.stale()
  parts.feed.publish({ type: 'removed', incidents: gone })
  parts.feed.publish({ type: 'status', status: await inside.board.read() })
}

async function close({ store, quarantine, journal, journaling, detecting, catchUp, player }: Inside): Promise<void> {
  await player.stop()
  await catchUp.close()
  await detecting.close()
  await journal.close()
  await journaling.close()
  await store.close()
  await quarantine.close()
}
