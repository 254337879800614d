/** Transactions that wait at the same time share one commit, because a commit waits for the disk and little else does. */
import { CompiledQuery } from 'kysely'
import type { IdentityRecords } from './identity.ts'

/** Transactions in one commit; more wait for the next. Bounds how long the records are held, and how long nothing else runs. */
export const togetherMax = 32

type Work<T> = (records: IdentityRecords) => Promise<T>

/** What one piece of work came to before the commit. */
type Outcome = { readonly done: unknown } | { readonly thrown: unknown }

interface Waiting {
  run(records: IdentityRecords): Promise<unknown>
  resolve(value: unknown): void
  reject(error: unknown): void
}

/**
 * For a database with one connection. Each piece of work stands in a savepoint of its own: what it throws undoes it alone. Nobody is answered before
 * the commit; where that fails, nobody's work is done and all are told.
 */
export function createTogether(records: IdentityRecords): <T>(work: Work<T>) => Promise<T> {
  const queue: Waiting[] = []
  let running = false

  async function runAll(): Promise<void> {
    while (queue.length > 0) {
      await runGroup(records, queue.splice(0, togetherMax))
      // Requests that came in meanwhile are read first, so that they join, and nobody starves.
      await nextTurn()
    }
    running = false
  }

  return <T>(work: Work<T>) =>
    new Promise<T>((resolve, reject) => {
      queue.push({ run: work, resolve: (value) => resolve(value as T), reject })
      if (running) return
      running = true
      // Not at once: others whose requests were read in the same turn join.
      nextTurn().then(runAll).catch(reject)
    })
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function runGroup(records: IdentityRecords, group: readonly Waiting[]): Promise<void> {
  const [first] = group
  // One alone needs no savepoint.
  if (first !== undefined && group.length === 1) return records.transaction().execute(first.run).then(first.resolve, first.reject)
  let outcomes: readonly Outcome[]
  try {
    outcomes = await records.transaction().execute((within) => runEach(within, group))
  } catch (error) {
    for (const one of group) one.reject(error)
    return
  }
  for (const [at, one] of group.entries()) {
    const outcome = outcomes[at]
    if (outcome !== undefined && 'done' in outcome) one.resolve(outcome.done)
    else one.reject(outcome?.thrown)
  }
}

const savepoint = CompiledQuery.raw('savepoint one')
const undo = CompiledQuery.raw('rollback to one')
const release = CompiledQuery.raw('release one')

async function runEach(within: IdentityRecords, group: readonly Waiting[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const one of group) {
    await within.executeQuery(savepoint)
    const outcome = await begun(one, within).then(
      (done): Outcome => ({ done }),
      (thrown: unknown): Outcome => ({ thrown }),
    )
    // Fails where SQLite gave up the whole transaction (a full disk): then it fails for all.
    if ('thrown' in outcome) await within.executeQuery(undo)
    await within.executeQuery(release)
    outcomes.push(outcome)
  }
  return outcomes
}

/** Also what is thrown at once becomes its own failure. */
async function begun(one: Waiting, within: IdentityRecords): Promise<unknown> {
  return one.run(within)
}
