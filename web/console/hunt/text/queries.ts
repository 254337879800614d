/** Which query of a text is meant: as in Microsoft's editors a blank line parts queries, but one that is not finished goes on behind it. */

export interface Part {
  /** Offsets into the text; `end` is behind the last character. */
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The queries of a text in order, without the blank lines between them. */
export function queriesOf(text: string): readonly Part[] {
  const found: Part[] = []
  for (const block of blocksOf(text)) {
    const before = found.at(-1)
    if (before !== undefined && (isOpen(before.text) || /^\s*\|/.test(block.text))) {
      found[found.length - 1] = part(text, before.start, block.end)
    } else found.push(block)
  }
  return found.filter(({ text: one }) => bare(one).trim() !== '')
}

/** The query at an offset; on a blank line the one before it. Undefined where there is none at all. */
export function queryAt(text: string, offset: number): Part | undefined {
  const queries = queriesOf(text)
  return queries.findLast(({ start }) => start <= offset) ?? queries[0]
}

const part = (text: string, start: number, end: number): Part => ({ start, end, text: text.slice(start, end) })

function blocksOf(text: string): Part[] {
  const blocks: Part[] = []
  let start: number | undefined
  let end = 0
  for (const { index, 0: line } of text.matchAll(/[^\n]*(?:\n|$)/g)) {
    if (line.trim() !== '') {
      start ??= index
      end = index + line.trimEnd().length
    } else if (start !== undefined) {
      blocks.push(part(text, start, end))
      start = undefined
    }
  }
  if (start !== undefined) blocks.push(part(text, start, end))
  return blocks
}

const pieces = /\/\/[^\n]*|```[\s\S]*?```|@"(?:[^"]|"")*"|@'(?:[^']|'')*'|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g

/** Without comments and what stands in strings. */
const bare = (text: string): string => text.replace(pieces, (piece) => (piece.startsWith('//') ? '' : '""'))

/** A `let` belongs to what follows it, as a comment does, a pipe, or a bracket that is still open. */
function isOpen(text: string): boolean {
  const code = bare(text).trimEnd()
  if (code === '' || /[;|,=(]$/.test(code)) return true
  return count(code, /[([{]/g) > count(code, /[)\]}]/g)
}

const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0
