/** Keeps each person's risk: takes findings, proofs and words, says how they stand now, and writes down each change. */
import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import { dayMs } from '../0-event/time.ts'
import type { Records } from '../2-store/records.ts'
import * as kept from '../2-store/records-risk.ts'
import type { Lane as LaneName } from '../2-store/records-states.ts'
import type { Finding, Person } from '../3-detect/finding.ts'
import { add, foundOf, type Happening, type Proof, type Word } from '../4-risk/happening.ts'
import type { ShiftOf } from '../4-risk/reasons.ts'
import { type Reliability, reliabilities, shiftsOf, type Verdict, verdictsMax, verdictsOf } from '../4-risk/reliability.ts'
import { assessUser, levelUntil, type UserRisk } from '../4-risk/user-risk.ts'

/** Something that counts for a person's risk. */
export interface Counts {
  readonly lane: LaneName
  readonly person: Person
  readonly happening: Happening
}

export interface Risk {
  /** Within the caller's transaction: findings go to everybody they are about. */
  take(records: Records, findings: readonly Finding[], proofs: readonly Counts[]): Promise<void>
  /** Within the caller's transaction: findings that are kept no longer count no longer. */
  forget(records: Records): Promise<void>
  /** What was held in memory may have gone from the records. */
  forgetHeld(): void
  /** What an analyst said; teaches the detections. `own` are the accounts of the person. */
  say(counts: Counts & { readonly happening: Word }, own: readonly string[]): Promise<void>
  /** What the person answered when an analyst asked them. */
  answer(counts: Counts & { readonly happening: Proof }): Promise<void>
  /** Takes a word back, and what it taught. False where there is none. */
  undo(lane: LaneName, person: string, word: string, by: string): Promise<boolean>
  /** How a person stands at `now`; nothing known of them is no risk. */
  userRisk(lane: LaneName, person: string, now: number): Promise<{ readonly risk: UserRisk; readonly happenings: readonly Happening[] }>
  /** Writes down the levels that time has changed. */
  sweep(): Promise<void>
  reliabilities(lane: LaneName): Promise<readonly Reliability[]>
  /** What analysts said of detections without a word about the person; not of their own accounts. */
  learn(lane: LaneName, verdicts: readonly Verdict[], own: readonly string[]): Promise<void>
  /** Forgets what was said of a detection. */
  unlearn(lane: LaneName, detection: string): Promise<void>
  /** What time it is for a lane: now, or the end of its logs where those are old. */
  timeOf(lane: LaneName): number
}

export interface RiskParts {
  readonly records: Records
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** Milliseconds since 1970: a lane's newest event; 0 where there was none. */
  readonly newest: (lane: LaneName) => number
}

/** Persons written down by one sweep; the others come with the next. */
const sweepMax = 500
/** Changes of level by fading: high, medium, low, none. */
const fadesMax = 4
/** Persons whose happenings are held; at the bound the one longest unasked is read again when met. */
const heldMax = 20_000

