/** Loads Microsoft's parser and binder and shows their trees as plain nodes; the only file that knows their classes. */
import { createRequire } from 'node:module'
import type { Catalogue, CatalogueTable, KqlType, SavedFunction } from '../language.ts'
import { reachOf } from './reach.ts'

/** Their objects, seen through the few members that are used here. Property names are those of `Kusto.Language.Bridge.d.ts`. */
// biome-ignore-start lint/suspicious/noExplicitAny: their library has no module and no usable types; nothing of this leaves the file
type Theirs = any
// biome-ignore-end lint/suspicious/noExplicitAny: as above

export interface SyntaxColumn {
  readonly name: string
  /** `unknown` where their analysis could not tell. */
  readonly type: KqlType | 'unknown'
}

/** `table` has `columns`; the others are scalar. */
export type SyntaxType =
  | { readonly kind: 'table'; readonly columns: readonly SyntaxColumn[]; readonly isOpen: boolean }
  | { readonly kind: 'tuple'; readonly columns: readonly SyntaxColumn[] }
  | { readonly kind: 'scalar'; readonly type: KqlType }
  | { readonly kind: 'unknown' }

export interface SyntaxSymbol {
  /** `Column`, `Table`, `Variable`, `Parameter`, `Function`, `Operator`, … */
  readonly kind: string
  readonly name: string
  /** The same symbol is the same object. */
  readonly identity: object
}

/** A node of the bound tree. Children are asked for by the names of their declarations: `node.child('Expression')`. */
export interface Syntax {
  readonly kind: string
  readonly text: string
  readonly start: number
  readonly length: number
  readonly type: SyntaxType
  /** The simple name of a name. */
  readonly name: string | undefined
  /** The column a value without a name becomes, where its expression says so: `a_b` of `tostring(a.b)`. */
  readonly resultName: string | undefined
  readonly symbol: SyntaxSymbol | undefined
  /** Undefined where there is none or it is missing in the text. */
  child(name: string): Syntax | undefined
  /** The elements of a list, without their separators. */
  list(name: string): readonly Syntax[]
  /** The text of a token. */
  token(name: string): string
  /** The value of a literal, as their lexer reads it: text, number, boolean, or null. */
  literal(): string | number | bigint | boolean | null | undefined
  /** Where the node ends in the text that was parsed; in a function's body, in the text of the function's declaration. */
  end(): number
  /** Every node of a kind, this one and below. */
  all(kind: string): readonly Syntax[]
  /** The body of the called function, bound with the arguments of this call. */
  body(): Syntax | undefined
  /** Parameters of the called signature, in order, and which argument goes to each (by index; `default` is its default's node). */
  parameters(): readonly SyntaxParameter[]
}

export interface SyntaxParameter {
  readonly name: string
  readonly argument: Syntax | undefined
  readonly default: Syntax | undefined
}

export interface SyntaxProblem {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly start: number
  readonly length: number
}

export interface Parsed {
  readonly root: Syntax
  readonly problems: readonly SyntaxProblem[]
  /** Problems of syntax alone: with one of them there is nothing to run. */
  readonly hasSyntaxError: boolean
}

export interface Binder {
  /** Parses and binds; a text that their binder fails on is only parsed. */
  parse(text: string): Parsed
  /** Names that are known where a name could not be found. */
  readonly functionNames: readonly string[]
}

let loaded: Theirs

/** Loading takes a quarter of a second and happens once. */
function library(): Theirs {
  if (loaded === undefined) {
    const require = createRequire(import.meta.url)
    require('@kusto/language-service-next/bridge.min.js')
    require('@kusto/language-service-next/Kusto.Language.Bridge.min.js')
    loaded = (globalThis as { Kusto?: Theirs }).Kusto.Language
  }
  return loaded
}

const kindNames = new Map<number, string>()

function kindName(kind: number): string {
  if (kindNames.size === 0) {
    for (const [name, value] of Object.entries(library().Syntax.SyntaxKind)) if (typeof value === 'number') kindNames.set(value, name)
  }
  return kindNames.get(kind) ?? String(kind)
}

