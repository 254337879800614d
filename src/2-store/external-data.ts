/** `externaldata`: files that an administrator has put into a folder, in the place of the addresses that queries name. Never the network. */
import { open, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { ColumnShape, ExternalData } from '@tocsin/kql'
import { list, literal, name } from './sql.ts'

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
    for (const one of names) {
      const path = await realpath(join(home, one)).catch(() => undefined)
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

/** Its columns have the names that the query declares, and are text. */
async function tableOf(path: string, format: Format, columns: readonly ColumnShape[], ignoresFirst: boolean): Promise<string> {
  const names = columns.map((column) => column.name)
  switch (format) {
    case 'txt':
      return firstOnly(csvTable(path, '\u0001', names.slice(0, 1), ignoresFirst, ''), names)
    case 'raw':
      return firstOnly(`(SELECT content AS ${name(names[0] ?? '')} FROM read_text(${literal(path)}))`, names)
    case 'json':
    case 'multijson':
    case 'singlejson':
      return jsonTable(path, await isList(path), names)
    case 'parquet':
      return `(SELECT ${list(names.map((one) => `CAST(${name(one)} AS VARCHAR) AS ${name(one)}`))} FROM read_parquet(${literal(path)}))`
    default:
      return csvTable(path, separators[format], names, ignoresFirst, '"')
  }
}

/** Rows may be too short or too long; columns that the query does not declare are passed over. */
function csvTable(path: string, separator: string, names: readonly string[], ignoresFirst: boolean, quote: string): string {
  return `read_csv(${list([
    literal(path),
    `delim = ${literal(separator)}`,
    `header = ${ignoresFirst}`,
    `columns = {${list(names.map((one) => `${literal(one)}: 'VARCHAR'`))}}`,
    'auto_detect = false',
    `quote = ${literal(quote)}`,
    `escape = ${literal(quote)}`,
    'null_padding = true',
    'strict_mode = false',
    'parallel = false',
  ])})`
}

/** Of memory a thread takes twice this. */
const objectMax = 8 * 1024 * 1024

/** A format of one value a record fills the first column. */
const firstOnly = (table: string, names: readonly string[]): string =>
  `(SELECT ${list(names.map((one, at) => (at === 0 ? name(one) : `NULL::VARCHAR AS ${name(one)}`)))} FROM ${table})`

/** Objects one after another, however they are broken into lines, or one list of them. */
function jsonTable(path: string, isOneList: boolean, names: readonly string[]): string {
  const values = names.map((one) => `json_extract_string(json, ${literal(`$.${JSON.stringify(one)}`)}) AS ${name(one)}`)
  const format = isOneList ? 'array' : 'unstructured'
  return `(SELECT ${list(values)} FROM read_json_objects(${literal(path)}, format = '${format}', maximum_object_size = ${objectMax}))`
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