export function createRisk(parts: RiskParts): Risk {
  const { clock } = parts
  const held = new Map<string, readonly Happening[]>()
  const shifts = new Map<LaneName, ShiftOf>()
  let writes = 0

  /** Whoever reads an old log wants to see how people stood at its end. */
  function timeOf(lane: LaneName): number {
    const newest = parts.newest(lane)
    return newest !== 0 && newest < clock() - dayMs ? newest : Math.max(clock(), newest)
  }

  /** Read anew within a transaction, since it may yet be undone. */
  const read = async (records: Records, lane: LaneName, person: string): Promise<readonly Happening[]> =>
    (await kept.riskHappenings(records, lane, person))
      .map(({ body }) => JSON.parse(body) as Happening)
      .reduce<readonly Happening[]>(add, [])

  async function happeningsOf(lane: LaneName, person: string): Promise<readonly Happening[]> {
    const key = `${lane} ${person}`
    const known = held.get(key)
    if (known !== undefined) {
      held.delete(key)
      held.set(key, known)
      return known
    }
    const begun = writes
    const loaded = await read(parts.records, lane, person)
    if (begun !== writes) return loaded
    if (held.size >= heldMax) held.delete(held.keys().next().value ?? '')
    held.set(key, loaded)
    return loaded
  }

  function changing(lane: LaneName, person: string): void {
    writes++
    held.delete(`${lane} ${person}`)
  }

  /** Values are held, not promises: one that waits for the database would hold up the transaction that waits for it. */
  async function shiftOf(records: Records, lane: LaneName): Promise<ShiftOf> {
    const known = shifts.get(lane)
    if (known !== undefined) return known
    const begun = writes
    const read = shiftsOf(reliabilities(await verdictsIn(records, lane)))
    if (begun === writes) shifts.set(lane, read)
    return read
  }

  async function takeOne(records: Records, { lane, person, happening }: Counts): Promise<void> {
    changing(lane, person.id)
    const before = await read(records, lane, person.id)
    const after = add(before, happening)
    if (after === before) return
    const at = happening.time
    await settle(records, lane, person, before, at)
    await writeHappenings(records, lane, person.id, before, after)
    const by = happening.kind === 'word' ? happening.by : undefined
    await stand(records, { lane, person, happenings: after, at, by, because: becauseOf(happening) })
  }

  /** Writes down what fading changed up to `until`. */
  async function settle(records: Records, lane: LaneName, person: Person, happenings: readonly Happening[], until: number): Promise<void> {
    for (let fades = 0; fades < fadesMax; fades++) {
      const row = await kept.riskUser(records, lane, person.id)
      if (row?.due === undefined || row.due === null || row.due > until) return
      await stand(records, {
        lane,
        person: personOf(row),
        happenings,
        at: row.due,
        by: undefined,
        because: 'time passed and nothing new was found',
      })
    }
  }

  async function stand(records: Records, standing: Standing): Promise<void> {
    const { lane, person, happenings, at } = standing
    const shift = await shiftOf(records, lane)
    const row = await kept.riskUser(records, lane, person.id)
    const time = Math.max(at, row?.updated ?? 0)
    const risk = assessUser(happenings, time, shift)
    const isSame = row !== undefined && row.level === risk.level && row.state === risk.state && row.detail === risk.detail
    await kept.keepRiskUser(records, {
      lane,
      person: person.id,
      uid: person.uid ?? row?.uid ?? null,
      name: person.name,
      display: person.displayName ?? row?.display ?? null,
      level: risk.level,
      state: risk.state,
      detail: risk.detail,
      score: risk.score,
      updated: isSame ? row.updated : time,
      due: levelUntil(happenings, time, shift) ?? null,
    })
    for (const { finding, state, detail } of risk.ended) await kept.markFinding(records, finding, state, detail)
    for (const finding of risk.open) {
      const isConfirmed = risk.confirmed.includes(finding)
      const { state, detail } = isConfirmed ? signInConfirmed : openStanding
      await kept.markFinding(records, finding, state, detail)
    }
    if (isSame || (row === undefined && risk.level === 'none' && risk.state === 'none')) return
    await kept.keepRiskChange(records, changeRow(standing, risk, time))
  }

  /** Outside of any other transaction. */
  const alone = <T>(work: (records: Records) => Promise<T>): Promise<T> => parts.records.transaction().execute(work)

  /** What was learnt is read again after it, also where it could not be kept. */
  async function teaching<T>(lane: LaneName, work: (records: Records) => Promise<T>): Promise<T> {
    try {
      return await parts.records.transaction().execute(work)
    } finally {
      writes++
      shifts.delete(lane)
    }
  }

  async function say(counts: Counts & { readonly happening: Word }, own: readonly string[]): Promise<void> {
    const { lane, person, happening } = counts
    await teaching(lane, async (records) => {
      const before = await read(records, lane, person.id)
      for (const verdict of verdictsOf(happening, before, { person: person.id, own }))
        await kept.keepVerdict(records, { lane, ...verdict }, verdictsMax)
      shifts.delete(lane)
      await takeOne(records, counts)
    })
  }

  async function undo(lane: LaneName, person: string, word: string, by: string): Promise<boolean> {
    return teaching(lane, async (records) => {
      changing(lane, person)
      const before = await read(records, lane, person)
      const after = before.filter(({ id, kind }) => !(id === word && kind !== 'found'))
      const row = await kept.riskUser(records, lane, person)
      if (after.length === before.length || row === undefined) return false
      for (const kind of ['word', 'proof']) await kept.removeHappening(records, { lane, person, kind, id: word })
      await kept.removeVerdicts(records, lane, { word })
      shifts.delete(lane)
      const because = `${by} took back what was said`
      await stand(records, { lane, person: personOf(row), happenings: after, at: timeOf(lane), by, because })
      return true
    })
  }

  async function forget(records: Records): Promise<void> {
    for (const { lane, person } of await kept.forgetLostHappenings(records)) {
      const name = lane as LaneName
      changing(name, person)
      const row = await kept.riskUser(records, lane, person)
      if (row === undefined) continue
      const happenings = await read(records, name, person)
      const because = 'findings that it stood on are kept no longer'
      await stand(records, { lane: name, person: personOf(row), happenings, at: timeOf(name), by: undefined, because })
    }
  }

  async function sweep(): Promise<void> {
    for (const lane of ['real', 'simulated'] as const) {
      const now = timeOf(lane)
      for (const row of await kept.riskDue(parts.records, lane, now, sweepMax)) {
        await alone(async (records) => settle(records, lane, personOf(row), await read(records, lane, row.person), now))
      }
    }
  }

  return {
    take: async (records, findings, proofs) => {
      for (const finding of findings) for (const counts of countsOf(finding)) await takeOne(records, counts)
      for (const proof of proofs) await takeOne(records, proof)
    },
    forget,
    forgetHeld: () => {
      writes++
      held.clear()
      shifts.clear()
    },
    say,
    answer: (counts) => alone((records) => takeOne(records, counts)),
    undo,
    userRisk: async (lane, person, now) => {
      const happenings = await happeningsOf(lane, person)
      return { risk: assessUser(happenings, now, await shiftOf(parts.records, lane)), happenings }
    },
    sweep,
    reliabilities: async (lane) => reliabilities(await verdictsIn(parts.records, lane)),
    learn: (lane, verdicts, own) =>
      teaching(lane, async (records) => {
        for (const verdict of verdicts)
          if (!own.some((name) => name.toLowerCase() === verdict.by.toLowerCase()))
            await kept.keepVerdict(records, { lane, ...verdict }, verdictsMax)
      }),
    unlearn: (lane, detection) => teaching(lane, (records) => kept.removeVerdicts(records, lane, { detection })),
    timeOf,
  }
}

