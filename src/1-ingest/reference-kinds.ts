/** What a file of reference data is, by its name alone; and whether a folder beside logs holds such lists instead of logs. */
import { readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import type { NetworkKind } from './networks.ts'

export type ListKind = NetworkKind | 'leaked' | 'places'

/** Half-loaded and hidden files, and what explains the others, are no lists. */
export const isList = (name: string): boolean => !/^[._]|~$|\.(part|tmp|download|crdownload|md)$|^readme|^licen[cs]e/i.test(name)

const kindWords: Readonly<Record<string, ListKind>> = {
  tor: 'tor',
  vpn: 'vpn',
  vpns: 'vpn',
  proxy: 'proxy',
  proxies: 'proxy',
  hosting: 'hosting',
  relay: 'relay',
  relays: 'relay',
  carrier: 'carrier',
  carriers: 'carrier',
  threat: 'threat',
  threats: 'threat',
  trusted: 'trusted',
  leaked: 'leaked',
}

/** For a sentence. */
export const kindsSaid = [...new Set(Object.values(kindWords))].join(', ')

/** By the first word of the name: `tor-exits.txt`, `threat_abuse.csv.gz`, `leaked/`. */
export function kindOf(name: string): ListKind | undefined {
  if (/\.mmdb$/i.test(name)) return 'places'
  const word = /^[a-z]+/i.exec(name)?.[0].toLowerCase() ?? ''
  return Object.hasOwn(kindWords, word) ? kindWords[word] : undefined
}

/** A folder named `reference` whose files are all lists by their names. Never rejects. */
export async function isReferenceFolder(path: string): Promise<boolean> {
  if (basename(path) !== 'reference') return false
  const names = await readdir(path).catch((): string[] => [])
  const lists = names.filter(isList)
  return lists.length > 0 && lists.every((name) => kindOf(name) !== undefined)
}
