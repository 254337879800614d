/** Watchlists: CSV files in the folder `watchlists`, each under its file's name, with the columns that Sentinel puts before those of the file. */
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CatalogueTable, ColumnShape } from '@tocsin/kql'
import { readRow } from '../1-ingest/rows.ts'
import { list, literal, name } from './sql.ts'

/** Files beyond this many are left out, the last by name. */
const watchlistsMax = 1000
/** The headings stand within the first bytes. */
const headBytes = 64 * 1024
const columnsMax = 500

export interface Watchlist {
  readonly alias: string
  readonly table: CatalogueTable
}

/** Path, size and time of every file: the same text while nothing has changed. */
export interface Listing {
  readonly print: string
  readonly files: readonly { readonly path: string; readonly name: string; readonly changed: number }[]
}

/** The files with this ending, by name; none where there is no folder. */
export async function listing(folder: string, ending: string, max: number): Promise<Listing> {
  const names = (await readdir(folder).catch(() => [])).filter((file) => file.toLowerCase().endsWith(ending)).sort()
  const files = []
  for (const file of names.slice(0, max)) {
    const path = join(folder, file)
    const found = await stat(path).catch(() => undefined)
    if (found?.isFile() === true)
      files.push({ path, name: file.slice(0, -ending.length), changed: Math.trunc(found.mtimeMs), size: found.size })
  }
  return { print: JSON.stringify(files), files }
}

export const listWatchlists = (folder: string): Promise<Listing> => listing(join(folder, 'watchlists'), '.csv', watchlistsMax)

/** A file without headings is no watchlist. */
export async function readWatchlists({ files }: Listing): Promise<readonly Watchlist[]> {
  const found = []
  for (const { path, name: alias, changed } of files) {
    const head = await readHead(path).catch(() => undefined)
    if (head !== undefined) found.push({ alias, table: watchlistTable(alias, path, changed, head) })
  }
  return found
}

interface Head {
  readonly columns: readonly string[]
  /** The column that `SearchKey` repeats. */
  readonly key: string
  /** Lines of comment before the headings. */
  readonly comments: number
  readonly separator: string
}

async function readHead(path: string): Promise<Head | undefined> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return headOf(buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, ''))
  } finally {
    await file.close()
  }
}

/** `# SearchKey: UserPrincipalName` may stand before the headings. */
function headOf(text: string): Head | undefined {
  let [at, comments, key] = [0, 0, '']
  while (text[at] === '#') {
    const end = text.indexOf('\n', at)
    if (end === -1) return undefined
    key = /^#\s*SearchKey\s*[:=]\s*(.+?)\s*$/i.exec(text.slice(at, end))?.[1] ?? key
    comments++
    at = end + 1
  }
  const line = text.slice(at).split('\n', 1)[0] ?? ''
  const separator = [',', ';', '\t'].find((one) => line.includes(one)) ?? ','
  const columns = unique((readRow(text, at, separator)?.cells ?? []).map((cell) => cell.trim()))
  if (columns.length === 0 || columns.length > columnsMax || columns[0] === '') return undefined
  return { columns, key: columns.find((column) => column.toLowerCase() === key.toLowerCase()) ?? columns[0] ?? '', comments, separator }
}

/** Sentinel's own columns, and names that come twice, get a number. */
function unique(names: readonly string[]): string[] {
  const taken = new Set(own.map((column) => column.name))
  return names
    .filter((given, at) => given !== '' || at === 0)
    .map((given) => {
      let free = given
      for (let number = 1; taken.has(free); number++) free = `${given}${number}`
      taken.add(free)
      return free
    })
}

/** As `_GetWatchlist` gives them: https://learn.microsoft.com/azure/sentinel/watchlists-queries */
const own: readonly ColumnShape[] = [
  { name: '_DTItemId', type: 'string' },
  { name: 'LastUpdatedTimeUTC', type: 'datetime' },
  { name: 'SearchKey', type: 'string' },
]

function watchlistTable(alias: string, path: string, changed: number, { columns, key, comments, separator }: Head): CatalogueTable {
  const options = [
    literal(path),
    `delim = ${literal(separator)}`,
    `skip = ${comments}`,
    `columns = {${list(columns.map((column) => `${literal(column)}: 'VARCHAR'`))}}`,
    ...csvOptions,
  ]
  const id = `md5(concat_ws(chr(31), ${list([literal(alias), ...columns.map(name)])}))`
  return {
    name: `_GetWatchlist('${alias}')`,
    columns: [...own, ...columns.map((column): ColumnShape => ({ name: column, type: 'string' }))],
    from: `(SELECT ${id} AS "_DTItemId", epoch_ms(${changed}) AS "LastUpdatedTimeUTC", ${name(key)} AS "SearchKey", * FROM read_csv(${list(options)}))`,
  }
}

/** Files that people made by hand: rows may be too short or too long, and quotes may stand where none should. */
const csvOptions = [
  'header = true',
  'auto_detect = false',
  `quote = '"'`,
  `escape = '"'`,
  'null_padding = true',
  'strict_mode = false',
  'parallel = false',
]
