/** Problems as people read them: line and column, and the name that was probably meant. */
import type { Binder, Syntax, SyntaxProblem } from './1-syntax/microsoft.ts'
import type { Catalogue, Diagnostic } from './language.ts'

export interface KnownNames {
  readonly catalogue: Catalogue
  readonly binder: Binder
  readonly root: Syntax
}

export function told(text: string, problem: SyntaxProblem, names: KnownNames | undefined): Diagnostic {
  const start = Math.min(Math.max(0, problem.start), text.length)
  const before = text.slice(0, start)
  const line = before.split('\n').length
  const column = start - (before.lastIndexOf('\n') + 1) + 1
  const length = Math.max(0, Math.min(problem.length, text.length - start))
  const hint = isNamedCondition(text, { ...problem, start })
    ? 'Compare with ==; a single = gives a name.'
    : names === undefined
      ? undefined
      : hintFor(text.slice(start, start + length), problem, names)
  return {
    code: problem.code,
    severity: problem.severity,
    message: problem.message,
    start,
    length,
    line,
    column,
    ...(hint === undefined ? {} : { hint }),
  }
}

const nameAndEqual = /^(?:[\w.]+|\[\s*(?:'[^']*'|"[^"]*")\s*\])\s*=(?![=~])/

/** Behind a name that stands where a condition begins. */
const nameBefore = /(?:\b(?:where|and|or)\s|[(,])\s*[\w.]+\s*=\s*$/
const valueBefore = /(?:\b(?:where|and|or)\s|[(,])\s*[\w.]+\s*=\s*(?:"[^"]*"|'[^']*'|[\w.]+)\s*$/
const nameAfter = /^(?:and|or)\s+[\w.]+\s*=(?![=~])/

/** `where a = 1`, which Microsoft's engine refuses: a condition was wanted, and the value would be taken for one. */
export const isNamedCondition = (text: string, { code, start }: { readonly code: string; readonly start: number }): boolean =>
  (code === 'KS141' && nameAndEqual.test(text.slice(start))) ||
  (code === 'KS107' && nameBefore.test(text.slice(Math.max(0, start - 200), start))) ||
  (code === 'KS106' && (valueBefore.test(text.slice(Math.max(0, start - 200), start)) || nameAfter.test(text.slice(start, start + 200))))

/** Microsoft's codes for names that are not found: columns, functions, tables. */
const unknownName = new Set(['KS142', 'KS204', 'KS205', 'KS206', 'KS211', 'KS213', 'TK002'])

const operatorNames =
  'as assert-schema consume count distinct evaluate extend facet find fork getschema graph-match invoke join limit lookup make-graph make-series mv-apply mv-expand order parse parse-kv parse-where partition project project-away project-keep project-rename project-reorder range reduce render sample sample-distinct scan search serialize sort summarize take top top-hitters top-nested union where'.split(
    ' ',
  )

/** An operator was expected and another word stands there. */
const operatorExpected = 'KS176'

function hintFor(written: string, problem: SyntaxProblem, { catalogue, binder, root }: KnownNames): string | undefined {
  if (problem.code === operatorExpected) return meant(nearest(written, operatorNames))
  if (!unknownName.has(problem.code)) return undefined
  const name = written.replace(/^\[\s*['"]|['"]\s*\]$/g, '')
  const isFunction = /known (aggregate |scalar )?function/.test(problem.message) && !/(column|table)/.test(problem.message)
  const candidates = isFunction
    ? [...binder.functionNames, ...catalogue.functions.map((one) => one.name)]
    : [...columnsIn(root), ...letNames(root), ...catalogue.tables.map((table) => table.name), ...catalogue.functions.map((one) => one.name)]
  return meant(nearest(name, candidates))
}

const meant = (name: string | undefined): string | undefined => (name === undefined ? undefined : `Did you mean ${name}?`)

/** Nobody reads more, and each has its line and column to be counted. */
const problemsMax = 100

/** What follows a word that is no operator is only its consequence. */
export function leading<Problem extends SyntaxProblem>(problems: readonly Problem[]): readonly Problem[] {
  const first = problems.find(({ code }) => code === operatorExpected)
  return (first === undefined ? problems : problems.filter(({ start }) => start <= first.start)).slice(0, problemsMax)
}

/** The columns of every table that the query comes by. */
function columnsIn(root: Syntax): readonly string[] {
  const names = new Set<string>()
  for (const kind of ['PipeExpression', 'NameReference', 'FunctionCallExpression', 'DataTableExpression']) {
    for (const node of root.all(kind)) if (node.type.kind === 'table') for (const { name } of node.type.columns) names.add(name)
  }
  return [...names]
}

const letNames = (root: Syntax): readonly string[] => root.all('LetStatement').flatMap((one) => one.child('Name')?.name ?? [])

/** The candidate with the fewest changes, if they are few for its length. */
function nearest(name: string, candidates: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(name.length / 3))
  let best: { readonly name: string; readonly distance: number } | undefined
  for (const candidate of new Set(candidates)) {
    if (Math.abs(candidate.length - name.length) > most || candidate === name) continue
    const distance = changes(name.toLowerCase(), candidate.toLowerCase(), best?.distance ?? most + 1)
    if (distance <= most && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { name: candidate, distance }
  }
  return best?.name
}

/** Edit distance with neighbours swapped as one change (optimal string alignment); gives up at `enough`. */
function changes(a: string, b: string, enough: number): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    if (Math.min(...row) >= enough) return enough
    before = last
    last = row
  }
  return last[b.length] ?? enough
}
