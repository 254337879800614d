/** Takes people from a file of separated values: each row is made, changed or refused with its number and why; nothing is lost. */
import { rowSplitter } from '../../1-ingest/rows.ts'
import { isTaken } from '../../2-store/identity/identity.ts'
import type { AccountRow } from '../../2-store/identity/schema.ts'
import { issueAccessPass } from '../methods/access-pass.ts'
import { nameKeyOf, namesOf } from '../person.ts'
import { newId } from '../secret.ts'
import { newRow, putFields, tellMade } from './accounts.ts'
import { csvOf } from './csv-out.ts'
import { type Fields, fieldsOf, invalid, isRefused, type Refused, textMax } from './fields.ts'
import { chunksOf } from './groups.ts'
import { type Column, columnsOf, type PersonRow, personOf } from './import-columns.ts'
import { type Joining, joinGroups } from './import-groups.ts'
import type { ImportedRow, ImportOutcome, ImportReport } from './wire.ts'
import { type DirectoryParts, inOne, type Work } from './work.ts'

export interface ImportOptions {
  readonly by: string
  /** Tells what would be, and changes nothing. */
  readonly dry: boolean
  /** An access pass for each new person. */
  readonly passes: boolean
}

const rowsMax = 100_000
/** Rows a transaction. */
const batchMax = 500
/** An access pass is good for an hour at most: more people than these do not enrol in it. */
const passesMax = 1000

interface Read {
  readonly row: number
  readonly person: PersonRow
  readonly key: string
}

/** `refused` only where the file as a whole is none: no header with a name, too many rows. */
export async function importPeople(parts: DirectoryParts, text: string, options: ImportOptions): Promise<ImportReport | Refused> {
  const read = readRows(text)
  if (isRefused(read)) return read
  const outcomes: ImportedRow[] = [...read.refused]
  const made: AccountRow[] = []
  for (const batch of chunksOf(read.rows, batchMax)) {
    const done = await takeBatch(parts, batch, options)
    outcomes.push(...done.outcomes)
    made.push(...done.made)
  }
  const counts: Record<ImportOutcome, number> = { created: 0, updated: 0, unchanged: 0, refused: 0 }
  for (const { outcome } of outcomes) counts[outcome]++
  const rows = outcomes.sort((one, other) => one.row - other.row)
  const passes = options.passes && !options.dry ? await passesFor(parts, made, options.by) : undefined
  return { dry: options.dry, columns: read.columns, counts, rows, passes }
}

const separators = [',', ';', '\t'] as const

interface Rows {
  readonly columns: readonly Column[]
  readonly rows: readonly Read[]
  readonly refused: readonly ImportedRow[]
}

/** The header is the first row in which a column means the name: Entra's template has a line with its version before it. */
function readRows(text: string): Rows | Refused {
  const clean = text.replace(/^\ufeff/, '').replace(/^version:v1\.0[^\n]*\n/i, '')
  const first = clean.slice(0, clean.indexOf('\n') === -1 ? undefined : clean.indexOf('\n'))
  const separator = separators.find((each) => columnsOf(cellsOf(first, each)).some(({ field }) => field === 'name'))
  if (separator === undefined)
    return invalid('The first line names no column for the name. Give one called name, userName, userPrincipalName or login.')
  const state = { columns: [] as readonly Column[], rows: [] as Read[], refused: [] as ImportedRow[], keys: new Map<string, number>() }
  const splitter = rowSplitter(separator, {
    row: (cells, row) => {
      if (row === 1) state.columns = columnsOf(cells)
      else takeRow(state, cells, row)
    },
    refused: (why, line, row) => void state.refused.push({ row, name: line.slice(0, 60), outcome: 'refused', why }),
  })
  splitter.push(Buffer.from(clean))
  splitter.end()
  if (state.rows.length + state.refused.length > rowsMax)
    return invalid(`There are more than ${rowsMax} rows. Import them in several files.`)
  return state
}

function cellsOf(line: string, separator: string): readonly string[] {
  const cells: string[] = []
  const splitter = rowSplitter(separator, { row: (row) => void cells.push(...row), refused: () => {} })
  splitter.push(Buffer.from(`${line}\n`))
  splitter.end()
  return cells
}

interface Reading {
  readonly columns: readonly Column[]
  readonly rows: Read[]
  readonly refused: ImportedRow[]
  readonly keys: Map<string, number>
}

