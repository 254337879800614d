/** Finds the log files that paths name: files as they are, folders with all that lies in them. */
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isReferenceFolder } from './reference-kinds.ts'
import { whyNotRead } from './refused.ts'

export interface FileList {
  /** In the order of the paths, a folder's files sorted by name, each once; `-` is standard input. */
  readonly files: readonly string[]
  readonly problems: readonly { readonly path: string; readonly why: string }[]
  /** Folders of reference data met among the logs, which are passed over. */
  readonly references: readonly string[]
}

/** At so many the rest of a folder is left out, which is a problem that says so. */
const filesMax = 1_000_000
/** The truth about simulated logs, which must not be read as one of them. */
const labelsFile = 'labels.json'

interface Search {
  readonly files: Set<string>
  readonly problems: { path: string; why: string }[]
  readonly references: string[]
  /** Real paths of files and folders met, so that links neither lead in circles nor give a file twice. */
  readonly met: Set<string>
}

/** Folders are read recursively, without hidden files, without our own `labels.json`, and without folders of reference data. Never rejects: what cannot be read is a problem. */
export async function listFiles(paths: readonly string[]): Promise<FileList> {
  const search: Search = { files: new Set(), problems: [], references: [], met: new Set() }
  for (const path of paths) {
    if (path === '-') search.files.add(path)
    else await visit(search, path, true)
  }
  return { files: [...search.files], problems: search.problems, references: search.references }
}

async function visit(search: Search, path: string, isNamed: boolean): Promise<void> {
  try {
    const found = await stat(path)
    const isPipe = found.isFIFO() || found.isCharacterDevice()
    if (!found.isDirectory() && !found.isFile() && !(isNamed && isPipe)) {
      if (isNamed) search.problems.push({ path, why: 'it is neither a file nor a folder' })
      return
    }
    // A pipe has no path of its own: `/dev/fd/63` is another file for each who asks.
    const real = isPipe ? resolve(path) : await realpath(path)
    if (search.met.has(real)) return
    search.met.add(real)
    if (found.isDirectory() && !isNamed && (await isReferenceFolder(path))) search.references.push(path)
    else if (found.isDirectory()) await visitFolder(search, path)
    else search.files.add(path)
  } catch (error) {
    search.problems.push({ path, why: whyNotRead(error) })
  }
}

async function visitFolder(search: Search, path: string): Promise<void> {
  const names = (await readdir(path)).filter((name) => !name.startsWith('.') && name !== labelsFile).sort()
  for (const name of names) {
    if (search.files.size >= filesMax) {
      search.problems.push({ path, why: `more than ${filesMax} files: the rest of this folder is left out` })
      return
    }
    await visit(search, join(path, name), false)
  }
}
