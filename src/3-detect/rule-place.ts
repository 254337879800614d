/** Shows what is wrong with a rule's query, and with the columns it names, where they stand in the file. */
import type { ColumnShape, Diagnostic } from '@tocsin/kql'
import { isScalar, LineCounter, Scalar } from 'yaml'
import type { QueryPlace, RuleProblem, WantedColumn } from './rule.ts'
import { find, type Section } from './rule-yaml.ts'

/** In a block of text (`|`) each line of the query is a line of the file. */
export function queryPlace(root: Section): QueryPlace | undefined {
  const found = find(root, 'query')
  if (found === undefined || !isScalar(found.node)) return undefined
  const { node, start } = found
  const { value } = node
  if (typeof value !== 'string') return undefined
  const { line, col } = root.reading.lines.linePos(start)
  if (node.type === Scalar.BLOCK_LITERAL) return blockPlace(root.reading.text, value, start, line)
  const isFolded = node.type === Scalar.BLOCK_FOLDED || value.includes('\n')
  return { start, firstLine: isFolded ? undefined : line, indent: col - 1 + (node.type === Scalar.PLAIN ? 0 : 1) }
}

/** `line` is that of the `|`. */
function blockPlace(text: string, value: string, start: number, line: number): QueryPlace {
  const lines = value.split('\n')
  const first = lines.findIndex((one) => one.trim() !== '')
  const written = text.split('\n')[line + first] ?? ''
  return { start, firstLine: line + 1, indent: Math.max(0, leading(written) - leading(lines[first] ?? '')) }
}

const leading = (line: string): number => line.length - line.trimStart().length

/** A mistake of the query as one of the file `text`. Where lines do not match, it is shown at the query's beginning, and says its own line. */
export function inFile(diagnostic: Diagnostic, at: QueryPlace | undefined, text: string): RuleProblem {
  const lines = counted(text)
  const { start = 0, firstLine, indent = 0 } = at ?? {}
  if (firstLine === undefined) {
    const { line, col } = lines.linePos(start)
    const message = `${diagnostic.message} (line ${diagnostic.line}, column ${diagnostic.column} of the query)`
    return { ...diagnostic, message, field: 'query', start, length: 1, line: Math.max(1, line), column: Math.max(1, col) }
  }
  const line = firstLine + diagnostic.line - 1
  const column = diagnostic.column + indent
  return { ...diagnostic, field: 'query', line, column, start: (lines.lineStarts[line - 1] ?? 0) + column - 1 }
}

/** Columns that the rule reads and the query does not give: an alert would lack what they were to say. */
export function missingColumns(wanted: readonly WantedColumn[], columns: readonly ColumnShape[], text: string): readonly RuleProblem[] {
  const names = columns.map(({ name }) => name)
  const lines = counted(text)
  return wanted
    .filter(({ column }) => !names.includes(column))
    .map(({ column, field, start, length }) => {
      const { line, col } = lines.linePos(start)
      const near = names.find((name) => name.toLowerCase() === column.toLowerCase())
      return {
        code: 'TR105',
        severity: 'error',
        field,
        message: `${field} names the column ${column}, which the query does not give. It gives ${names.join(', ') || 'none'}.`,
        start,
        length,
        line: Math.max(1, line),
        column: Math.max(1, col),
        hint: near === undefined ? undefined : `Did you mean ${near}?`,
      }
    })
}

function counted(text: string): LineCounter {
  const lines = new LineCounter()
  lines.addNewLine(0)
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1)
  return lines
}
