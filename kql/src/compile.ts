/** KQL text to SQL: the whole compiler on one screen. */
import { filled, identifier, ticks, toText } from './0-functions/scalar.ts'
import { foldAway } from './1-syntax/fold.ts'
import { type Binder, createBinder, type Syntax } from './1-syntax/microsoft.ts'
import { type Compile, columnScalar, inner, type Place } from './2-plan/context.ts'
import { constantText, nameOf, need, scalar } from './2-plan/expression.ts'
import { type SchemaQuestion, whyStopped } from './2-plan/fault.ts'
import { results } from './2-plan/operators/several.ts'
import { declared } from './2-plan/operators/sources.ts'
import { createNames, type Relation } from './2-plan/plan.ts'
import { operate, runStatement, scopeOf, statementsOf } from './2-plan/relation.ts'
import { explainPlan } from './3-sql/explain.ts'
import { print } from './3-sql/print.ts'
import { isNamedCondition, leading, told } from './diagnose.ts'
import type { Catalogue, CatalogueTable, Compilation, CompiledQuery, CompileOptions, Diagnostic, Host, Render } from './language.ts'

export interface Compiler {
  /** Never throws on any text, unless the host does. */
  compile(text: string, host: Host, options: CompileOptions): Promise<Compilation>
  /** What Microsoft's analysis says of the text. */
  check(text: string, watchlist?: Host['watchlist']): readonly Diagnostic[]
}

/** Schemas that depend on data are asked for one after another; no query needs this many. */
const questionsMax = 20

/** Longer texts are refused: no person wrote them. */
export const textMax = 1_000_000

/** Knows the catalogue's tables and functions. The first one of a process loads Microsoft's parser, half a second. */
export function createCompiler(catalogue: Catalogue): Compiler {
  let watchlist: (alias: string) => CatalogueTable | undefined = () => undefined
  const binder = createBinder(catalogue, (alias) => watchlist(alias))
  const tables = new Map(catalogue.tables.map((table) => [table.name, table]))
  return {
    async compile(given, host, options) {
      watchlist = (alias) => host.watchlist?.(alias)
      if (given.length > textMax)
        return {
          ok: false,
          diagnostics: [
            told(
              given,
              { code: 'TK005', severity: 'error', message: `The text is longer than ${textMax} characters.`, start: 0, length: 1 },
              undefined,
            ),
          ],
        }
      if (isTooMuch(given)) return { ok: false, diagnostics: [tooDeep(given)] }
      try {
        return await compileText(given, { binder, catalogue, tables, host, options })
      } catch (error) {
        // Long chains, such as thousands of sums, are trees as deep as they are long.
        if (error instanceof RangeError) return { ok: false, diagnostics: [tooDeep(given)] }
        throw error
      }
    },
    check(given, named) {
      if (named !== undefined) watchlist = named
      if (given.length > textMax) return []
      if (isTooMuch(given)) return [tooDeep(given)]
      const parsed = binder.parse(foldAway(given))
      return leading(parsed.problems).map((problem) => told(given, problem, { catalogue, binder, root: parsed.root }))
    },
  }
}

interface Compiling {
  readonly binder: Binder
  readonly catalogue: Catalogue
  readonly tables: ReadonlyMap<string, CatalogueTable>
  readonly host: Host
  readonly options: CompileOptions
}

/** What was written into the text to answer a question, so that places still point into the text as it was given. */
interface Inserted {
  readonly at: number
  readonly text: string
}

