/** Reference data: what ships, and what the administrator drops into a folder; read again when a file changes, and never a reason to stop. */
import type { Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openAsnTable, shippedAsns } from './asn-table.ts'
import { joinLocates, type Locate, locateAsns, openLocate, shippedCountries } from './locate.ts'
import { type Leak, type Leaked, type Networks, noLeaked, noNetworks } from './networks.ts'
import { indexNetworks, type NamedList } from './reference-index.ts'
import type { ItemsRead } from './reference-items.ts'
import { isList, kindOf, kindsSaid, type ListKind } from './reference-kinds.ts'
import { type LeakSource, lookUp, openRanges, readLeaks } from './reference-leaks.ts'
import { type NetworkList, readNetworks } from './reference-networks.ts'
import { networksMax } from './reference-ranges.ts'

export interface ReferenceFile {
  /** Within the folder; for what ships, what it is. */
  readonly name: string
  readonly kind: ListKind | undefined
  readonly items: number
  readonly bad: number
  readonly firstBad: { readonly line: number; readonly why: string } | undefined
  readonly expired: number
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly changedTime: number
  /** Why it is not used, or used only as it was before. */
  readonly problem: string | undefined
}

export interface Reference {
  readonly locate: Locate
  readonly networks: Networks
  readonly leaked: Leaked
  /** Looks whether a file came, changed or went, and reads what did. Answers whether anything is different now. Never rejects. */
  refresh(now: number): Promise<boolean>
  files(): readonly ReferenceFile[]
  /** Whom to name where results are shown: `IP Geolocation by DB-IP`. */
  credits(): readonly Credit[]
}

export interface Credit {
  readonly text: string
  readonly url: string
}

