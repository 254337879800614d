/** Every name the compiler answers to, by shelf, for the tests and the page that say so. */
import { aggregates } from '../src/0-functions/aggregates.ts'
import { functions } from '../src/0-functions/index.ts'
import { windows } from '../src/0-functions/windows.ts'
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

/** The row-set functions are plugins, and one is the operator reduce. */
const scalarNames = [...functions.keys()].filter((name) => !rowSets.has(name) && name !== 'reduce')

/** Aggregates that give several columns, or columns of a row: the operator makes them. */
export const summarizeOnly: readonly string[] = ['arg_max', 'arg_min', 'percentiles']

export const operatorWords: readonly string[] = [...new Set([...Object.keys(operators), ...Object.keys(sources)].map(operatorWord))]

export const pluginNames: readonly string[] = [...new Set([...Object.keys(plugins), ...rowSets])]

export const functionNames: readonly string[] = [...new Set([...scalarNames, ...windows.keys(), ...Object.keys(special)])]

export const aggregateNames: readonly string[] = [...new Set([...aggregates.keys(), ...summarizeOnly])]

export const shelves: readonly Shelf[] = [
  { shelf: 'functions', names: functionNames, without: {} },
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
