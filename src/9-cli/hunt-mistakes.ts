/** What is wrong with a query, in the terminal: the sentence, the line, a caret under the place, and what was probably meant. */
import type { Diagnostic } from '@tocsin/kql'
import type { Context } from './command.ts'
import { paint, printable } from './terminal.ts'

/** A longer line is shown around the place. */
const lineMax = 160

export function mistakes(text: string, diagnostics: readonly Diagnostic[], context: Context): string {
  // Told on standard error, so its terminal counts.
  const on = { colours: context.colours, isTerminal: { ...context.isTerminal, stdout: context.isTerminal.stderr } }
  return diagnostics
    .map((one) => {
      const colour = one.severity === 'error' ? 'red' : 'yellow'
      const lines = [`${paint(one.code, colour, on)} ${printable(one.message)}`, ...shown(text, one).map((line) => paint(line, 'dim', on))]
      const caret = caretOf(text, one)
      return [...lines, paint(caret, colour, on), ...(one.hint === undefined ? [] : [paint(`  ${one.hint}`, 'cyan', on)])].join('\n')
    })
    .join('\n\n')
}

const lineOf = (text: string, { line }: Diagnostic): string => (text.split('\n')[line - 1] ?? '').replace(/\r$/, '').replaceAll('\t', ' ')

const firstShown = ({ column }: Diagnostic): number => (column > lineMax * 0.75 ? column - Math.floor(lineMax / 2) : 0)

const margin = ({ line }: Diagnostic): string => `  ${line} | `

function shown(text: string, one: Diagnostic): string[] {
  const from = firstShown(one)
  return [`${margin(one)}${from > 0 ? '…' : ''}${lineOf(text, one).slice(from, from + lineMax)}`]
}

function caretOf(text: string, one: Diagnostic): string {
  const from = firstShown(one)
  const rest = Math.max(1, lineOf(text, one).length - one.column + 1)
  const carets = '^'.repeat(Math.max(1, Math.min(one.length, rest, lineMax)))
  return `${' '.repeat(margin(one).length - 2)}| ${' '.repeat(one.column - 1 - from + (from > 0 ? 1 : 0))}${carets}`
}
