/** The two doors by which text enters SQL: as a name or as a literal, both quoted. */

/** A quoted name: of a table, a column or a path such as `Status.errorCode`. */
export const name = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** A quoted string. A NUL would end the statement early; no name or path of ours can hold one. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''").replaceAll('\0', '')}'`

export const list = (parts: readonly string[]): string => parts.join(', ')