async function compileText(given: string, compiling: Compiling): Promise<Compilation> {
  const { binder, catalogue, options } = compiling
  const folded = foldAway(withParameters(given, options.parameters ?? {}))
  const inserted: Inserted[] = []
  for (let round = 0; ; round++) {
    const written = write(folded, inserted)
    const parsed = binder.parse(written)
    const names = { catalogue, binder, root: parsed.root }
    const place = (start: number): number => original(start, inserted)
    const diagnostics = leading(parsed.problems).map((problem) => told(given, { ...problem, start: place(problem.start) }, names))
    if (parsed.hasSyntaxError) return { ok: false, diagnostics }
    const external = await readExternal(parsed.root, compiling)
    try {
      const warnings: Diagnostic[] = []
      const queries = planAll(parsed.root, compiling, external, (node, code, message) => {
        const start = place(node.start)
        if (!warnings.some((one) => one.code === code && one.start === start))
          warnings.push(told(given, { code, severity: 'warning', message, start, length: node.length }, undefined))
      })
      if (queries.length === 0) return { ok: false, diagnostics: [...diagnostics, nothingAsked(given)] }
      if (diagnostics.some((one) => isNamedCondition(given, one))) return { ok: false, diagnostics }
      // Their analysis is stricter than their engine: what could be planned runs, and what it said is said.
      return { ok: true, queries, diagnostics: [...diagnostics.map((one) => ({ ...one, severity: 'warning' as const })), ...warnings] }
    } catch (error) {
      const why = whyStopped(error)
      if (why === undefined) return { ok: false, diagnostics: [...diagnostics, internal(given, error)] }
      if ('fault' in why) {
        const own = told(
          given,
          { code: why.fault, severity: 'error', message: why.message, start: place(why.node.start), length: why.node.length },
          names,
        )
        const isSaid = diagnostics.some((one) => one.severity === 'error')
        return { ok: false, diagnostics: isSaid && why.fault !== 'TK001' && why.fault !== 'TK004' ? diagnostics : [...diagnostics, own] }
      }
      if (round >= questionsMax)
        return {
          ok: false,
          diagnostics: [
            told(
              given,
              { code: 'TK005', severity: 'error', message: `More than ${questionsMax} schemas depend on data.`, start: 0, length: 1 },
              undefined,
            ),
          ],
        }
      inserted.push(await answer(why, compiling.host))
    }
  }
}

const nothingAsked = (given: string): Diagnostic =>
  told(
    given,
    { code: 'TK003', severity: 'error', message: 'There is no query here: one begins with a table, or with print.', start: 0, length: 1 },
    undefined,
  )

async function answer(why: SchemaQuestion, host: Host): Promise<Inserted> {
  const rows = await host.ask(why.question)
  return { at: why.node.end(), text: why.schema(rows) }
}

/** Insertions hold places of the text that already had those before them. */
const write = (text: string, inserted: readonly Inserted[]): string =>
  inserted.reduce((so, { at, text: more }) => so.slice(0, at) + more + so.slice(at), text)

function original(start: number, inserted: readonly Inserted[]): number {
  let at = start
  for (const { at: from, text } of inserted.toReversed()) if (at >= from) at = Math.max(from, at - text.length)
  return at
}

function internal(given: string, error: unknown): Diagnostic {
  if (error instanceof RangeError) return tooDeep(given)
  const message = 'The query could not be translated; please report it.'
  return told(given, { code: 'TK900', severity: 'error', message, start: 0, length: Math.min(1, given.length) }, undefined)
}

/** Microsoft's parser and binder take time with the square of depth and of statements: half a minute for ten thousand brackets. */
const nestingMax = 500
const semicolonsMax = 2000

const tooDeep = (given: string): Diagnostic =>
  told(
    given,
    {
      code: 'TK005',
      severity: 'error',
      message: 'The query is nested too deeply, or too long.',
      start: 0,
      length: Math.min(1, given.length),
    },
    undefined,
  )

/** Whether brackets stand too deep inside each other, or statements are too many; those in texts and comments do not count. */
function isTooMuch(text: string): boolean {
  let depth = 0
  let semicolons = 0
  for (const [part] of text.matchAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|[([{]+|[)\]}]+|;/g)) {
    if (/^[([{]/.test(part)) depth += part.length
    else if (/^[)\]}]/.test(part)) depth = Math.max(0, depth - part.length)
    else if (part === ';') semicolons++
    if (depth > nestingMax || semicolons > semicolonsMax) return true
  }
  return false
}

/** `{{StartTimeISO}}` in hunting queries. */
function withParameters(text: string, parameters: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) =>
    Object.hasOwn(parameters, name) ? (parameters[name] ?? whole).replaceAll(/["'\\\r\n]/g, '') : whole,
  )
}

function planAll(
  root: Syntax,
  { tables, host, options }: Compiling,
  external: Compile['external'],
  warn: Compile['warn'],
): readonly CompiledQuery[] {
  const compile: Compile = {
    names: createNames(),
    now: BigInt(Math.trunc(options.now)) * 10_000n + 621_355_968_000_000_000n,
    tables,
    watchlist: (alias) => host.watchlist?.(alias),
    external,
    from: options.from,
    to: options.to,
    shares: new Map(),
    parameters: options.parameters ?? {},
    print: (from, ids) => print(from, ids),
    operate,
    hasAbsent: false,
    warn,
    depth: 0,
    uses: usesIn(root),
  }
  const place: Place = { compile, environment: inner(undefined), partition: [] }
  const results: CompiledQuery[] = []
  for (const statement of statementsOf(root)) {
    if (statement.kind !== 'ExpressionStatement') runStatement(statement, place)
    else results.push(...query(need(statement, 'Expression'), place, options))
  }
  return results
}

