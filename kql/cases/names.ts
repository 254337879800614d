/** Every name the compiler answers to, by shelf, for the tests and the page that say so. */
import { aggregates } from '../src/0-functions/aggregates.ts'
import { functions } from '../src/0-functions/index.ts'
import { windows } from '../src/0-functions/windows.ts'
import { knownNames } from '../src/1-syntax/microsoft.ts'
import { special } from '../src/2-plan/call.ts'
import { plugins } from '../src/2-plan/operators/evaluate.ts'
import { operators } from '../src/2-plan/operators/index.ts'
import { rowSets } from '../src/2-plan/operators/row-sets.ts'
import { sources } from '../src/2-plan/operators/sources.ts'
import { operatorName } from '../src/2-plan/relation.ts'

interface Shelf {
  readonly shelf: string
  readonly names: readonly string[]
  /** Names that have no case, and why. */
  readonly without: Readonly<Record<string, string>>
}

const words: Readonly<Record<string, string>> = {
  filter: 'where',
  'get-schema': 'getschema',
  'reduce-by': 'reduce',
  'data-table': 'datatable',
  'external-data': 'externaldata',
}

/** `MvExpandOperator` as people write it. */
export function operatorWord(kind: string): string {
  const name = operatorName(kind)
  return words[name] ?? name
}

const known = knownNames()
/** Two that are syntax of its own to Microsoft's parser; helpers of SQL that it does not know are none of the language. */
const theirs = new Set([...known.functions, ...known.aggregates].map(({ name }) => name).concat('toscalar', 'materialize'))

/** Aggregates that give several columns, or columns of a row: the operator makes them. */
const summarizeOnly: readonly string[] = ['arg_max', 'arg_min', 'percentiles', 'percentilesw']

export const operatorWords: readonly string[] = [...new Set([...Object.keys(operators), ...Object.keys(sources)].map(operatorWord))]

export const pluginNames: readonly string[] = [...new Set([...Object.keys(plugins), ...rowSets])]

export const functionNames: readonly string[] = [...new Set([...functions.keys(), ...windows.keys(), ...Object.keys(special)])].filter(
  (name) => theirs.has(name),
)

export const aggregateNames: readonly string[] = [...new Set([...aggregates.keys(), ...summarizeOnly])].filter((name) => theirs.has(name))

export const shelves: readonly Shelf[] = [
  {
    shelf: 'functions',
    names: functionNames,
    without: { geo_info_from_ip_address: 'its answer is the address data of the host; the store has its cases' },
  },
  { shelf: 'aggregates', names: aggregateNames, without: {} },
  { shelf: 'plugins', names: pluginNames, without: {} },
  {
    shelf: 'operators',
    names: operatorWords,
    without: {
      'assert-schema': 'it changes nothing, and Microsoft documents no rows for it',
      externaldata: 'it reads files that the host allows; the store has its cases',
    },
  },
]

const isOperator = new Set(operatorWords)

/** How a query names it. */
export const named = (name: string): RegExp =>
  isOperator.has(name) || name === 'let' ? new RegExp(`(^|[\\s(|;=])${name}\\b`) : new RegExp(`(?<![\\w.])${name}\\s*\\(`, 'i')
