/**
 * Two nodes on one PostgreSQL: 10,000 racing attempts after which nothing may be broken, and how many questions one node and two get through. `node
 * test/bench/races.ts [--attempts 10000] [--racers 250] [--questions 3000]`. The nodes are processes of this same script.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import type { Identity } from '../../src/2-store/identity/identity.ts'
import { openIdentityPostgres } from '../../src/2-store/identity/open-postgres.ts'
import { startPostgres } from '../../src/2-store/identity/postgres.contract.ts'
import { createPush } from '../../src/7-provider/push/create-push.ts'
import { addRacers, challengeMs, type RaceLog, type Racer, race, raceNode, speed } from '../../src/7-provider/push/races.contract.ts'
import { broken, countsOf } from '../../src/7-provider/push/races-kept.contract.ts'
import { atOnce, createWorld, question } from './provider-world.ts'

const { values } = parseArgs({
  options: {
    attempts: { type: 'string', default: '10000' },
    racers: { type: 'string', default: '250' },
    questions: { type: 'string', default: '3000' },
    node: { type: 'string' },
  },
})
/** At once in one node. */
const inFlight = 32
const ratioMin = 1.5

interface RaceTask {
  readonly do: 'race'
  readonly url: string
  readonly begun: number
  readonly racers: readonly Racer[]
  readonly attempts: number
}

/** Makes people of its own and waits for `go`. */
interface QuestionsTask {
  readonly do: 'questions'
  readonly url: string
  readonly count: number
}

interface Speed {
  readonly tookMs: number
  /** Of this node's process. */
  readonly cpuMs: number
}

async function follow(node: number): Promise<void> {
  const tell = (message: object): boolean => process.send?.(message) ?? false
  process.on('message', async (task: RaceTask | QuestionsTask | 'go') => {
    if (task === 'go') return
    if (task.do === 'race') tell(await raced(node, task))
    else await asked(task, tell)
  })
  tell({ ready: true })
}

async function raced(node: number, { url, begun, racers, attempts }: RaceTask): Promise<RaceLog> {
  const one = await raceNode(await openIdentityPostgres(url), begun, `node ${node}`)
  try {
    await race(one, racers, { node, nodes: 2, attempts, inFlight: 24 })
    await pause(challengeMs / speed + 200)
    await createPush(one.parts).sweep()
    return one.log
  } finally {
    await one.provider.end()
  }
}

async function asked({ url, count }: QuestionsTask, tell: (message: object) => boolean): Promise<void> {
  const world = await createWorld(count, () => openIdentityPostgres(url))
  try {
    // What is measured is a node that has been running for a while.
    await atOnce(world.people.slice(0, 200), inFlight, (person) => question(world, person))
    await world.settled()
    tell({ ready: true })
    await once(process, 'message')
    const cpu = process.cpuUsage()
    const begun = performance.now()
    await atOnce(world.people.slice(200), inFlight, (person) => question(world, person))
    await world.settled()
    const { user, system } = process.cpuUsage(cpu)
    tell({ tookMs: performance.now() - begun, cpuMs: (user + system) / 1000 } satisfies Speed)
  } finally {
    await world.end()
  }
}

async function lead(): Promise<void> {
  const postgres = await startPostgres({ fsync: true })
  const nodes = [0, 1].map((node) => fork(import.meta.filename, ['--node', String(node)]))
  try {
    await Promise.all(nodes.map(answerOf))
    load()
    await invariants(await postgres.database(), nodes)
    load()
    await throughput(() => postgres.database(), nodes)
  } finally {
    for (const node of nodes) if (node.connected) node.disconnect()
    await postgres.stop()
  }
}

function load(): void {
  console.log(
    `\nload of the machine ${loadavg()
      .slice(0, 2)
      .map((one) => one.toFixed(1))
      .join(', ')}`,
  )
}

async function answerOf<T>(node: ChildProcess): Promise<T> {
  const ended = new AbortController()
  const died = once(node, 'exit', { signal: ended.signal }).then(() => {
    throw new Error('A node has ended.')
  })
  try {
    const [answer] = await Promise.race([once(node, 'message', { signal: ended.signal }), died])
    return answer as T
  } finally {
    died.catch(() => {})
    ended.abort()
  }
}

async function invariants(url: string, nodes: readonly ChildProcess[]): Promise<void> {
  const identity = await openIdentityPostgres(url)
  const begun = Date.now()
  const leader = await raceNode(identity, begun, 'lead')
  const racers = await addRacers(leader, Number(values.racers))
  const watch = watching(identity)
  const raceBegun = performance.now()
  const task: RaceTask = { do: 'race', url, begun, racers, attempts: Number(values.attempts) }
  for (const node of nodes) node.send(task)
  const logs = await Promise.all(nodes.map((node) => answerOf<RaceLog>(node)))
  const tookS = (performance.now() - raceBegun) / 1000
  const { looks, most } = await watch()
  const counts = countsOf(logs)
  const { ended } = counts
  console.log(
    `races: ${counts.attempts} attempts by two nodes on ${racers.length} people in ${tookS.toFixed(0)} s (${Math.round((tookS * speed) / 60)} minutes of the time that ran ${speed} times as fast); ${counts.idle} found nothing to do`,
  )
  console.log(
    `  ${counts.prompts} prompts; ${Object.entries(ended)
      .map(([how, count]) => `${count} ${how}`)
      .join(', ')}; ${counts.collected} proofs, ${counts.codes} codes and ${counts.claims} offers taken`,
  )
  console.log(`  pending of one person at most ${most}, in ${looks} looks while they raced`)
  const found = [...(await broken(identity, racers, logs)), ...(most > 1 ? [`${most} pending of one person`] : [])]
  console.log(`  broken: ${found.length === 0 ? 'nothing' : found.length}`)
  for (const one of found.slice(0, 20)) console.log(`    ${one}`)
  if (found.length > 0) process.exitCode = 1
  await leader.provider.end()
}

