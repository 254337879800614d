/** What an analyst says of persons and sign-ins, put to those it is about. */
import { createHash } from 'node:crypto'
import { text } from '../0-event/json.ts'
import type { Records } from '../2-store/records.ts'
import { riskUserCalled } from '../2-store/records-risk.ts'
import type { Lane as LaneName } from '../2-store/records-states.ts'
import type { Finding, Person } from '../3-detect/finding.ts'
import type { Proof, Word } from '../4-risk/happening.ts'
import { problem } from './problem.ts'
import type { Product } from './product.ts'

export interface WordParts {
  readonly records: Records
  readonly product: () => Pick<Product, 'risk' | 'people' | 'store'>
  readonly clock: () => number
}

export interface Said {
  readonly says: Word['says']
  readonly by: string
  readonly reason: string
}

export interface Known {
  readonly lane: LaneName
  readonly person: Person
}

/** Said at once by Graph's scripts; more is refused. */
export const saidMax = 60

/** Throws 404, naming the first that is not known, before anything is said of any. */
export async function sayOfUsers(ids: readonly string[], said: Said, parts: WordParts): Promise<void> {
  const known = await Promise.all(ids.map((id) => personCalled(id, parts)))
  const stranger = known.indexOf(undefined)
  if (stranger !== -1)
    throw problem(404, 'not_found', `There is no user '${ids[stranger]}'. Give the id of a risky user, or a name that logs hold.`)
  for (const one of known) if (one !== undefined) await say(one, undefined, said, parts)
}

/** A person by the provider's id, ours, or a name: at risk already, or only known from logs. */
export async function personCalled(called: string, { records, product }: WordParts): Promise<Known | undefined> {
  const row = await riskUserCalled(records, called)
  if (row !== undefined) {
    const person = { id: row.person, name: row.name, displayName: row.display ?? undefined, uid: row.uid ?? undefined }
    return { lane: row.lane as LaneName, person }
  }
  const { people } = product()
  for (const user of [{ uid: called }, { name: called }]) {
    const { person, simulated } = people.recognise(user)
    if (people.aliases(person.id) !== undefined) return { lane: simulated ? 'simulated' : 'real', person }
  }
  return undefined
}

/** Everything up to now is meant, in the time of the lane, which for a simulated organisation may be ahead. */
async function timeFor({ lane, person }: Known, { clock, product }: WordParts): Promise<number> {
  const { risk } = product()
  const { happenings } = await risk.userRisk(lane, person.id, risk.timeOf(lane))
  return Math.max(clock(), ...happenings.map(({ time }) => time + 1))
}

async function say(known: Known, findings: readonly string[] | undefined, said: Said, parts: WordParts): Promise<void> {
  const time = await timeFor(known, parts)
  const id = wordId(known, time, said.says, findings)
  const happening: Word = { kind: 'word', id, time, ...said, findings }
  await parts.product().risk.say({ ...known, happening }, ownNames(known, parts))
}

/** About single findings of a person. */
export const sayOfFindings = (known: Known, findings: readonly string[], said: Said, parts: WordParts): Promise<void> =>
  say(known, findings, said, parts)

/** Every name of a person that an analyst might have too: nobody teaches about their own account. */
export const ownNames = ({ person }: Known, { product }: WordParts): readonly string[] =>
  [person.name, ...(product().people.aliases(person.id) ?? [])].map((alias) => alias.replace(/^(?:name|id \S+) /, ''))

const wordId = ({ lane, person }: Known, time: number, says: string, findings: readonly string[] | undefined): string =>
  createHash('sha256')
    .update(`${lane} ${person.id} ${time} ${says} ${findings?.join(' ') ?? ''}`)
    .digest('hex')
    .slice(0, 32)

/** What the person answered when asked. */
export async function answerOf(known: Known, wasMe: boolean, parts: WordParts): Promise<void> {
  const time = await timeFor(known, parts)
  const what = wasMe ? 'was_me' : 'was_not_me'
  const happening: Proof = { kind: 'proof', id: wordId(known, time, what, undefined), time, what }
  await parts.product().risk.answer({ ...known, happening })
}

/**
 * About sign-ins by their ids. One that no finding stands on is confirmed compromised by confirming its person; there is nothing to take away
 * from one otherwise. Throws 404 for a sign-in that is not kept.
 */
export async function sayOfSignIns(ids: readonly string[], said: Said, parts: WordParts): Promise<void> {
  for (const id of ids) {
    const known = await signedInBy(id, parts)
    if (known === undefined) throw problem(404, 'not_found', `There is no sign-in '${id}' among the records kept.`)
    const findings = await findingsOn(id, known, parts)
    if (findings.length > 0) await say(known, findings, said, parts)
    else if (said.says === 'compromised')
      await say(known, undefined, { ...said, reason: said.reason === '' ? `the sign-in ${id}` : said.reason }, parts)
  }
}

async function signedInBy(id: string, parts: WordParts): Promise<Known | undefined> {
  const bare = id.replace(/^entra-id:/, '').replace(/#.*$/, '')
  const { store } = parts.product()
  const sql = 'select "UserId", "UserPrincipalName" from SigninLogs where coalesce("Id", "_ItemId") = $1 limit 1'
  const [row] = await store.query(sql, [bare])
  if (row === undefined) return undefined
  const called = text(row, 'UserId') ?? text(row, 'UserPrincipalName')
  return called === undefined
    ? undefined
    : ((await personCalled(called, parts)) ?? (await personCalled(text(row, 'UserPrincipalName') ?? '', parts)))
}

async function findingsOn(id: string, { lane, person }: Known, { records, product }: WordParts): Promise<readonly string[]> {
  const { risk } = product()
  const { happenings } = await risk.userRisk(lane, person.id, risk.timeOf(lane))
  const ids = happenings.filter(({ kind }) => kind === 'found').map((one) => one.id)
  if (ids.length === 0) return []
  const rows = await records.selectFrom('finding').select(['id', 'body']).where('id', 'in', ids).execute()
  const bare = id.replace(/^entra-id:/, '').replace(/#.*$/, '')
  const isOf = (event: string): boolean => event === id || event === `entra-id:${bare}` || event.startsWith(`entra-id:${bare}#`)
  return rows.filter(({ body }) => (JSON.parse(body) as Finding).events.some((event) => isOf(event.id))).map((row) => row.id)
}
