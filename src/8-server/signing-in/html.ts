/** HTML by a tagged template that escapes whatever is put into it: a stranger's text can become text or an attribute's value and nothing else. */

type Kind = 'markup' | 'attributes'

/** Made here and nowhere else; an object that merely looks like it, from JSON say, is refused. */
export interface Trusted {
  readonly kind: Kind
  readonly text: string
}

export type Piece = string | number | Trusted | false | undefined | readonly Piece[]

const made = new WeakSet<object>()

function trusted(kind: Kind, text: string): Trusted {
  const one: Trusted = Object.freeze({ kind, text })
  made.add(one)
  return one
}

/**
 * `html\`<p title="${hint}">${text}</p>\``: markup stands in the template, everything in holes is escaped unless it is `Trusted`. Holes may be text, or the value of an attribute
 * in double quotes, or (by `attributes`) attributes. Throws where a template has a hole in another place: a bug of ours, seen the first time it runs.
 */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Trusted {
  const places = placesOf(strings)
  const text = strings.map((string, at) => string + (at < pieces.length ? filled(places[at] ?? 'text', pieces[at]) : ''))
  return trusted('markup', text.join(''))
}

/** `name="value"` for each; nothing for `undefined` and `false`, the name alone for `true`. The names are ours. */
export function attributes(values: Readonly<Record<string, string | number | boolean | undefined>>): Trusted {
  const text = Object.entries(values).flatMap(([name, value]) => {
    if (!/^[a-z][a-z\d-]*$/.test(name) || isForbidden(name)) throw new Error(`No attribute may be called ${name}.`)
    if (value === undefined || value === false) return []
    if (value === true) return [name]
    return [`${name}="${urlNames.has(name) ? safeUrl(String(value)) : escaped(String(value))}"`]
  })
  return trusted('attributes', text.join(' '))
}

/** The whole page as bytes go out. */
export const pageText = ({ text }: Trusted): string => `<!doctype html>\n${text}\n`

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' }

/** Control characters mean nothing on a page, and some of them are errors to its reader. */
export const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\p{Cc}]/gu, (one) => (one === '\n' || one === '\t' ? one : '\u{fffd}'))
    .replaceAll(/[&<>"'`]/g, (one) => entities[one] ?? '')

/** Addresses of ours, or of the web: nothing that runs. */
const safeUrl = (url: string): string => (/^(?:\/(?![/\\])|#|https?:\/\/|otpauth:\/\/)/i.test(url) ? escaped(url) : '#')

type Place = 'text' | 'value' | 'url' | 'attributes'

function filled(place: Place, piece: Piece): string {
  if (piece === undefined || piece === false) return ''
  if (Array.isArray(piece)) return piece.map((one: Piece) => filled(place, one)).join('')
  if (typeof piece === 'object') return trustedText(place, piece as Trusted)
  if (place === 'attributes') throw new Error('Attributes are put into a page by attributes(…).')
  return place === 'url' ? safeUrl(String(piece)) : escaped(String(piece))
}

function trustedText(place: Place, piece: Trusted): string {
  const wanted: Kind | undefined = place === 'text' ? 'markup' : place === 'attributes' ? 'attributes' : undefined
  if (!made.has(piece) || piece.kind !== wanted) throw new Error(`This is no ${wanted ?? 'text'} that a page can take.`)
  return piece.text
}

const urlNames = new Set(['href', 'src', 'action', 'formaction'])
const isForbidden = (name: string): boolean => name.startsWith('on') || name === 'style' || name === 'srcdoc'

const known = new WeakMap<TemplateStringsArray, readonly Place[]>()

function placesOf(strings: TemplateStringsArray): readonly Place[] {
  const before = known.get(strings)
  if (before !== undefined) return before
  let text = ''
  const places = strings.slice(0, -1).map((string) => {
    text += string
    const place = placeAfter(text)
    // What is filled in changes nothing about where the next hole is.
    text += place === 'text' ? '' : place === 'attributes' ? ' ' : 'x'
    return place
  })
  known.set(strings, places)
  return places
}

/** Where a reader of HTML stands after this much of a template. */
function placeAfter(text: string): Place {
  if (/<(?:script|style)\b[^>]*>(?![\s\S]*<\/)/i.test(text)) throw new Error('Nothing is put into scripts and styles.')
  const tag = /<(?!\/)[a-z][a-z\d-]*((?:[^"<>]|"[^"]*")*)$/i.exec(text)?.[1]
  if (tag !== undefined) {
    if (/[=\w-]$/.test(tag) || tag === '')
      throw new Error('A hole for attributes stands after a tag name and a space, or the value is not in quotes.')
    return 'attributes'
  }
  const name = /<[a-z][a-z\d-]*(?:[^"<>]|"[^"]*")*?\s([a-z][a-z\d-]*)="([^"]*)$/i.exec(text)
  if (name === null) {
    if (/<[^>]*$/.test(text)) throw new Error('A hole may not stand in a tag name, a closing tag or a comment.')
    return 'text'
  }
  const [, attribute = '', begun = ''] = name
  if (isForbidden(attribute)) throw new Error(`Nothing is put into ${attribute}.`)
  return urlNames.has(attribute) && begun === '' ? 'url' : 'value'
}
