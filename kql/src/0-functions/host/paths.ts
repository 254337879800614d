/** Texts with parts: paths, command lines, rows of CSV, version numbers. */
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'

/** Without drive or scheme nothing is a root. */
function parsePath(path: string): HostValue {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(path)?.[1] ?? ''
  const body = scheme === '' ? path : path.slice(scheme.length + 3)
  const root = /^[a-z]:(?=[\\/]|$)/i.exec(body)?.[0] ?? ''
  const cut = Math.max(body.lastIndexOf('/'), body.lastIndexOf('\\'))
  const directory = cut < 0 ? '' : body.slice(0, cut)
  const name = body.slice(cut + 1)
  const stream = name.indexOf(':')
  const filename = stream < 0 || (cut < 0 && root !== '') ? name : name.slice(0, stream)
  const dot = filename.lastIndexOf('.')
  return {
    Scheme: scheme,
    RootPath: root,
    DirectoryPath: directory,
    DirectoryName: directory.slice(Math.max(directory.lastIndexOf('/'), directory.lastIndexOf('\\')) + 1),
    Filename: filename,
    Extension: dot < 0 ? '' : filename.slice(dot + 1),
    AlternateDataStreamName: filename === name ? '' : name.slice(stream + 1),
  }
}

/** As Windows' CommandLineToArgvW: the first word knows no escapes; later, backslashes count only before a quote. */
function parseCommandLine(line: string, kind: string): HostValue {
  if (kind.toLowerCase() !== 'windows' || line.trim() === '') return null
  const first = /^"([^"]*)"?|^[^\s"]*(?:"[^"]*"?)?[^\s]*/.exec(line)
  const command = first?.[1] ?? first?.[0] ?? ''
  return [command, ...argumentsIn(line.slice(first?.[0].length ?? 0))]
}

function argumentsIn(rest: string): string[] {
  const found: string[] = []
  let [at, word, isQuoted, isWord] = [0, '', false, false]
  while (at < rest.length) {
    const slashes = /^\\*/.exec(rest.slice(at, at + 4096))?.[0].length ?? 0
    const next = rest[at + slashes]
    if (slashes > 0) {
      isWord = true
      word += '\\'.repeat(next === '"' ? slashes >> 1 : slashes)
      at += slashes
      if (next === '"' && slashes % 2 === 1) {
        word += '"'
        at++
      }
      continue
    }
    at++
    if (next === '"') {
      isWord = true
      // Two quotes inside quotes are one, and the quoting goes on.
      if (isQuoted && rest[at] === '"') {
        word += '"'
        at++
      } else isQuoted = !isQuoted
    } else if (!isQuoted && (next === ' ' || next === '\t' || next === '\n' || next === '\r')) {
      if (isWord) found.push(word)
      word = ''
      isWord = false
    } else {
      isWord = true
      word += next ?? ''
    }
  }
  return isWord ? [...found, word] : found
}

/** The first record. Quotes around a value are taken off, doubled ones inside are one. */
function parseCsv(text: string): HostValue {
  const values: string[] = []
  for (let at = 0; ; at++) {
    const isQuoted = text[at] === '"'
    const close = isQuoted ? closingQuote(text, at + 1) : at
    const after = Math.min(isQuoted ? close + 1 : at, text.length)
    const end = endOfValue(text, after)
    values.push((isQuoted ? text.slice(at + 1, close).replaceAll('""', '"') : '') + text.slice(after, end))
    if (text[end] !== ',') return values
    at = end
  }
}

/** The next quote that is not doubled, or the end. */
function closingQuote(text: string, start: number): number {
  for (let at = start; ; at += 2) {
    at = text.indexOf('"', at)
    if (at < 0) return text.length
    if (text[at + 1] !== '"') return at
  }
}

function endOfValue(text: string, start: number): number {
  let at = start
  while (at < text.length && text[at] !== ',' && text[at] !== '\n' && text[at] !== '\r') at++
  return at
}

/** Up to four parts of up to eight digits, as one number that compares as versions do. */
function parseVersion(version: string): string | null {
  if (!/^\d{1,8}(\.\d{1,8}){0,3}$/.test(version)) return null
  const parts = version.split('.')
  const padded = [...parts, '0', '0', '0'].slice(0, 4).map((part) => part.padStart(8, '0'))
  return String(BigInt(padded.join('')))
}

export const pathFunctions: readonly HostFunction[] = [
  hostFunction('kql_parse_path', ['string'], 'json', parsePath),
  hostFunction('kql_parse_command_line', ['string', 'string'], 'json', parseCommandLine),
  hostFunction('kql_parse_csv', ['string'], 'json', parseCsv),
  hostFunction('kql_parse_version', ['string'], 'string', parseVersion),
]
