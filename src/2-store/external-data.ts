/** `externaldata`: files that an administrator has put into a folder, in the place of the addresses that queries name. Never the network. */
import { open, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { ColumnShape, ExternalData } from '@tocsin/kql'
import { list, literal } from './sql.ts'

export type External = { readonly from: string } | { readonly refused: string }

const urisMax = 100

/** What lies in the first folder that has it. Rejects with nothing: every reason is an answer. */
export async function externalTable(request: ExternalData, folders: readonly string[]): Promise<External> {
  if (request.uris.length === 0) return { refused: 'externaldata names no file.' }
  if (request.uris.length > urisMax) return { refused: `externaldata names more than ${urisMax} files.` }
  const mapping = Object.keys(request.properties).find((property) => property.endsWith('mapping'))
  if (mapping !== undefined)
    return { refused: `${mapping} is not known here: columns of JSON are found by their names, those of CSV by their order.` }
  const parts = []
  for (const uri of request.uris) {
    const one = await oneFile(uri, request, folders)
    if ('refused' in one) return one
    parts.push(one.from)
  }
  return { from: parts.length === 1 ? (parts[0] ?? '') : `(${parts.map((part) => `SELECT * FROM ${part}`).join(' UNION ALL ')})` }
}

async function oneFile(uri: string, { columns, properties }: ExternalData, folders: readonly string[]): Promise<External> {
  const names = namesOf(uri)
  const [first = ''] = folders
  if (names === undefined) return { refused: `${shown(uri)} names no file.` }
  const path = await find(names, folders)
  const home = names.at(-1) ?? ''
  if (path === undefined) {
    return {
      refused: `Nothing is fetched from the network: save what ${shown(uri)} holds as ${join(first, home)}, and run the query again.`,
    }
  }
  const format = formatOf(properties['format'], home)
  if (format === undefined) {
    const given = properties['format'] ?? (/\.(\w+)$/.exec(home)?.[1] || 'none')
    return { refused: `The format "${given}" is not known here; there are ${formats.join(', ')}.` }
  }
  if (/\.zip$/i.test(path)) return { refused: `${path} is a zip file: unpack it, or pack it with gzip.` }
  return { from: await tableOf(path, format, columns, properties['ignorefirstrecord']?.toLowerCase() === 'true') }
}

/** Where the file may lie below a folder: under its host and path, or under its last part alone. No part leads upwards. */
function namesOf(uri: string): readonly string[] | undefined {
  const bare = uri.trim().replace(/;.*$/s, '')
  let host = ''
  let path = bare
  if (URL.canParse(bare)) ({ hostname: host, pathname: path } = new URL(bare))
  const parts = path
    .split(/[/\\]/)
    .map(decoded)
    .filter((part) => part !== '')
  const last = parts.at(-1)
  if (last === undefined || parts.some((part) => part === '..' || part === '.' || /[/\\\0]/.test(part))) return undefined
  return host === '' ? [last] : [join(host, ...parts), last]
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** A link that leads out of the folder is not followed. */
async function find(names: readonly string[], folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const home = await realpath(folder).catch(() => undefined)
    if (home === undefined) continue
    for (const name of names) {
      const path = await realpath(join(home, name)).catch(() => undefined)
      if (path?.startsWith(home + sep) === true && (await stat(path)).isFile()) return path
    }
  }
  return undefined
}

/** Addresses may carry a key behind `?`: it is never repeated. */
const shown = (uri: string): string => uri.replace(/[?;].*$/s, '').slice(0, 200)

const separators = { csv: ',', tsv: '\t', tsve: '\t', psv: '|', scsv: ';', sohsv: '\u0001' } as const
const formats = [
  ...(Object.keys(separators) as (keyof typeof separators)[]),
  'txt',
  'raw',
  'json',
  'multijson',
  'singlejson',
  'parquet',
] as const
type Format = (typeof formats)[number]

/** As it is said, or else as the file is called; without either it is CSV, as Kusto takes it. */
function formatOf(given: string | undefined, file: string): Format | undefined {
  const ending = /\.(\w+?)(?:\.gz|\.zst)?$/i.exec(file)?.[1]?.toLowerCase()
  if (given !== undefined) return formats.find((format) => format === given.toLowerCase())
  if (ending === 'ndjson' || ending === 'jsonl') return 'json'
  return formats.find((format) => format === ending) ?? 'csv'
}

async function tableOf(path: string, format: Format, columns: readonly ColumnShape[], ignoresFirst: boolean): Promise<string> {
  switch (format) {
    case 'txt':
      return firstOnly(csvTable(path, '\u0001', 1, ignoresFirst, ''), columns)
    case 'raw':
      return firstOnly(`(SELECT content AS c0 FROM read_text(${literal(path)}))`, columns)
    case 'json':
    case 'multijson':
    case 'singlejson':
      return jsonTable(path, await isList(path), columns)
    case 'parquet':
      return `(SELECT ${list(columns.map(({ name }, at) => `CAST(COLUMNS(c -> lower(c) = ${literal(name.toLowerCase())}) AS VARCHAR) AS c${at}`))} FROM read_parquet(${literal(path)}))`
    default:
      return csvTable(path, separators[format], columns.length, ignoresFirst, '"')
  }
}

/** Rows may be too short or too long; columns that the query does not declare are passed over. */
function csvTable(path: string, separator: string, columns: number, ignoresFirst: boolean, quote: string): string {
  const names = Array.from({ length: columns }, (_, at) => `'c${at}': 'VARCHAR'`)
  return `read_csv(${list([
    literal(path),
    `delim = ${literal(separator)}`,
    `header = ${ignoresFirst}`,
    `columns = {${list(names)}}`,
    'auto_detect = false',
    `quote = ${literal(quote)}`,
    `escape = ${literal(quote)}`,
    'null_padding = true',
    'strict_mode = false',
    'parallel = false',
    `max_line_size = ${lineMax}`,
  ])})`
}

const lineMax = 16 * 1024 * 1024

/** A format of one value a record fills the first column. */
const firstOnly = (table: string, columns: readonly ColumnShape[]): string =>
  `(SELECT ${list(columns.map((_, at) => (at === 0 ? 'c0' : `NULL::VARCHAR AS c${at}`)))} FROM ${table})`

/** Objects one after another, however they are broken into lines, or one list of them. */
function jsonTable(path: string, isOneList: boolean, columns: readonly ColumnShape[]): string {
  const values = columns.map(({ name }, at) => `json_extract_string(json, ${literal(`$.${JSON.stringify(name)}`)}) AS c${at}`)
  const format = isOneList ? 'array' : 'unstructured'
  return `(SELECT ${list(values)} FROM read_json_objects(${literal(path)}, format = '${format}', maximum_object_size = ${lineMax}))`
}

async function isList(path: string): Promise<boolean> {
  // Packed files are mostly lines of objects; a list in one is told by DuckDB as a file that cannot be read.
  if (/\.(?:gz|zst)$/i.test(path)) return false
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0)
    return /^\uFEFF?\s*\[/.test(buffer.toString('utf8', 0, bytesRead))
  } finally {
    await file.close()
  }
}
