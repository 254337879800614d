/** Reads Markdown cases: a heading names what is shown, a `kql` block is the query, the table under it the rows it gives. */
import { readFileSync } from 'node:fs'

export interface ShownColumn {
  readonly name: string
  readonly type: string
}

export interface ShownCase {
  readonly file: string
  /** The functions or operators it is a case of; more words stand behind a colon. */
  readonly names: readonly string[]
  readonly title: string
  readonly query: string
  readonly columns: readonly ShownColumn[]
  /** Cells as they are written. */
  readonly rows: readonly (readonly string[])[]
  /** The line that says where the rows come from. */
  readonly source: string
}

export interface ShownProblem {
  readonly file: string
  readonly title: string
  readonly query: string
  /** `KS142 3:9 “The name …” (hint: Did you mean …?)` */
  readonly expected: readonly string[]
}

const sections = (text: string): readonly string[] => text.split(/^# /m).slice(1)

const titleOf = (section: string): string => section.slice(0, section.indexOf('\n')).trim()

const fenced = (section: string, tag: string): string | undefined =>
  new RegExp(`^\`\`\`${tag}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(section)?.[1]?.trimEnd()

export function readCases(file: string): ShownCase[] {
  return sections(readFileSync(file, 'utf8')).flatMap((section) => {
    const query = fenced(section, 'kql')
    if (query === undefined) return []
    const title = titleOf(section)
    const below = section.slice(section.lastIndexOf('\n```\n') + 5)
    const [head = '', , ...rows] = below.split('\n').filter((line) => line.startsWith('|'))
    const source = below.split('\n').find((line) => line.startsWith('From ')) ?? ''
    const names = (title.split(':')[0] ?? '').split(',').map((name) => name.trim())
    return [{ file, names, title, query, columns: cells(head).map(columnOf), rows: rows.map(cells), source }]
  })
}

const cells = (line: string): string[] =>
  line
    .replace(/^\||\|\s*$/g, '')
    .split('|')
    .map((cell) => cell.trim())

function columnOf(heading: string): ShownColumn {
  const at = heading.lastIndexOf(':')
  return { name: text(heading.slice(0, at).trim()), type: heading.slice(at + 1).trim() }
}

export function readProblems(file: string): ShownProblem[] {
  return sections(readFileSync(file, 'utf8')).flatMap((section) => {
    const query = fenced(section, 'kql')
    const expected = fenced(section, 'problems')
    return query === undefined || expected === undefined ? [] : [{ file, title: titleOf(section), query, expected: expected.split('\n') }]
  })
}

/** A text with white space at its ends, a stroke or a line break, or an empty one, is written as JSON. */
export const text = (cell: string): string => (cell.startsWith('"') ? String(JSON.parse(cell)) : cell)
