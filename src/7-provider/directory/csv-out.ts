/** Writes separated values that a spreadsheet shows and never runs. */

/** What begins so is a formula to a spreadsheet, after spaces too; an apostrophe before it makes it text (OWASP, CSV Injection). */
const formula = /^\s*[=+\-@\t\r]/

const cellOf = (text: string): string => {
  const safe = formula.test(text) ? `'${text}` : text
  return /[",\r\n;\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** RFC 4180. */
export const csvOf = (rows: readonly (readonly string[])[]): string => rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')
