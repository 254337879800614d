/** People with passwords and phones for the provider's measurements: real chance, a clock that runs and can be set forward, and their sign-ins. */
import { randomBytes, randomInt } from 'node:crypto'
import type { Identity, IdentityRecords } from '../../src/2-store/identity/identity.ts'
import type { AccountRow, MethodRow } from '../../src/2-store/identity/schema.ts'
import { keepActivities } from '../../src/7-provider/activities.ts'
import type { AccountNames, ProviderParts } from '../../src/7-provider/parts.ts'
import { testProvider, visitor } from '../../src/7-provider/provider.contract.ts'
import { createPush } from '../../src/7-provider/push/create-push.ts'
import { type TestPhone, testPhone } from '../../src/7-provider/push/phone.contract.ts'
import type { Push } from '../../src/7-provider/push/push.ts'
import { newId } from '../../src/7-provider/secret.ts'
import { payroll, testNotices } from '../../src/7-provider/sign-in/sign-in.contract.ts'
import { createSignIns, type SignInAction, type SignIns } from '../../src/7-provider/sign-in/sign-ins.ts'

export interface Person {
  readonly account: AccountNames
  readonly phone: TestPhone
}

/** How often the records were asked. */
export interface Work {
  transactions: number
  statements: number
}

export interface World {
  readonly parts: ProviderParts
  readonly push: Push
  readonly signIns: SignIns
  readonly people: readonly Person[]
  readonly work: Work
  later(ms: number): void
  /** Settles when every history told so far is kept. */
  settled(): Promise<void>
  end(): Promise<void>
}

const batch = 500
const password = 'correct horse battery staple'

/** `open`: the database. `counting`: costs time, so it is for a run of its own. The password's hash is a fake; Argon2id is measured apart. */
export async function createWorld(
  count: number,
  open: (clock: () => number) => Promise<Identity>,
  { counting = false }: { readonly counting?: boolean } = {},
): Promise<World> {
  let shiftMs = 0
  const clock = (): number => Date.now() + shiftMs
  const provider = await testProvider({ open: () => open(clock) })
  const work: Work = { transactions: 0, statements: 0 }
  const identity = counting ? counted(provider.parts.identity, work) : provider.parts.identity
  let keeping: Promise<unknown> = Promise.resolve()
  const parts: ProviderParts = {
    ...provider.parts,
    identity,
    chance: { bytes: randomBytes, below: randomInt },
    clock,
    tell: (activities) => {
      keeping = Promise.all([keeping, keepActivities(identity, activities)])
    },
    fault: (error, doing) => {
      throw new Error(doing, { cause: error })
    },
  }
  const push = createPush(parts)
  return {
    parts,
    push,
    signIns: createSignIns(parts, push, testNotices()),
    people: await addPeople(parts, count),
    work,
    later: (ms) => {
      shiftMs += ms
    },
    settled: async () => {
      await keeping
    },
    end: () => provider.end(),
  }
}

async function addPeople(parts: ProviderParts, count: number): Promise<Person[]> {
  const { identity } = parts
  const people: Person[] = []
  while (people.length < count)
    await identity.transaction(async (records) => {
      const within: ProviderParts = { ...parts, identity: { ...identity, records } }
      for (let nth = 0; nth < batch && people.length < count; nth++) {
        const id = newId(parts.chance)
        const row = accountRow(id, `${id.toLowerCase()}.${people.length}@example.com`)
        await records.insertInto('account').values(row).execute()
        const account = { id: row.id, name: row.name, displayName: row.display_name }
        people.push({ account, phone: await testPhone(within, account) })
      }
    })
  return people
}

export const accountRow = (id: string, name: string): AccountRow => ({
  id,
  name,
  name_key: name,
  display_name: name,
  given_name: null,
  family_name: null,
  email: null,
  emails: '[]',
  locale: null,
  state: 'active',
  privileged: 0,
  password_hash: `fast:${password}`,
  password_changed: null,
  external_id: null,
  source: 'local',
  extra: '{}',
  created: 0,
  updated: 0,
})