function query(node: Syntax, place: Place, options: CompileOptions): readonly CompiledQuery[] {
  if (isScalar(node)) return [finished(valueRelation(node, place), options)]
  return results(node, place).map((made) => ({ ...finished(made, options), render: renderOf(node) }))
}

/** A bare value is printed. */
function valueRelation(node: Syntax, place: Place): Relation {
  const value = ticks(scalar(node, scopeOf(place)))
  const id = place.compile.names.fresh('print_0')
  const plan: Relation['plan'] = { op: 'extend', input: { op: 'values', ids: [], rows: [[]] }, items: [{ id, sql: value.sql }] }
  return { plan, columns: [{ name: 'print_0', type: value.type, id, mayBeNull: value.mayBeNull }], order: undefined }
}

const isScalar = (node: Syntax): boolean => node.type.kind === 'scalar'

/** Every value in its outer form: strings never NULL, datetimes as ticks. */
function finished(made: Relation, options: CompileOptions): CompiledQuery {
  const outputs = made.columns.map((column) => {
    const value = columnScalar(column)
    // A decimal leaves as text, and null as null.
    return column.type === 'decimal' ? toText(value).sql : filled(ticks(value)).sql
  })
  const limit = options.rowsMax === undefined ? '' : ` LIMIT ${Math.max(0, Math.trunc(options.rowsMax))}`
  // Two columns of one name are told apart by place.
  const ids = outputs.map((_, i) => identifier(`${i}`))
  return {
    sql: `${print(made, ids, outputs)}${limit}`,
    columns: made.columns.map(({ name, type }) => ({ name, type })),
    plan: explainPlan(made),
  }
}

/** How often each name is read, to know which tables are worth a name in SQL. */
function usesIn(root: Syntax): ReadonlyMap<string, number> {
  const uses = new Map<string, number>()
  for (const [name] of root.text.matchAll(/[A-Za-z_]\w*/g)) uses.set(name, (uses.get(name) ?? -1) + 1)
  return uses
}

function renderOf(node: Syntax): Render | undefined {
  const operator = node.kind === 'PipeExpression' ? node.child('Operator') : undefined
  if (operator?.kind !== 'RenderOperator') return undefined
  const kind = operator.token('ChartType').toLowerCase()
  const properties: Record<string, string> = {}
  const all = [...operator.list('Parameters'), ...(operator.child('WithClause')?.list('Properties') ?? [])]
  for (const one of all) {
    const value = one.child('Expression')
    const text = value?.literal()
    properties[nameOf(need(one, 'Name')).toLowerCase()] = typeof text === 'string' ? text : (value?.text ?? '')
  }
  return { kind, properties }
}

/** Reads what `externaldata` names before planning, because a plan waits for nothing. */
async function readExternal(root: Syntax, { host, options }: Compiling): Promise<Compile['external']> {
  const found = new Map<string, { readonly from: string } | { readonly refused: string }>()
  for (const node of root.all('ExternalDataExpression')) {
    if (found.has(node.text)) continue
    if (host.external === undefined) continue
    const bare: Place = { compile: bareCompile(options), environment: inner(undefined), partition: [] }
    const properties: Record<string, string> = {}
    try {
      for (const one of node.child('WithClause')?.list('Properties') ?? [])
        properties[nameOf(need(one, 'Name')).toLowerCase()] = (
          one.child('Expression')?.literal() ??
          one.child('Expression')?.text ??
          ''
        ).toString()
      const uris = node.list('URIs').map((one) => constantText(one, scopeOf(bare)))
      found.set(node.text, await host.external({ columns: declared(need(node, 'Schema')), uris, properties }))
    } catch (error) {
      const why = whyStopped(error)
      if (why === undefined) throw error
      found.set(node.text, { refused: 'The addresses of externaldata must be constant texts.' })
    }
  }
  return found
}

function bareCompile(options: CompileOptions): Compile {
  const none = new Map<never, never>()
  return {
    names: createNames(),
    now: BigInt(Math.trunc(options.now)) * 10_000n + 621_355_968_000_000_000n,
    tables: none,
    watchlist: () => undefined,
    external: none,
    from: undefined,
    to: undefined,
    shares: new Map(),
    parameters: {},
    print: (from, ids) => print(from, ids),
    operate,
    hasAbsent: false,
    warn: () => undefined,
    depth: 0,
    uses: none,
  }
}
