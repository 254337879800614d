/** The product: joins reading, keeping, detecting and telling. The only file that knows all of them. */
import { join } from 'node:path'
import type { Event } from '../0-event/event.ts'
import { type Place, withPlace } from '../1-ingest/locate.ts'
import { openQuarantine, type Quarantine } from '../1-ingest/quarantine.ts'
import type { Reference } from '../1-ingest/reference.ts'
import { openStore } from '../2-store/duckdb.ts'
import type { Hunter } from '../2-store/hunt.ts'
import { type Journal, openJournal } from '../2-store/journal.ts'
import type { Records, StateAccess } from '../2-store/records.ts'
import { apart } from '../2-store/records-work.ts'
import { rowEvents } from '../2-store/reread.ts'
import type { LogStore } from '../2-store/store.ts'
import type { Moment } from '../3-detect/detection.ts'
import { simulatedTenant } from '../3-detect/finding.ts'
import { type Accept, createAccept } from './accept.ts'
import type { ServerParts } from './api.ts'
import { type CatchUp, createCatchUp } from './catch-up.ts'
import { startDemo } from './demo.ts'
import { createDetecting, type Detecting } from './detecting.ts'
import type { Feed } from './feed.ts'
import { incidentDetail } from './incident-detail.ts'
import { createIncidentWork, type IncidentWork } from './incident-work.ts'
import { type Intake, openIntake } from './intake.ts'
import { createJournaling, type Journaling } from './journaling.ts'
import { type LaneParts, laneOf, restoreLane } from './lane.ts'
import { createPeople, loadCorrections, type People } from './people.ts'
import { createPlayer, type Player } from './play.ts'
import { openServerReference, referenceView, startRefreshing } from './reference.ts'
import { startRetention } from './retention.ts'
import { createRisk, type Risk, startSweeping } from './risk.ts'
import { learning } from './risk-learning.ts'
import { openRules, type Rules } from './rules.ts'
import { removeSimulated } from './simulated.ts'
import { type KeptSourceTimes, openSourceTimes } from './source-times.ts'
import { createStatusBoard, type StatusBoard, startTellingStatus } from './status.ts'
import { createTelling, type Telling } from './telling.ts'
import { createTuning, loadTuned, type Tuning } from './tuning.ts'
import { createWatch } from './watching.ts'
import type { IncidentDetail, QuarantineView, ReferenceView, Status } from './wire.ts'

export interface Product {
  readonly records: Records
  readonly feed: Feed
  readonly store: LogStore
  readonly hunter: Hunter
  readonly accept: Accept
  readonly intake: Intake
  readonly people: People
  readonly player: Player
  readonly rules: Rules
  readonly tuning: Tuning
  readonly catchUp: CatchUp
  readonly risk: Risk
  /** What the detections know about an attempt to sign in that need not have happened; changes nothing. */
  look(event: Event): Moment
  /** What is known of an address. */
  place(ip: string): Place
  status(): Promise<Status>
  /** The lists that detections use. */
  reference(): ReferenceView
  readonly incidentWork: IncidentWork
  /** Undefined where there is no such incident. `zone`: the time zone of whoever reads it. */
  incidentDetail(id: string, zone: string): Promise<IncidentDetail | undefined>
  quarantined(limit: number): Promise<QuarantineView>
  /** Settles when nothing of the simulated organisation is left. */
  removeSimulated(): Promise<void>
  /** Settles when everything is on disk and closed. */
  close(): Promise<void>
}

export interface ProductParts extends Omit<ServerParts, 'product' | 'provider' | 'passwords' | 'runToken'> {
  readonly states: StateAccess
}

/** Rejects with a sentence where something on disk cannot be opened. */
export async function openProduct(parts: ProductParts): Promise<Product> {
  const disk = await openDisk(parts)
  try {
    const detections = await openDetections(parts, disk)
    const ways = await openWays(parts, disk, detections)
    return begin({ parts, ...disk, ...detections, ...ways })
  } catch (error) {
    await closeDisk(disk)
    throw error
  }
}