/** Looks again and again for two pending prompts of one person. */
function watching({ records }: Identity): () => Promise<{ looks: number; most: number }> {
  let isOver = false
  let looks = 0
  let most = 0
  const running = (async () => {
    while (!isOver) {
      const row = await records
        .selectFrom('challenge')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('state', '=', 'pending')
        .groupBy('account_id')
        .orderBy('count', 'desc')
        .limit(1)
        .executeTakeFirst()
      most = Math.max(most, Number(row?.count ?? 0))
      looks++
      await pause(100)
    }
  })()
  return async () => {
    isOver = true
    await running
    return { looks, most }
  }
}

async function throughput(database: () => Promise<string>, nodes: readonly ChildProcess[]): Promise<void> {
  const count = Number(values.questions)
  const [first] = nodes
  if (first === undefined) throw new Error('There is no node.')
  const one = await measured(await database(), [first], count)
  const two = await measured(await database(), nodes, count / 2)
  const again = await measured(await database(), [first], count)
  const single = (one + again) / 2
  const ratio = two / single
  console.log(`  two nodes to one: ${ratio.toFixed(2)}${ratio < ratioMin ? ` (${ratioMin} aimed at: see whose processor time it is)` : ''}`)
}

/** Questions a second of these nodes together, and who used the processors meanwhile. */
async function measured(url: string, nodes: readonly ChildProcess[], countEach: number): Promise<number> {
  const identity = await openIdentityPostgres(url)
  try {
    for (const node of nodes) node.send({ do: 'questions', url, count: countEach + 200 } satisfies QuestionsTask)
    await Promise.all(nodes.map(answerOf))
    const server = await serverPid(identity)
    const before = serverCpuMs(server)
    const waits = waiting(identity)
    for (const node of nodes) node.send('go')
    const speeds = await Promise.all(nodes.map((node) => answerOf<Speed>(node)))
    const tookMs = Math.max(...speeds.map((each) => each.tookMs))
    const all = countEach * nodes.length
    const nodesMs = speeds.reduce((sum, { cpuMs }) => sum + cpuMs, 0)
    const databaseMs = serverCpuMs(server) - before
    const perSecond = (all / tookMs) * 1000
    const share = (ms: number): string => `${Math.round((100 * ms) / tookMs)} %`
    console.log(
      `  ${nodes.length} ${nodes.length === 1 ? 'node ' : 'nodes'}: ${perSecond.toFixed(0)} questions a second; of one processor, the nodes ${share(nodesMs)}, PostgreSQL ${share(databaseMs)} (${(nodesMs / all).toFixed(2)} and ${(databaseMs / all).toFixed(2)} ms a question)`,
    )
    console.log(`    of what nodes asked PostgreSQL for: ${await waits()}`)
    return perSecond
  } finally {
    await identity.close()
  }
}

/** What the connections of nodes that are in a transaction are doing, looked at again and again. */
function waiting({ records }: Identity): () => Promise<string> {
  let isOver = false
  const seen = new Map<string, number>()
  const running = (async () => {
    while (!isOver) {
      const { rows } = await sql<{ what: string }>`
        select case when state = 'active' then coalesce('waits for ' || wait_event, 'runs') else 'waits for the node' end as what
        from pg_stat_activity where state in ('active', 'idle in transaction') and pid <> pg_backend_pid()
          and backend_type = 'client backend'`.execute(records)
      for (const { what } of rows) seen.set(what, (seen.get(what) ?? 0) + 1)
      await pause(20)
    }
  })()
  return async () => {
    isOver = true
    await running
    const all = [...seen.values()].reduce((sum, count) => sum + count, 0)
    const most = [...seen].sort(([, one], [, other]) => other - one).slice(0, 4)
    return most.map(([what, count]) => `${what} ${Math.round((100 * count) / all)} %`).join(', ')
  }
}

/** The process that all others of the server come from. */
async function serverPid({ records }: Identity): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(records)
  return Number(statOf(Number(rows[0]?.pid))[1])
}

/** Of Linux: the fields of `/proc/PID/stat` after the name. */
const statOf = (pid: number): readonly string[] => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

/** Of the server and its processes that live; those that ended are counted with their parent. Linux counts hundredths of a second. */
function serverCpuMs(server: number): number {
  const children = readFileSync(`/proc/${server}/task/${server}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter((pid) => pid !== '')
  const ticks = (pid: number, fields: readonly number[]): number => {
    const stat = statOf(pid)
    return fields.reduce((sum, field) => sum + Number(stat[field]), 0)
  }
  const [user, system, endedUser, endedSystem] = [11, 12, 13, 14] as const
  const living = children.reduce((sum, pid) => sum + ticks(Number(pid), [user, system]), 0)
  return (living + ticks(server, [user, system, endedUser, endedSystem])) * 10
}

if (values.node === undefined) await lead()
else await follow(Number(values.node))