export const phoneRow = (parts: ProviderParts, { id }: TestPhone): Promise<MethodRow> =>
  parts.identity.records.selectFrom('method').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

/** Counts what is run in transactions and beside them. */
function counted(identity: Identity, work: Work): Identity {
  const counting = (records: IdentityRecords): IdentityRecords =>
    records.withPlugin({
      transformQuery: ({ node }) => {
        work.statements++
        return node
      },
      transformResult: async ({ result }) => result,
    })
  return {
    ...identity,
    records: counting(identity.records),
    transaction: (run) => {
      work.transactions++
      return identity.transaction((records) => run(counting(records)))
    },
  }
}

/** From the ask to the proof. */
export async function question({ parts, push }: World, { account, phone }: Person): Promise<void> {
  const browserSecret = newId(parts.chance)
  const asked = await push.ask(askOf(account, browserSecret))
  if (asked.state !== 'sent') throw new Error(`not sent: ${JSON.stringify(asked)}`)
  const row = await phoneRow(parts, phone)
  const prompt = (await push.current(row, { quiet: false })) ?? fail('nothing is shown')
  const answer = await phone.answer(prompt, 'approve', asked.number)
  const { outcome } = await push.answer(row, answer, {})
  if (outcome !== 'approved') throw new Error(`not approved: ${outcome}`)
  const proof = await push.collect(asked.challenge, browserSecret)
  if (typeof proof === 'string') throw new Error(`not collected: ${proof}`)
  await push.succeeded(account, proof, true)
}

export const askOf = (account: AccountNames, browserSecret: string) =>
  ({
    account,
    kind: 'sign-in',
    protocol: 'oidc',
    app: { id: 'payroll', name: 'Payroll' },
    src: visitor().src,
    flow: browserSecret,
    browserSecret,
    familiar: true,
    privileged: false,
    quiet: false,
    weighed: { level: 'none', unusual: [] },
  }) as const

export interface Took {
  /** From opening the page to the right password. */
  readonly beforeMs: number
  /** From choosing the phone to the end of the sign-in, without the phone's signature. */
  readonly promptMs: number
}

/** A whole sign-in: name, password, phone, end. */
export async function signIn({ parts, push, signIns }: World, { account, phone }: Person): Promise<Took> {
  const from = visitor()
  const begun = performance.now()
  let { secret } = await signIns.begin(payroll, from)
  const act = async (action: SignInAction) => {
    const acted = await signIns.act(secret, action, from)
    secret = acted.secret ?? secret
    return acted.view
  }
  await act({ do: 'name', name: account.name })
  const chosen = await act({ do: 'password', password })
  if (chosen.step !== 'method') throw new Error(`no choice of methods but ${chosen.step}`)
  const known = performance.now()
  const view = await act({ do: 'choose', offer: 'push' })
  if (view.step !== 'push') throw new Error(`no prompt but ${view.step}`)
  const row = await phoneRow(parts, phone)
  const prompt = (await push.current(row, { quiet: false })) ?? fail('nothing is shown')
  const signing = performance.now()
  const answer = await phone.answer(prompt, 'approve', view.number)
  const signingMs = performance.now() - signing
  const { outcome } = await push.answer(row, answer, {})
  if (outcome !== 'approved') throw new Error(`not approved: ${outcome}`)
  const done = await act({ do: 'wait' })
  if (done.step !== 'done') throw new Error(`not done but ${done.step}`)
  if ((await signIns.finish(secret, from)) === undefined) throw new Error('not finished')
  return { beforeMs: known - begun, promptMs: performance.now() - known - signingMs }
}

function fail(why: string): never {
  throw new Error(why)
}

export function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** The time below which this share of them stays. */
export function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** Runs `work` on each, so many at once; how long it took in milliseconds. */
export async function atOnce<T>(all: readonly T[], inFlight: number, work: (one: T) => Promise<unknown>): Promise<number> {
  const waiting = [...all]
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await work(next)
    }),
  )
  return performance.now() - begun
}
