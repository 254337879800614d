/** Parses JSON that strangers wrote, with errors a person can act on and a bound on its nesting. */
import type { Json } from '../0-event/json.ts'

/** Deeper values are refused: real records have under twenty levels, and writing JSON or copying to a thread overflows the stack at some 1,600. */
export const nestingMax = 100

/** V8 takes 600 MB and three seconds for 16 MB of brackets; up to this length its own parser is harmless, and the check comes after it. */
const harmlessLength = 64 * 1024

export const whyTooDeep = `nested more than ${nestingMax} levels deep: no log is, so it is damaged or was made to do harm`

/** Throws an error whose message is a reason for the refusal. */
export function parseJson(text: string): Json {
  if (text.length > harmlessLength && nestsTooDeep(text)) throw new Error(whyTooDeep)
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch (error) {
    throw new Error(whyNotJson(text, error))
  }
  if (typeof value === 'object' && value !== null && hasManyBrackets(text) && !isShallow(value)) throw new Error(whyTooDeep)
  return value
}

/** Without so many opening brackets nothing can be nested so deep; counting them costs a tenth of walking through the value. */
function hasManyBrackets(text: string): boolean {
  let count = 0
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) if (++count > nestingMax) return true
  }
  return false
}

/** Whether a parsed value keeps the bound. */
export function isShallow(value: object, levels = nestingMax): boolean {
  if (levels === 0) return false
  for (const key in value) {
    const inner: unknown = value[key as keyof typeof value]
    if (typeof inner === 'object' && inner !== null && !isShallow(inner, levels - 1)) return false
  }
  return true
}

function nestsTooDeep(text: string): boolean {
  let levels = 0
  for (const [part] of text.matchAll(structural)) {
    if (part === '{' || part === '[') levels++
    else if (part === '}' || part === ']') levels--
    if (levels > nestingMax) return true
  }
  return false
}

/** Brackets, and strings whole, so that brackets inside them do not count. */
const structural = /[{}[\]]|"(?:[^"\\]+|\\.)*"?/gs

function whyNotJson(text: string, error: unknown): string {
  if (text.includes('\0')) return 'not valid JSON: it holds NUL bytes, as files do that were damaged or cut by a crash'
  const message = error instanceof Error ? error.message : ''
  if (/Unexpected end|Unterminated string/.test(message))
    return 'the JSON ends too early: it was cut off, or a closing quote or bracket is missing'
  const position = /at position (\d+)/.exec(message)?.[1]
  if (position !== undefined)
    return `not valid JSON: ${message.slice(0, message.indexOf(' in JSON at'))} at character ${Number(position) + 1}`
  const token = /^Unexpected token '(.+?)',/su.exec(message)?.[1]
  return token === undefined ? 'not valid JSON' : `not valid JSON: unexpected ${JSON.stringify(token)}`
}
