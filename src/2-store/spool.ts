/** Collects rows of several tables in files that DuckDB can read, until they are loaded together. */
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { diskFault } from './fault.ts'

export interface Spooled {
  readonly table: string
  readonly path: string
  readonly bytes: number
  readonly rows: number
}

export interface Spool {
  /** Lines without line feeds. */
  add(table: string, line: string): void
  /** Bytes that were added. */
  bytes(): number
  /** Writes what waits in memory, where that is much. */
  drain(): Promise<void>
  /** All written; the files stay until `clear`. */
  finish(): Promise<readonly Spooled[]>
  clear(): Promise<void>
}

interface Open {
  readonly path: string
  readonly handle: FileHandle
  bytes: number
  rows: number
}

const waitingMax = 4 * 1024 * 1024

/** `folder` is there; `prefix` keeps the files apart from others. */
export function openSpool(folder: string, prefix: string): Spool {
  const tables = new Map<string, Open>()
  const waiting = new Map<string, string[]>()
  let length = 0
  let total = 0

  async function flush(): Promise<void> {
    for (const [table, lines] of waiting) {
      const file = tables.get(table) ?? (await begin(table))
      const bytes = Buffer.from(`${lines.join('\n')}\n`)
      await file.handle.appendFile(bytes)
      file.bytes += bytes.length
      file.rows += lines.length
    }
    waiting.clear()
    length = 0
  }

  async function begin(table: string): Promise<Open> {
    const path = join(folder, `${prefix}-${table}.ndjson`)
    const file = { path, handle: await open(path, 'w', 0o600), bytes: 0, rows: 0 }
    tables.set(table, file)
    return file
  }

  const flushed = (): Promise<void> =>
    flush().catch((error: unknown) => {
      throw diskFault(error, folder)
    })

  return {
    add(table, line) {
      const lines = waiting.get(table)
      if (lines === undefined) waiting.set(table, [line])
      else lines.push(line)
      length += line.length
      total += line.length
    },
    bytes: () => total,
    drain: async () => (length > waitingMax ? flushed() : undefined),
    async finish() {
      await flushed()
      return [...tables].map(([table, { path, bytes, rows }]) => ({ table, path, bytes, rows }))
    },
    async clear() {
      for (const { path, handle } of tables.values()) {
        await handle.close()
        await rm(path, { force: true })
      }
      tables.clear()
      waiting.clear()
      length = 0
      total = 0
    },
  }
}