const signInConfirmed = { state: 'confirmedCompromised', detail: 'adminConfirmedSigninCompromised' } as const
const openStanding = { state: 'atRisk', detail: 'none' } as const

interface Standing {
  readonly lane: LaneName
  readonly person: Person
  readonly happenings: readonly Happening[]
  readonly at: number
  readonly by: string | undefined
  readonly because: string
}

async function writeHappenings(
  records: Records,
  lane: LaneName,
  person: string,
  before: readonly Happening[],
  after: readonly Happening[],
): Promise<void> {
  const isIn = (all: readonly Happening[], one: Happening): boolean => all.some(({ kind, id }) => kind === one.kind && id === one.id)
  for (const one of after)
    if (!before.includes(one))
      await kept.keepHappening(records, { lane, person, kind: one.kind, id: one.id, time: one.time, body: JSON.stringify(one) })
  for (const one of before) if (!isIn(after, one)) await kept.removeHappening(records, { lane, person, kind: one.kind, id: one.id })
}

function countsOf(finding: Finding): readonly Counts[] {
  const lane = finding.simulated ? 'simulated' : 'real'
  return [finding.person, ...finding.others].flatMap((person) => {
    const happening = foundOf(finding, person.id)
    return happening === undefined ? [] : [{ lane, person, happening }]
  })
}

function becauseOf(happening: Happening): string {
  switch (happening.kind) {
    case 'found':
      return happening.title
    case 'word':
      return `${happening.by} ${said[happening.says]}${happening.reason === '' ? '' : `: ${happening.reason}`}`
    case 'proof':
      return proved[happening.what]
  }
}

const said: Readonly<Record<Word['says'], string>> = {
  compromised: 'confirmed it compromised',
  safe: 'confirmed it safe',
  dismissed: 'dismissed it',
}
const proved: Readonly<Record<Proof['what'], string>> = {
  passkey: 'a sign-in with a passkey from a device known before',
  password_change: 'the password was changed from a device known before, after a second proof',
  was_me: 'the person said it was them',
  was_not_me: 'the person said it was not them',
}

const changeRow = ({ lane, person, by, because }: Standing, risk: UserRisk, time: number): kept.RiskChangeRow => ({
  id: createHash('sha256').update(`${lane} ${person.id} ${time} ${risk.level} ${risk.state} ${risk.detail}`).digest('hex').slice(0, 32),
  lane,
  person: person.id,
  time,
  level: risk.level,
  state: risk.state,
  detail: risk.detail,
  by: by ?? null,
  because,
  types: JSON.stringify(risk.riskEventTypes),
})

const personOf = ({ person, name, display, uid }: kept.RiskUserRow): Person => ({
  id: person,
  name,
  displayName: display ?? undefined,
  uid: uid ?? undefined,
})

async function verdictsIn(records: Records, lane: LaneName): Promise<readonly Verdict[]> {
  const rows = await kept.riskVerdicts(records, lane)
  return rows.map((row) => ({ ...row, detection: row.detection as Verdict['detection'], right: row.right === 1 ? 1 : 0 }))
}

/** How often levels that time has changed are looked for. */
const sweepEveryMs = 10_000

/** Answers how to end it; settles when nothing is written any more. */
export function startSweeping(risk: Pick<Risk, 'sweep'>, log: Logger): () => Promise<void> {
  let running: Promise<void> | undefined
  const timer = setInterval(() => {
    running ??= risk
      .sweep()
      .catch((error: unknown) => log.error({ err: error }, 'how risk faded could not be written down; trying again'))
      .finally(() => {
        running = undefined
      })
  }, sweepEveryMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await running
  }
}
