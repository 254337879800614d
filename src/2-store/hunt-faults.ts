/** What the database says when a query fails while it runs, as a sentence for the person who wrote the query; its own words are for the log. */
import type { Diagnostic } from '@tocsin/kql'

interface Kind {
  readonly code: string
  readonly says: RegExp
  readonly message: string
  readonly hint?: string
}

/** Codes are promised for ever. */
const kinds: readonly Kind[] = [
  {
    code: 'TK901',
    says: /^Out of Range Error|overflow/i,
    message: 'A number became larger than its type can hold while the query ran.',
    hint: 'Use real numbers: todouble(…).',
  },
  {
    code: 'TK903',
    says: /regex|regular expression|RE2|missing \)|missing \]|invalid perl operator|bad repetition/i,
    message: 'A regular expression in the query cannot be read.',
    hint: 'Kusto reads regular expressions as RE2 does: no look-around and no back references.',
  },
  {
    code: 'TK904',
    says: /^IO Error|No files found|Could not open|CSV Error|Malformed JSON|Parquet/i,
    message: 'A file that the query reads cannot be read.',
    hint: 'Look whether it is there and whether it has the form that the query says.',
  },
  {
    code: 'TK906',
    says: /kql: too many rows at once/,
    message: 'More than a million rows reach an operator or plugin that looks at all of them at once.',
    hint: 'Filter or summarize before it.',
  },
  {
    code: 'TK902',
    says: /^Conversion Error|^Invalid Input Error/i,
    message: 'A value cannot be brought into the type that the query asks for.',
  },
  {
    code: 'TK905',
    says: /depth|stack|too deep|Maximum recursion/i,
    message: 'The query is nested too deeply.',
    hint: 'Split it into let statements.',
  },
]

const own: Kind = {
  code: 'TK999',
  says: /^/,
  message: 'The query could not be run as it was compiled. This is a mistake of Tocsin, not of the query; the log has the details.',
}

/** About the text as a whole: at run time nobody knows the place any more. */
export function runtimeDiagnostic(error: unknown, text: string): Diagnostic {
  // Behind the first line the database may print where in its own code it was.
  const said = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
  const { code, message, hint } = kinds.find(({ says }) => says.test(said)) ?? own
  return { code, severity: 'error', message, start: 0, length: text.length, line: 1, column: 1, ...(hint === undefined ? {} : { hint }) }
}

export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && /^(Out of Memory Error|OutOfMemory)|memory given to the store/i.test(error.message)

export const isInterrupted = (error: unknown): boolean => error instanceof Error && /^INTERRUPT Error|Interrupted!/i.test(error.message)
