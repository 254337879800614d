/** What a data folder adds to the language: watchlists, saved functions, files for `externaldata`, and where addresses are. */
import { join } from 'node:path'
import type { CatalogueTable, ColumnShape, ExternalData, HostFunction, SavedFunction } from '@tocsin/kql'
import { type External, externalTable } from './external-data.ts'
import { geoInfo } from './geo.ts'
import type { HunterParts } from './hunt.ts'
import { listFunctions, readFunctions } from './saved-functions.ts'
import { listWatchlists, readWatchlists, type Watchlist } from './watchlists.ts'

export interface Library {
  /** Looks whether files have come, changed or gone. */
  refresh(): Promise<void>
  /** The same list until one changes. */
  functions(): readonly SavedFunction[]
  watchlists(): readonly { readonly alias: string; readonly columns: readonly ColumnShape[] }[]
  watchlist(alias: string): CatalogueTable | undefined
  external(request: ExternalData): Promise<External>
  readonly hostFunctions: readonly HostFunction[]
}

interface State {
  print: string
  functions: readonly SavedFunction[]
  watchlists: ReadonlyMap<string, Watchlist>
}

type Parts = Pick<HunterParts, 'locate' | 'externalFolders' | 'onFault'> & { readonly folder: string }

/** Reads the folder once; `refresh` looks again. */
export async function openLibrary(parts: Parts): Promise<Library> {
  const state: State = { print: '', functions: [], watchlists: new Map() }
  const folders = [join(parts.folder, 'external'), ...(parts.externalFolders ?? [])]
  await refresh(state, parts)
  return {
    refresh: () => refresh(state, parts),
    functions: () => state.functions,
    watchlists: () => [...state.watchlists.values()].map(({ alias, table }) => ({ alias, columns: table.columns })),
    watchlist: (alias) => state.watchlists.get(alias.toLowerCase())?.table,
    external: (request) => externalTable(request, folders),
    hostFunctions: [geoInfo(parts.locate)],
  }
}

async function refresh(state: State, { folder, onFault }: Parts): Promise<void> {
  const [functions, watchlists] = await Promise.all([listFunctions(folder), listWatchlists(folder)])
  const print = functions.print + watchlists.print
  if (print === state.print) return
  const told = (path: string, why: string): void => onFault?.(new Error(`${path} is no function: ${why}`), '')
  const saved = await readFunctions(functions, told)
  state.watchlists = new Map((await readWatchlists(watchlists)).map((one) => [one.alias.toLowerCase(), one]))
  state.functions = [...saved, watchlistAliases([...state.watchlists.values()])]
  state.print = print
}

/** `_GetWatchlistAlias`, as Sentinel has it. */
function watchlistAliases(watchlists: readonly Watchlist[]): SavedFunction {
  const aliases = watchlists.map(({ alias }) => JSON.stringify(alias))
  return {
    name: '_GetWatchlistAlias',
    parameters: '()',
    body: `{ datatable(WatchlistAlias: string)[${aliases.join(', ')}] }`,
    description: 'The aliases of all watchlists.',
  }
}
