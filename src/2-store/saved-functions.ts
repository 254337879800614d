/** Saved functions: those that come with the store, and the KQL files in the folder `functions`, which go before those of the same name. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SavedFunction } from '@tocsin/kql'
import { readFunction } from './function-text.ts'
import { shippedFunctions } from './functions/index.ts'
import { type Listing, listing } from './watchlists.ts'

/** Files beyond this many are left out, the last by name. */
const functionsMax = 1000

export const listFunctions = (folder: string): Promise<Listing> => listing(join(folder, 'functions'), '.kql', functionsMax)

/** What cannot be read is told and left out. */
export async function readFunctions({ files }: Listing, onRefused: (path: string, why: string) => void): Promise<readonly SavedFunction[]> {
  const found = new Map(shippedFunctions().map((one) => [one.name, one]))
  for (const { path, name } of files) {
    const text = await readFile(path, 'utf8').catch((error: unknown) => String(error))
    const read = readFunction(text, name)
    if ('refused' in read) onRefused(path, read.refused)
    else found.set(read.name, read)
  }
  return [...found.values()]
}