const now = (): number => performance.now()

interface Disk {
  readonly store: LogStore
  readonly quarantine: Quarantine
  readonly journal: Journal
}

async function openDisk({ config, clock }: ProductParts): Promise<Disk> {
  const store = await openStore(config.data, { clock })
  try {
    const quarantine = await openQuarantine(join(config.data, 'quarantine'))
    return { store, quarantine, journal: await openJournal(join(config.data, 'journal'), { clock }) }
  } catch (error) {
    await store.close()
    throw error
  }
}

async function closeDisk({ store, quarantine, journal }: Disk): Promise<void> {
  await journal.close()
  await store.close()
  await quarantine.close()
}

/** What turns events into findings, and keeps and tells them. */
interface Detections {
  readonly laneParts: LaneParts & { readonly corrections: Map<string, string>; readonly apart: Map<string, string> }
  /** The detections' settings as they are now. */
  readonly tuned: Record<string, Record<string, number>>
  readonly reference: Reference
  /** The simulated organisation's accounts with more to lose. */
  readonly simulatedPrivileged: Set<string>
  readonly risk: Risk
  readonly telling: Telling
  readonly detecting: Detecting
  readonly journaling: Journaling
  readonly catchUp: CatchUp
}

async function openDetections(parts: ProductParts, { store, journal }: Disk): Promise<Detections> {
  const { config, records } = parts
  const simulatedPrivileged = new Set<string>()
  const reference = await openServerReference(parts)
  const tuned = await loadTuned(records, config.detections)
  const laneParts = {
    config: { ...config, detections: tuned, homeDomains: config.homeDomains.map((domain) => domain.toLowerCase()) },
    corrections: await loadCorrections(records),
    privileged: { real: new Set(config.privileged.map((name) => name.toLowerCase())), simulated: simulatedPrivileged },
    locate: reference.locate,
    networks: reference.networks,
    leaked: reference.leaked,
    states: parts.states,
    apart: new Map(await apart(records)),
  }
  const risk = createRisk({ ...parts, newest: (name) => detecting.lanes()[name].newest })
  const tellingParts = { ...parts, now, risk, keepsIncidents: true }
  const telling = createTelling(tellingParts)
  const lanes = { real: await restoreLane('real', records, laneParts), simulated: await restoreLane('simulated', records, laneParts) }
  const detecting: Detecting = createDetecting(lanes, { ...parts, telling, now, settled: (mark) => journal.detected(mark) })
  const journaling = createJournaling(journal, store, parts.log)
  await takeLeft(journal, detecting)
  const catchUp = createCatchUp({
    ...parts,
    store,
    detecting,
    lanes: laneParts,
    telling: tellingParts,
    journalLoaded: () => journaling.loaded(),
  })
  return { laneParts, reference, tuned, simulatedPrivileged, risk, telling, detecting, journaling, catchUp }
}

/** Events an earlier run left that wait at once. */
const leftMax = 10_000

/** Before anything new is taken: the marks of what an earlier run left are lower than all that follow. */
async function takeLeft(journal: Journal, detecting: Detecting): Promise<void> {
  for await (const { mark, table, rows } of journal.left()) {
    detecting.take({ mark, events: rows.flatMap((row) => rowEvents(table, row)), received: undefined })
    if (detecting.waiting() > leftMax) await detecting.handled()
  }
}

/** The ways in and out: what the APIs call. */
interface Ways {
  readonly hunter: Hunter
  readonly accept: Accept
  readonly intake: Intake
  readonly people: People
  readonly player: Player
  readonly rules: Rules
  readonly board: StatusBoard
  readonly sourceTimes: KeptSourceTimes
}