export interface ReferenceOptions {
  /** The folder of lists; it need not be there. */
  readonly folder: string | undefined
  /** The administrator's databases of places, trusted before all others; one that cannot be read is an error. */
  readonly geoFiles: readonly string[]
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Files beyond so many, by name, are not read. */
const filesMax = 200
const shippedKinds = ['hosting', 'vpn', 'carrier'] as const

interface Held {
  readonly mark: string
  readonly told: ReferenceFile
  readonly networks?: NetworkList
  readonly leaks?: LeakSource
  readonly locate?: Locate
}

interface State {
  readonly options: ReferenceOptions
  readonly shipped: readonly NamedList[]
  held: ReadonlyMap<string, Held>
  /** Why the folder itself could not be read. */
  problem: string | undefined
  /** The databases from the settings, and what ships: trusted before and after those of the folder. */
  readonly given: Locate
  readonly last: Locate
  locate: Locate
  networks: Networks
  leaked: Leaked
}

/** Rejects only where one of `geoFiles` is no database. */
export async function openReference(options: ReferenceOptions): Promise<Reference> {
  const asns = shippedAsns()
  const given = openLocate(options.geoFiles)
  const countries = openLocate([shippedCountries()])
  const last = asns === undefined ? countries : joinLocates([countries, locateAsns(openAsnTable(asns))])
  const state: State = {
    options,
    given,
    last,
    shipped: await shippedLists(options.now),
    held: new Map(),
    problem: undefined,
    locate: last,
    networks: noNetworks,
    leaked: noLeaked,
  }
  await refresh(state, options.now)
  arrange(state)
  return {
    locate: {
      place: (ip) => state.locate.place(ip),
      get knowsNetworks() {
        return state.locate.knowsNetworks
      },
      get types() {
        return state.locate.types
      },
    },
    networks: {
      about: (ip, asn) => state.networks.about(ip, asn),
      get lacking() {
        return state.networks.lacking
      },
    },
    leaked: {
      about: (names, time) => state.leaked.about(names, time),
      get lacking() {
        return state.leaked.lacking
      },
    },
    refresh: (now) => refresh(state, now),
    files: () => [...[...state.held.values()].map(({ told }) => told), ...folderProblem(state)],
    credits: () => creditsOf(state.locate),
  }
}

function folderProblem({ problem, options }: State): readonly ReferenceFile[] {
  if (problem === undefined) return []
  const empty = { kind: undefined, items: 0, bad: 0, firstBad: undefined, expired: 0, bytes: 0, changedTime: 0 }
  return [{ ...empty, name: options.folder ?? '', problem }]
}

async function shippedLists(now: number): Promise<readonly NamedList[]> {
  const lists: NamedList[] = []
  for (const kind of shippedKinds) {
    const { list } = await readNetworks(join(import.meta.dirname, `shipped-${kind}.txt`), now)
    lists.push({ name: `the shipped list of ${kind} networks`, kind, list })
  }
  return lists
}

async function refresh(state: State, now: number): Promise<boolean> {
  const found = await listed(state)
  const held = new Map<string, Held>()
  for (const name of found) {
    const before = state.held.get(name)
    const path = join(state.options.folder ?? '', name)
    const stats = await stat(path).catch(() => undefined)
    if (stats === undefined) continue
    const mark = markOf(path, stats)
    held.set(name, before?.mark === mark ? before : await readOne({ name, path, stats, mark, now }, before))
  }
  const isSame = held.size === state.held.size && [...held].every(([name, one]) => state.held.get(name) === one)
  if (isSame) return false
  state.held = held
  arrange(state)
  return true
}

/** A file that came while another was read is seen the next time. A folder changes with what lies in it. */
const markOf = (path: string, { size, mtimeMs, ino }: Stats): string => `${path} ${size} ${mtimeMs} ${ino}`

async function listed(state: State): Promise<readonly string[]> {
  const { folder } = state.options
  state.problem = undefined
  if (folder === undefined) return []
  try {
    const names = (await readdir(folder)).filter(isList).sort()
    if (names.length > filesMax) state.problem = `it holds more than ${filesMax} files: those after ${names[filesMax - 1]} are not read`
    return names.slice(0, filesMax)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') state.problem = `the folder cannot be read: ${sentence(error)}`
    return []
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)
const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 300)

interface Reading {
  readonly name: string
  readonly path: string
  readonly stats: Stats
  readonly mark: string
  readonly now: number
}

/** A file that turned out broken leaves in force what was read of it before. */
async function readOne(reading: Reading, before: Held | undefined): Promise<Held> {
  const { name, mark, stats } = reading
  const kind = kindOf(name)
  const blank = { name, kind, items: 0, bad: 0, firstBad: undefined, expired: 0, bytes: stats.size, changedTime: stats.mtimeMs }
  const failed = (why: string, told?: ItemsRead): Held => {
    if (before?.networks === undefined && before?.leaks === undefined && before?.locate === undefined)
      return { mark, told: { ...blank, ...told, problem: why } }
    return { ...before, mark, told: { ...before.told, problem: `${why}; what was read before stays in force` } }
  }
  if (kind === undefined) return failed(`its name says not what it is: begin it with ${kindsSaid}, or end it with .mmdb`)
  try {
    const { read, ...data } = await readKind(kind, reading)
    if (read.items === 0 && (read.bad > 0 || stats.size === 0)) return failed('it holds nothing that could be read', read)
    return { mark, told: { ...blank, ...read, problem: undefined }, ...data }
  } catch (error) {
    return failed(sentence(error))
  }
}

type Read = Pick<Held, 'networks' | 'leaks' | 'locate'> & { readonly read: ItemsRead }

const onlyItems = (items: number): ItemsRead => ({ items, expired: 0, bad: 0, firstBad: undefined })

async function readKind(kind: ListKind, { name, path, stats, now }: Reading): Promise<Read> {
  if (stats.isDirectory()) {
    const ranges = kind === 'leaked' ? openRanges(path, name) : undefined
    if (ranges?.kind !== 'ranges') throw new Error('it is a folder; only leaked/ may be one, with range files such as ABCDE.txt')
    return { leaks: ranges, read: onlyItems(ranges.prefixes.size) }
  }
  switch (kind) {
    case 'places': {
      const locate = openLocate([path])
      return { locate, read: onlyItems(locate.types.length) }
    }
    case 'leaked': {
      const { list, read } = await readLeaks(path, now)
      return { leaks: { kind: 'list', name, list }, read }
    }
    default: {
      const { list, read } = await readNetworks(path, now)
      return { networks: list, read }
    }
  }
}

/** Makes what answers out of what is held. */
function arrange(state: State): void {
  const held = [...state.held.values()]
  const lists: NamedList[] = []
  let networks = 0
  for (const one of held) {
    const { kind, name } = one.told
    if (one.networks === undefined || kind === undefined || kind === 'leaked' || kind === 'places') continue
    networks += one.networks.v4.bounds.length / 3 + one.networks.v6.bounds.length / 9
    if (networks <= networksMax) lists.push({ name, kind, list: one.networks })
    else
      state.problem = `its lists hold more than ${networksMax.toLocaleString('en')} networks together: ${name} and what follows is left out`
  }
  state.networks = indexNetworks([...lists, ...state.shipped])
  state.leaked = leakedOf(held.flatMap(({ leaks }) => leaks ?? []))
  state.locate = joinLocates([state.given, ...held.flatMap(({ locate }) => locate ?? []), state.last])
}

/** Names looked up lately; at the bound the one asked for longest ago is forgotten. */
const namesMax = 20_000

function leakedOf(sources: readonly LeakSource[]): Leaked {
  if (sources.length === 0) return noLeaked
  const known = new Map<string, readonly Leak[]>()
  const leaksOf = (name: string): readonly Leak[] => {
    const before = known.get(name)
    if (before !== undefined) return before
    const leaks = lookUp(sources, name)
    if (known.size >= namesMax) known.delete(known.keys().next().value ?? '')
    known.set(name, leaks)
    return leaks
  }
  return {
    lacking: [],
    about(names, time) {
      const leaks = names
        .flatMap((name) => (name === undefined ? [] : leaksOf(name.toLowerCase())))
        .filter(({ since = 0 }) => since <= time)
      return leaks.reduce<Leak | undefined>((worst, leak) => ((leak.since ?? 0) > (worst?.since ?? -1) ? leak : worst), undefined)
    },
  }
}

function creditsOf(locate: Locate): readonly Credit[] {
  const credits: Credit[] = []
  if (locate.types.some((type) => /dbip/i.test(type)) || shippedAsns() !== undefined)
    credits.push({ text: 'IP Geolocation by DB-IP', url: 'https://db-ip.com' })
  if (locate.types.some((type) => /geolite/i.test(type)))
    credits.push({ text: 'This product includes GeoLite Data created by MaxMind', url: 'https://www.maxmind.com' })
  return credits
}