function takeRow({ columns, rows, refused, keys }: Reading, cells: readonly string[], row: number): void {
  const person = personOf(columns, cells)
  const name = typeof person === 'string' ? '' : (person.given.name ?? '')
  const key = nameKeyOf(name)
  const earlier = keys.get(key)
  const why =
    typeof person === 'string'
      ? person
      : key === ''
        ? 'The name is missing.'
        : earlier === undefined
          ? undefined
          : `Row ${earlier} has the same name.`
  if (why !== undefined || typeof person === 'string') {
    refused.push({ row, name: name.slice(0, textMax), outcome: 'refused', why })
    return
  }
  keys.set(key, row)
  rows.push({ row, person, key })
}

interface Batch {
  readonly outcomes: readonly ImportedRow[]
  readonly made: readonly AccountRow[]
}

/** One transaction. A dry run does the same and takes it back. */
async function takeBatch(parts: DirectoryParts, batch: readonly Read[], { by, dry }: ImportOptions): Promise<Batch> {
  const outcomes: ImportedRow[] = []
  const made: AccountRow[] = []
  const work = async (within: Work): Promise<Refused | undefined> => {
    outcomes.length = 0
    made.length = 0
    await putBatch(parts, within, batch, outcomes, made)
    return dry ? invalid('A dry run.') : undefined
  }
  try {
    await inOne(parts, by, work)
  } catch (error) {
    // Somebody else made one of these accounts at the same moment: now it is there to be seen.
    if (!isTaken(error)) throw error
    await inOne(parts, by, work)
  }
  return { outcomes, made }
}

async function putBatch(
  parts: DirectoryParts,
  work: Work,
  batch: readonly Read[],
  outcomes: ImportedRow[],
  made: AccountRow[],
): Promise<void> {
  const kept = await work.records
    .selectFrom('account')
    .selectAll()
    .where(
      'name_key',
      'in',
      batch.map(({ key }) => key),
    )
    .execute()
  const before = new Map(kept.map((row) => [row.name_key, row]))
  const fresh: { readonly read: Read; readonly row: AccountRow }[] = []
  const joining: Joining[] = []
  const told = (read: Read, outcome: ImportOutcome, why?: string): void =>
    void outcomes.push({ row: read.row, name: read.person.given.name ?? '', outcome, why })
  for (const read of batch) {
    const known = before.get(read.key)
    if (known === undefined) {
      const row = newRow(read.person.given, 'csv', newId(parts.chance), work.now)
      if (isRefused(row)) told(read, 'refused', row.why)
      else fresh.push({ read, row })
      continue
    }
    const after = await update(parts, work, known, read)
    if (isRefused(after)) told(read, 'refused', after.why)
    else
      joining.push({
        row: after,
        groups: read.person.groups,
        told: (joined) => told(read, joined || after !== known ? 'updated' : 'unchanged'),
      })
  }
  await addAll(
    work,
    fresh.map(({ row }) => row),
    made,
  )
  for (const { read, row } of fresh) joining.push({ row, groups: read.person.groups, told: () => told(read, 'created') })
  await joinGroups(work, parts, joining, (row, why) => {
    const read = batch.find(({ key }) => key === row.name_key)
    if (read !== undefined) told(read, 'refused', why)
  })
}

/** An account that others look after keeps its source; a password hash is for new accounts only. */
async function update(parts: DirectoryParts, work: Work, known: AccountRow, { person }: Read): Promise<AccountRow | Refused> {
  const fields: Fields | Refused = fieldsOf(person.given, known)
  return isRefused(fields) ? fields : putFields(work, parts, known, fields)
}

async function addAll(work: Work, rows: readonly AccountRow[], made: AccountRow[]): Promise<void> {
  if (rows.length === 0) return
  await work.records
    .insertInto('account')
    .values([...rows])
    .execute()
  for (const row of rows) tellMade(work, row)
  made.push(...rows)
}

async function passesFor(parts: DirectoryParts, made: readonly AccountRow[], by: string): Promise<string> {
  const lines: (readonly string[])[] = [['name', 'displayName', 'accessPass', 'goodUntil']]
  for (const row of made.filter(({ state }) => state === 'active').slice(0, passesMax)) {
    const pass = await issueAccessPass(parts, namesOf(row), by)
    if (pass !== undefined) lines.push([row.name, row.display_name, pass.code, new Date(pass.expires).toISOString()])
  }
  return csvOf(lines)
}