const scalarTypes: Readonly<Record<string, KqlType>> = {
  bool: 'bool',
  boolean: 'bool',
  int: 'int',
  long: 'long',
  real: 'real',
  double: 'real',
  decimal: 'decimal',
  string: 'string',
  datetime: 'datetime',
  date: 'datetime',
  timespan: 'timespan',
  time: 'timespan',
  guid: 'guid',
  uuid: 'guid',
  uniqueid: 'guid',
  dynamic: 'dynamic',
}

/** Their dynamic types come in flavours: `dynamic`, arrays, bags, a dynamic string. */
const scalarType = (type: Theirs): KqlType | undefined =>
  type === null || type === undefined
    ? undefined
    : (scalarTypes[String(type.Name)] ?? (/^dynamic/.test(String(type.Name)) ? 'dynamic' : undefined))

function typeOf(type: Theirs): SyntaxType {
  if (type === null || type === undefined) return { kind: 'unknown' }
  const { TableSymbol, TupleSymbol, GroupSymbol } = library().Symbols
  if (type instanceof TableSymbol) return { kind: 'table', columns: columnsOf(type), isOpen: type.IsOpen === true }
  if (type instanceof TupleSymbol) return { kind: 'tuple', columns: columnsOf(type) }
  if (GroupSymbol !== undefined && type instanceof GroupSymbol) return { kind: 'unknown' }
  const scalar = scalarType(type)
  return scalar === undefined ? { kind: 'unknown' } : { kind: 'scalar', type: scalar }
}

function columnsOf(type: Theirs): SyntaxColumn[] {
  return items(type.Columns).map((column) => ({ name: String(column.Name), type: scalarType(column.Type) ?? 'unknown' }))
}

function items(list: Theirs): Theirs[] {
  if (list === null || list === undefined) return []
  if (Array.isArray(list)) return list
  const out: Theirs[] = []
  for (let i = 0; i < list.Count; i++) out.push(list.getItem === undefined ? list.get_Item(i) : list.getItem(i))
  return out
}

const known = new WeakMap<object, Syntax>()

function show(node: Theirs): Syntax {
  const before = known.get(node)
  if (before !== undefined) return before
  const shown: Syntax = {
    kind: kindName(node.Kind),
    get text() {
      // One token has its text at hand; theirs looks at everything that comes before a node.
      const only = node.ChildCount === 1 ? node.GetChild(0) : undefined
      if (typeof only?.Text === 'string' && only.ChildCount === 0) return only.Text
      // Without the comments before it.
      return String(node.ToString(library().Syntax.IncludeTrivia.Interior)).trim()
    },
    // Found by walking over everything before it, so only for who asks.
    get start() {
      return Number(node.TextStart)
    },
    get length() {
      return Number(node.Width)
    },
    get type() {
      return typeOf(node.ResultType)
    },
    get name() {
      const name = node.SimpleName
      return name === null || name === undefined ? undefined : String(name)
    },
    get resultName() {
      const name = library().Binding.Binder.GetExpressionResultName(node, '', null)
      return name === null || name === undefined || name === '' ? undefined : String(name)
    },
    get symbol() {
      return symbolOf(node.ReferencedSymbol)
    },
    child: (name) => childOf(node, name),
    list: (name) => listOf(node[name]),
    token: (name) => String(node[name]?.Text ?? ''),
    literal: () => literalOf(node),
    end: () => Number(node.GetPositionInOriginalTree?.(node.TextStart) ?? node.TextStart) + Number(node.Width),
    all: (kind) => allOf(node, kind),
    body: () => bodyOf(node),
    parameters: () => parametersOf(node),
  }
  known.set(node, shown)
  return shown
}

function childOf(node: Theirs, name: string): Syntax | undefined {
  const child = node[name]
  return child === null || child === undefined || child.IsMissing === true ? undefined : show(child)
}

