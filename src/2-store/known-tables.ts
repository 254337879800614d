/** The tables of Log Analytics that are known by name and columns, whether or not the store keeps rows of them (`known-tables.md`). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CatalogueTable, ColumnShape, KqlType } from '@tocsin/kql'

let read: readonly CatalogueTable[] | undefined

/** Read from the disk once. */
export function knownTables(): readonly CatalogueTable[] {
  read ??= parse(readFileSync(join(import.meta.dirname, 'known-tables.txt'), 'utf8'))
  return read
}

function parse(text: string): CatalogueTable[] {
  const sets = new Map<string, readonly ColumnShape[]>()
  // Most columns stand in many tables: each is one object.
  const shapes = new Map<string, ColumnShape>()
  const tables: CatalogueTable[] = []
  for (const line of text.split('\n')) {
    if (line === '') continue
    const [name = '', ...parts] = line.split('|')
    const columns = parts.flatMap((part) =>
      part.startsWith('+') ? [...part.slice(1)].flatMap((set) => sets.get(set) ?? []) : group(part, shapes),
    )
    if (name.startsWith('+')) sets.set(name.slice(1), columns)
    else tables.push({ name, columns })
  }
  return tables
}

/** `string=Computer,MG` */
function group(part: string, shapes: Map<string, ColumnShape>): ColumnShape[] {
  const at = part.indexOf('=')
  const type = part.slice(0, at) as KqlType
  return part
    .slice(at + 1)
    .split(',')
    .map((name) => {
      const key = `${type} ${name}`
      const known = shapes.get(key)
      if (known !== undefined) return known
      const shape = { name, type }
      shapes.set(key, shape)
      return shape
    })
}
