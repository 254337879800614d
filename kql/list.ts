/** Writes the lists in `docs/kql.md`: every operator, function, aggregate and plugin that Microsoft's parser knows, and whether it works here. `node kql/list.ts` */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aggregateNames, functionNames, operatorWord, operatorWords, pluginNames } from './cases/names.ts'
import { type KnownName, knownNames } from './src/1-syntax/microsoft.ts'

export const page = join(import.meta.dirname, '..', 'docs', 'kql.md')

/** What works without standing on a shelf: the parser's own forms and names that lead to a table. */
const forms: ReadonlySet<string> = new Set([
  'cluster',
  'database',
  'table',
  'external_table',
  'materialize',
  'toscalar',
  'find',
  'print',
  'range',
  'datatable',
  'externaldata',
  'fork',
  'facet',
])

/** Why something has no translation; the first that fits. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [
    /^(tdigest.*|.*_tdigest|hll.*|dcount_hll|dcount_intersect|.*_isvalid)$/,
    'a sketch in a form of its own; `dcount` and `percentile` are exact here',
  ],
  [/^(make-graph|graph.*|all|any|map|inner_nodes|node_.*|labels)$/, 'graphs'],
  [/^(partition-by|contextual-data-table)$/, 'written for partition functions and extents, not by people'],
  [
    /^(execute-and-cache|macro-expand|entity_group|stored_query_result|materialized_view|inline-external-table)$/,
    'something that a cluster keeps',
  ],
  [
    /^(cursor_.*|current_cursor|extent_?id|extent_tags|row_?id|rowstore.*|current_node_id|estimate_rows_count|preview)$/,
    "Microsoft's storage",
  ],
  [/^current_/, 'a cluster and who is signed in to it'],
  [/^(python|r|csharp)$/, 'runs code'],
  [/^(execute_.*|external_datatable|infer_storage_.*|identity.*)$/, 'asks a cluster'],
  [/_request(_post)?$|^http_request|^ai_|_sql_|^azure_digital/, 'reaches the network'],
  [/^(welch_test|beta_.*|erfc?)$/, 'statistics that no query of this field uses'],
  [/^geo_/, 'geometry on the sphere beyond points, lines and polygons'],
  [/^convert_/, 'units of measure'],
  [/^(session_count|funnel_.*)$/, 'a plugin that no query of this field uses'],
  [/^(passthrough|argmin|argmax|buildschema|row_rank|bin_auto|estimate_data_size|treepath)$/, 'hardly ever used'],
]

interface Entry {
  readonly name: string
  readonly works: boolean
  readonly why: string
}

function entryOf({ name, alternative }: KnownName, working: ReadonlySet<string>): Entry {
  const works = working.has(name) || forms.has(name)
  const why = reasons.find(([pattern]) => pattern.test(name))?.[1] ?? ''
  return { name, works, why: works || alternative === undefined ? why : `older name of \`${alternative.replaceAll("' or '", '`, `')}\`` }
}

function section(title: string, entries: readonly Entry[]): string {
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))
  const works = sorted.filter((one) => one.works)
  const not = new Map<string, string[]>()
  for (const { name, why } of sorted.filter((one) => !one.works)) not.set(why, [...(not.get(why) ?? []), name])
  const lines = [...not].map(([why, names]) => `| ${names.map((name) => `\`${name}\``).join(' ')} | ${why} |`)
  const missing = lines.length === 0 ? '' : `\n| not translated | what it is |\n| --- | --- |\n${lines.join('\n')}\n`
  return `### ${title}: ${works.length} of ${sorted.length}\n\n${works.map(({ name }) => `\`${name}\``).join(' ')}\n${missing}`
}

/** Names without a translation and without a reason. */
export const unexplained = (): readonly string[] =>
  sections().flatMap(({ entries }) => entries.filter(({ works, why }) => !works && why === '').map(({ name }) => name))

function sections(): readonly { readonly title: string; readonly entries: readonly Entry[] }[] {
  const known = knownNames()
  const operators = known.operators.map((kind) => ({ ...kind, name: operatorWord(kind.name) })).filter(({ name }) => name !== 'bad-query')
  const of = (names: readonly KnownName[], working: readonly string[]): Entry[] => {
    const set = new Set(working)
    return names.map((name) => entryOf(name, set))
  }
  return [
    { title: 'Operators', entries: of(operators, operatorWords) },
    { title: 'Functions', entries: of(known.functions, functionNames) },
    { title: 'Aggregates', entries: of(known.aggregates, aggregateNames) },
    { title: 'Plugins', entries: of(known.plugins, pluginNames) },
  ]
}

const [begin, end] = ['<!-- from here to the end mark: node kql/list.ts -->', '<!-- end mark -->']

/** The page with its lists as they are now. */
export function written(text: string): string {
  const [before, rest] = [text.slice(0, text.indexOf(begin)), text.slice(text.indexOf(end))]
  const lists = sections().map(({ title, entries }) => section(title, entries))
  return `${before}${begin}\n\n${lists.join('\n')}\n${rest}`
}

if (import.meta.main) writeFileSync(page, written(readFileSync(page, 'utf8')))