/** Lists hold nodes or pairs of node and separator; an `ExpressionList` holds a list. */
function listOf(list: Theirs): Syntax[] {
  if (list === null || list === undefined) return []
  const elements = list.Expressions === undefined ? list : list.Expressions
  const out: Syntax[] = []
  for (let i = 0; i < elements.Count; i++) {
    const element = elements.getItem$1?.(i) ?? elements.getItem(i)
    const node = element.Element === undefined || element.Separator === undefined ? element : element.Element
    if (node !== null && node.IsMissing !== true) out.push(show(node))
  }
  return out
}

function symbolOf(symbol: Theirs): SyntaxSymbol | undefined {
  if (symbol === null || symbol === undefined) return undefined
  const kind = Object.entries(library().Symbols.SymbolKind).find(([, value]) => value === symbol.Kind)?.[0] ?? String(symbol.Kind)
  return { kind, name: String(symbol.Name), identity: symbol }
}

function literalOf(node: Theirs): string | number | bigint | boolean | null | undefined {
  const value = node.LiteralValue ?? node.ConstantValue
  if (value === null || value === undefined) return value
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return value.toString()
}

function allOf(node: Theirs, kind: string): Syntax[] {
  const wanted = library().Syntax.SyntaxKind[kind]
  const found: Syntax[] = []
  const walk = (at: Theirs): void => {
    if (at.Kind === wanted) found.push(show(at))
    for (let i = 0; i < at.ChildCount; i++) {
      const child = at.GetChild(i)
      if (child !== null && child !== undefined && child.ChildCount !== undefined) walk(child)
    }
  }
  walk(node)
  return found
}

function bodyOf(node: Theirs): Syntax | undefined {
  try {
    const body = node.GetCalledFunctionBody()
    return body === null || body === undefined ? undefined : show(body)
  } catch {
    return undefined
  }
}

function parametersOf(node: Theirs): SyntaxParameter[] {
  const signature = node.ReferencedSignature
  const list = node.ArgumentList?.Expressions
  if (signature === null || signature === undefined) return []
  const args: Theirs[] = items({ Count: list?.Count ?? 0, getItem: (i: number) => (list.getItem$1?.(i) ?? list.getItem(i)).Element })
  const named = new Map<string, Theirs>()
  const positional: Theirs[] = []
  for (const one of args) {
    if (kindName(one.Kind) === 'SimpleNamedExpression' && signature.GetParameter(one.Name.SimpleName) !== null)
      named.set(one.Name.SimpleName, one.Expression)
    else positional.push(one)
  }
  return items(signature.Parameters).map((parameter) => {
    const name = String(parameter.Name)
    const argument = named.get(name) ?? positional.shift()
    const fallback = parameter.DefaultValue
    return { name, argument: argument === undefined ? undefined : show(argument), default: fallback ? show(fallback) : undefined }
  })
}

/** Knows the catalogue's names. Making one for two thousand tables takes a fifth of a second. */
export function createBinder(catalogue: Catalogue, watchlist: (alias: string) => CatalogueTable | undefined): Binder {
  const language = library()
  const tables = catalogue.tables.map((table) => ({ name: table.name, symbol: tableSymbol(table) }))
  const others = [...catalogue.functions.map(functionSymbol), watchlistSymbol(watchlist)]
  const over = (some: readonly { readonly symbol: Theirs }[]): Theirs => {
    const database = new language.Symbols.DatabaseSymbol.ctor('default', [...some.map(({ symbol }) => symbol), ...others])
    const cluster = new language.Symbols.ClusterSymbol.ctor('local', [database])
    return language.GlobalState.Default.WithCluster(cluster).WithDatabase(database)
  }
  const globals = over(tables)
  return {
    parse: remembered((text) => {
      const reach = reachOf(text, catalogue)
      return parse(reach === undefined ? globals : over(tables.filter(({ name }) => reach.has(name))), text)
    }),
    functionNames: [...items(globals.Functions), ...items(globals.Aggregates)].map((one) => String(one.Name)),
  }
}

export interface KnownName {
  readonly name: string
  /** What their analysis says to write instead. */
  readonly alternative: string | undefined
}