async function openWays(parts: ProductParts, { store, quarantine, journal }: Disk, detections: Detections): Promise<Ways> {
  const { config } = parts
  const { detecting, catchUp, laneParts, simulatedPrivileged } = detections
  const lanes = () => detecting.lanes()
  const { externalFolders } = config
  const hunter = await store.hunter({ now, locate: laneParts.locate, externalFolders, onFault: tellFault(parts) })
  const sourceTimes = await openSourceTimes(parts)
  const accept = createAccept({ ...parts, journal, detecting, sourceTimes, now })
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
  const { corrections, config: engineConfig } = laneParts
  const people = createPeople({ ...parts, homeDomains: engineConfig.homeDomains, corrections, lanes, changed: () => catchUp.anew() })
  const player = createPlayer({ ...parts, accept, detecting, privileged: simulatedPrivileged })
  const rules = await openRules({ ...parts, ...detections, data: config.data, store, hunter, people, locate: laneParts.locate })
  const board = createStatusBoard({ ...parts, store, quarantine, lanes, catchUp, player, sourceTimes, now })
  return { hunter, accept, intake, people, player, rules, board, sourceTimes }
}

/** Texts of queries in the log are cut: lists in them may be long. */
const loggedMax = 2000

const tellFault =
  ({ log }: ProductParts) =>
  (error: unknown, text: string): void => {
    // Without a query it is a file of the folder `functions`, and the sentence says which.
    if (text === '') log.warn(error instanceof Error ? error.message : String(error))
    else log.error({ err: error, query: text.slice(0, loggedMax) }, 'a query failed inside')
  }

/** Everything inside, for what concerns several parts. */
export interface Inside extends Disk, Detections, Ways {
  readonly parts: ProductParts
}

/** Sets going what runs by itself. */
function begin(inside: Inside): Product {
  const { parts, store, hunter, quarantine, risk, detecting, catchUp, accept, intake, people, player, rules, board } = inside
  const { records, feed, config } = parts
  detecting.tap(createWatch({ ...inside, ...parts, now }), 'watch')
  catchUp.look()
  const newest = () => detecting.lanes().real.newest
  const tuning = createTuning({ ...inside, records, clock: parts.clock, lanes: () => detecting.lanes() })
  const incidentWork = createIncidentWork({ ...inside, ...parts })
  incidentWork.verdicts.push(learning({ records, clock: parts.clock, product: () => inside }))
  const ends = [
    startTellingStatus(board, parts),
    startRefreshing(inside.reference, parts),
    startSweeping(risk, parts.log),
    startRetention({ ...parts, risk, quarantine, store, retentionDays: config.retentionDays, newest, removed: () => accept.forget() }),
    ...(config.demo ? [demo(inside)] : []),
  ]
  return {
    records,
    feed,
    store,
    hunter,
    accept,
    intake,
    people,
    player,
    rules,
    tuning,
    catchUp,
    risk,
    look: (event) => detecting.lanes()[laneOf(event)].engine.look(withPlace(event, inside.laneParts.locate)),
    place: (ip) => inside.laneParts.locate.place(ip),
    status: () => board.read(),
    reference: () => referenceView(inside.reference, config),
    incidentWork,
    incidentDetail: (id, zone) => incidentDetail(id, zone, { ...parts, store, people }),
    quarantined: async (limit) => ({ total: quarantine.count(), items: await quarantine.recent(limit) }),
    removeSimulated: () => removeSimulated(inside),
    close: async () => {
      for (const end of ends) await end()
      await close(inside)
    },
  }
}

const demo = (inside: Inside): (() => Promise<void>) =>
  startDemo({
    player: inside.player,
    simulatedRecords: () => inside.store.countTenant(simulatedTenant),
    removeSimulated: () => removeSimulated(inside),
    log: inside.parts.log,
  })

async function close({ store, quarantine, journal, journaling, detecting, catchUp, player, rules, sourceTimes }: Inside): Promise<void> {
  await player.stop()
  await rules.close()
  await catchUp.close()
  await detecting.close()
  await sourceTimes.close()
  await journal.close()
  await journaling.close()
  await store.close()
  await quarantine.close()
}
