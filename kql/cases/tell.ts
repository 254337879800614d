/** A problem as a line of a Markdown case. */
import type { Diagnostic } from '../src/index.ts'

/** `KS142 1:17 The name 'Usr' … (Did you mean User?)` */
export const tell = ({ code, severity, message, line, column, hint }: Diagnostic): string =>
  `${severity === 'warning' ? 'warning ' : ''}${code} ${line}:${column} ${message}${hint === undefined ? '' : ` (${hint})`}`