/** Everything their analysis knows by name. Operators are kinds of syntax; names that begin with `__` are their own affair. */
export function knownNames(): Readonly<Record<'functions' | 'aggregates' | 'plugins' | 'operators', readonly KnownName[]>> {
  const { Default } = library().GlobalState
  const named = (list: Theirs): KnownName[] =>
    items(list)
      .map((one) => ({ name: String(one.Name), alternative: one.IsObsolete === true ? String(one.Alternative) : undefined }))
      .filter(({ name }) => !name.startsWith('__'))
  const kinds = Object.keys(library().Syntax.SyntaxKind).filter((kind) =>
    /Operator$|(DataTable|ExternalData|InlineExternalTable)Expression$/.test(kind),
  )
  return {
    functions: named(Default.Functions),
    aggregates: named(Default.Aggregates),
    plugins: named(Default.PlugIns),
    operators: kinds.map((name) => ({ name, alternative: undefined })),
  }
}

const quoted = (name: string): string => `['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`

const schemaText = (table: CatalogueTable): string => `(${table.columns.map(({ name, type }) => `${quoted(name)}:${type}`).join(', ')})`

function tableSymbol(table: CatalogueTable): Theirs {
  const { ColumnSymbol, ScalarTypes, TableSymbol } = library().Symbols
  const columns = table.columns.map(({ name, type }) => new ColumnSymbol(name, ScalarTypes.GetSymbol(type), null, null, null, null))
  return new TableSymbol.$ctor4(table.name, columns)
}

function functionSymbol(saved: SavedFunction): Theirs {
  const body = saved.body.trim().startsWith('{') ? saved.body : `{\n${saved.body}\n}`
  return new (library().Symbols.FunctionSymbol.$ctor16)(saved.name, saved.parameters, body, saved.description ?? null)
}

/** The columns of a watchlist are known only by its alias, so the binder asks while it binds. */
function watchlistSymbol(watchlist: (alias: string) => CatalogueTable | undefined): Theirs {
  const { FunctionSymbol, Parameter, ScalarTypes, TableSymbol, Tabularity } = library().Symbols
  const typeFor = (context: Theirs): Theirs => {
    const argument = items(context.Arguments)[0]
    const alias = argument?.ConstantValue ?? argument?.LiteralValue
    const found = alias === undefined || alias === null ? undefined : watchlist(String(alias))
    return found === undefined ? TableSymbol.Empty.WithIsOpen(true) : TableSymbol.From(schemaText(found))
  }
  const parameter = new Parameter.$ctor3('watchlistAlias', ScalarTypes.String)
  return new FunctionSymbol.ctor('_GetWatchlist', typeFor, Tabularity.Tabular, [parameter])
}

/** Trees of the texts that were read last: a rule comes again every few minutes, with nothing changed but the clock. Older ones go. */
const treesMax = 64

function remembered(read: (text: string) => Parsed): (text: string) => Parsed {
  const trees = new Map<string, Parsed>()
  return (text) => {
    // The columns of a watchlist may be others the next time.
    if (text.includes('_GetWatchlist')) return read(text)
    const tree = trees.get(text) ?? read(text)
    trees.delete(text)
    trees.set(text, tree)
    const [oldest] = trees.keys()
    if (trees.size > treesMax && oldest !== undefined) trees.delete(oldest)
    return tree
  }
}

function parse(globals: Theirs, text: string): Parsed {
  const { KustoCode } = library()
  let code: Theirs
  try {
    code = KustoCode.ParseAndAnalyze(text, globals)
  } catch {
    code = KustoCode.Parse(text, globals)
  }
  const syntaxErrors = new Set(items(code.GetSyntaxDiagnostics()).map((one) => `${one.Start} ${one.Code}`))
  const problems = items(code.GetDiagnostics()).map((one) => ({
    code: String(one.Code),
    severity: one.Severity === 'Error' ? ('error' as const) : ('warning' as const),
    message: String(one.Message),
    start: Number(one.Start),
    length: Number(one.Length),
  }))
  const hasSyntaxError = problems.some((one) => one.severity === 'error' && syntaxErrors.has(`${one.start} ${one.code}`))
  return { root: show(code.Syntax), problems, hasSyntaxError }
}
