/** Functions as KQL files declare them: the name, the parameters with their types and presets, the body. */
import type { ColumnShape, KqlType, SavedFunction } from '@tocsin/kql'

export type Parameter =
  | { readonly kind: 'scalar'; readonly name: string; readonly type: KqlType; readonly preset: string | undefined }
  /** Columns without `*`; no columns where any table fits. */
  | { readonly kind: 'table'; readonly name: string; readonly columns: readonly ColumnShape[] }

const types: Readonly<Record<string, KqlType>> = {
  bool: 'bool',
  boolean: 'bool',
  int: 'int',
  long: 'long',
  real: 'real',
  double: 'real',
  decimal: 'decimal',
  string: 'string',
  datetime: 'datetime',
  date: 'datetime',
  timespan: 'timespan',
  time: 'timespan',
  guid: 'guid',
  dynamic: 'dynamic',
}

/** `(a:string='x', T:(b:string, *))`; what is no declaration is left out. */
export function readParameters(text: string): readonly Parameter[] {
  const inside = text.trim().replace(/^\(|\)$/g, '')
  return parts(inside).flatMap((part): Parameter[] => {
    const [, name, rest] = /^\s*(?:\['?"?)?([\w ]+?)(?:'?"?\])?\s*:\s*([\s\S]*)$/.exec(part) ?? []
    if (name === undefined || rest === undefined) return []
    if (rest.startsWith('(')) return [{ kind: 'table', name, columns: columnsOf(rest) }]
    const [, type = '', preset] = /^(\w+)\s*(?:=\s*([\s\S]*))?$/.exec(rest.trim()) ?? []
    const known = types[type.toLowerCase()]
    return known === undefined ? [] : [{ kind: 'scalar', name, type: known, preset: preset?.trim() }]
  })
}

const columnsOf = (text: string): ColumnShape[] =>
  readParameters(text).flatMap((one) => (one.kind === 'scalar' ? [{ name: one.name, type: one.type }] : []))

/** Text at its commas, but for those in brackets and strings. */
function parts(text: string): string[] {
  const found: string[] = []
  let from = 0
  for (let at = 0; at < text.length; at = after(text, at)) {
    if (text[at] !== ',') continue
    found.push(text.slice(from, at))
    from = at + 1
  }
  return [...found, text.slice(from)].filter((part) => part.trim() !== '')
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** The place behind what begins here: a bracket with all inside it, a string, a comment, or one character. */
function after(text: string, at: number): number {
  const open: string[] = []
  for (let end = at; end < text.length; ) {
    const letter = text[end] ?? ''
    const closer = closing[letter]
    if (closer !== undefined) open.push(closer)
    else if (letter === open.at(-1)) open.pop()
    end = afterOne(text, end)
    if (open.length === 0) return end
  }
  return text.length
}

/** The same without regard to brackets. */
function afterOne(text: string, at: number): number {
  const letter = text[at] ?? ''
  if (letter === '"' || letter === "'") return afterString(text, at, letter, text[at - 1] === '@')
  return letter === '/' && text[at + 1] === '/' ? lineEnd(text, at) : at + 1
}

function afterString(text: string, at: number, quote: string, isVerbatim: boolean): number {
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '\\' && !isVerbatim) end++
    else if (text[end] === quote) {
      if (!isVerbatim || text[end + 1] !== quote) return end + 1
      end++
    }
  }
  return text.length
}

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end + 1
}

/** Function texts are bounded by the files that hold them, and brackets in them by this. */
const textMax = 256 * 1024

/**
 * A file's text as a function: `.create-or-alter function with (…) Name(…) { … }`, `let Name = (…) { … };`, or a bare body that is named as the
 * file. Comments at the top become its description. Or why it is none.
 */
export function readFunction(text: string, fileName: string): SavedFunction | { readonly refused: string } {
  if (text.length > textMax) return { refused: `it is longer than ${textMax / 1024} KB` }
  const { comment, code } = withoutComments(text)
  const command = /^\.create(?:-or-alter)?\s+function\s+/i.exec(code)
  if (command !== null) return fromCommand(code.slice(command[0].length), comment)
  const bound = /^let\s+(\w+)\s*=\s*(?:view\s*)?(?=\()/.exec(code)
  if (bound !== null) {
    const found = declared(code.slice(bound[0].length))
    // A body with let statements of its own begins the same; then the let ends before the text does.
    if (found !== undefined && /^\s*;?\s*$/.test(found.rest)) return saved(bound[1] ?? '', found, comment)
  }
  if (!/^\w+$/.test(fileName)) return { refused: 'a bare body is named by its file: letters, digits and _ only' }
  if (code.trim() === '') return { refused: 'it is empty' }
  const parameters = /^\/\/\s*parameters:\s*(\(.*\))\s*$/im.exec(text)?.[1] ?? '()'
  return { name: fileName, parameters, body: code.trim(), ...described(comment) }
}

function fromCommand(code: string, comment: string): SavedFunction | { readonly refused: string } {
  let rest = code.replace(/^(?:ifnotexists\s+)/i, '')
  let description = comment
  if (/^with\s*\(/i.test(rest)) {
    const from = rest.indexOf('(')
    const end = after(rest, from)
    description = /docstring\s*=\s*["']([^"']*)["']/i.exec(rest.slice(from, end))?.[1] ?? comment
    rest = rest.slice(end).trimStart()
  }
  const [whole = '', name = ''] = /^\[?["']?(\w+)["']?\]?\s*/.exec(rest) ?? []
  const found = declared(rest.slice(whole.length))
  if (name === '' || found === undefined)
    return { refused: 'behind ".create function" a name, parameters in ( ) and a body in { } are needed' }
  return saved(name, found, description)
}

interface Declared {
  readonly parameters: string
  readonly body: string
  readonly rest: string
}

/** `(…) { … }` */
function declared(code: string): Declared | undefined {
  if (!code.startsWith('(')) return undefined
  const end = after(code, 0)
  const gap = /^\s*/.exec(code.slice(end))?.[0].length ?? 0
  if (code[end + gap] !== '{') return undefined
  const bodyEnd = after(code, end + gap)
  if (code[bodyEnd - 1] !== '}') return undefined
  return { parameters: code.slice(0, end), body: code.slice(end + gap, bodyEnd), rest: code.slice(bodyEnd) }
}

const saved = (name: string, { parameters, body }: Declared, comment: string): SavedFunction => ({
  name,
  parameters,
  body,
  ...described(comment),
})

const described = (comment: string): { readonly description?: string } => (comment === '' ? {} : { description: comment })

/** The comment lines at the top, as text, and what follows them. */
function withoutComments(text: string): { comment: string; code: string } {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const first = lines.findIndex((line) => !/^\s*(?:\/\/.*)?$/.test(line))
  const top = first === -1 ? lines : lines.slice(0, first)
  const comment = top
    .map((line) => line.replace(/^\s*\/\/\s?/, '').trim())
    .filter((line) => line !== '' && !/^parameters:/i.test(line))
    .join(' ')
  return { comment, code: first === -1 ? '' : lines.slice(first).join('\n').trim() }
}
