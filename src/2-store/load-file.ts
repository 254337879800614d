/** Loads a log file: the plain lines of great logs by DuckDB itself, everything else record by record with care; both give the same rows. */
import { createHash } from 'node:crypto'
import { realpath, stat } from 'node:fs/promises'
import { sniff } from '../1-ingest/sniff.ts'
import { sources } from '../1-ingest/sources/index.ts'
import { loadWithCare } from './careful.ts'
import { type Direct, directs } from './direct.ts'
import { loadDirectly } from './load-direct.ts'
import { type FileLimits, fileLimits, type Loading, type Surroundings } from './loading.ts'
import { pieces } from './pieces.ts'
import type { FileLoaded, LoadFileOptions } from './store.ts'

export async function loadFile(
  world: Surroundings,
  path: string,
  options: LoadFileOptions,
  limits: FileLimits = fileLimits,
): Promise<FileLoaded> {
  const loading: Loading = { path, key: await keyOf(path, options), options, limits, total: { tables: new Map(), loads: [], refused: 0 } }
  const direct = await directOf(path, options)
  try {
    if (direct === undefined) await loadWithCare(world, loading, { path, name: loading.key, linesBefore: 0 })
    else await loadPieces(world, loading, direct)
  } catch (error) {
    // What DuckDB says when it is interrupted is not why.
    options.signal?.throwIfAborted()
    throw error
  }
  const { tables, loads, refused } = loading.total
  return { tables: Object.fromEntries(tables), loads, refused }
}

async function loadPieces(world: Surroundings, loading: Loading, { direct, isPlain }: { direct: Direct; isPlain: boolean }): Promise<void> {
  let count = 0
  for await (const piece of pieces(loading.path, isPlain, world.spool, loading.limits)) {
    loading.options.signal?.throwIfAborted()
    const name = `${loading.key}/${count++}`
    const isDone = await loadDirectly(world, loading, piece, direct, name)
    if (!isDone) await loadWithCare(world, loading, { path: piece.path, name, linesBefore: piece.linesBefore })
    loading.options.onProgress?.(piece.bytesRead, piece.bytesTotal)
  }
}

async function directOf(path: string, options: LoadFileOptions): Promise<{ direct: Direct; isPlain: boolean } | undefined> {
  // What cannot be opened is told by the careful reader, as a refusal with its reason.
  const sniffed = await sniff(path, sources).catch(() => undefined)
  if (sniffed === undefined) return undefined
  if (sniffed.format !== 'ndjson' || !sniffed.uniform || sniffed.shape === undefined) return undefined
  if (options.only !== undefined && options.only !== sniffed.source) return undefined
  const direct = directs.get(sniffed.shape)
  return direct === undefined ? undefined : { direct, isPlain: sniffed.compression === 'none' }
}

/** As `make` and `rsync` tell files apart: where it lies, its size and when it was changed; and how it is to be read. */
async function keyOf(path: string, { only, tenant }: LoadFileOptions): Promise<string> {
  const real = await realpath(path).catch(() => path)
  const found = await stat(real).catch(() => undefined)
  const hash = createHash('sha256').update(JSON.stringify([real, found?.size, found?.mtimeMs, only, tenant]))
  return `file ${hash.digest('hex').slice(0, 24)}`
}
