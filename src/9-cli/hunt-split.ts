/** A file of several queries: like Microsoft's editors, a blank line starts a new one, but only where the whole is not one query. */

/** What stands between blank lines; comments alone belong to what follows them. */
function pieces(text: string): readonly string[] {
  const found: string[] = []
  let held = ''
  for (const piece of text.split(/\r?\n[ \t]*\r?\n/)) {
    if (piece.trim() === '') continue
    held = held === '' ? piece : `${held}\n\n${piece}`
    if (isComment(piece)) continue
    found.push(held)
    held = ''
  }
  return found
}

const isComment = (text: string): boolean => text.split('\n').every((line) => /^\s*(?:\/\/.*)?$/.test(line))

/** A `let` belongs to what follows it. */
const isOpen = (text: string): boolean =>
  text
    .replace(/\/\/[^\n]*/g, '')
    .trimEnd()
    .endsWith(';')

/**
 * The queries of a text, in order. `isQuery` says whether a text is one. What is none stays one piece with all that follows, so that its
 * mistakes are told where they are.
 */
export async function splitQueries(text: string, isQuery: (text: string) => Promise<boolean>): Promise<readonly string[]> {
  const parts = pieces(text)
  if (parts.length < 2 || (await isQuery(text))) return [text]
  const queries: string[] = []
  let held = ''
  for (const part of parts) {
    held = held === '' ? part : `${held}\n\n${part}`
    if (isOpen(held) || !(await isQuery(held))) continue
    queries.push(held)
    held = ''
  }
  if (held === '') return queries
  return queries.length === 0 ? [text] : [...queries, held]
}
