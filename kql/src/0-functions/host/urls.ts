/** URLs taken apart, and their encodings. */
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'

function parseUrl(url: string): HostValue {
  const found = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is.exec(url.trim())
  const [, scheme = '', authority = '', path = '', query = '', fragment = ''] = found ?? []
  const at = authority.lastIndexOf('@')
  const [username = '', ...password] = at < 0 ? [] : authority.slice(0, at).split(':')
  const [host, port] = hostAndPort(authority.slice(at + 1))
  return {
    Scheme: scheme,
    Host: host,
    Port: port,
    Path: path,
    Username: username,
    Password: password.join(':'),
    'Query Parameters': queryParameters(query),
    Fragment: fragment,
  }
}

function hostAndPort(place: string): [string, string] {
  const found = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(place)
  return found === null ? [place, ''] : [found[1] ?? '', found[2] ?? '']
}

/** Values stay as they are written. Of a name that comes twice the last value counts. */
function queryParameters(query: string): Record<string, string> {
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      return equals < 0 ? ([pair, ''] as const) : ([pair.slice(0, equals), pair.slice(equals + 1)] as const)
    })
  return Object.fromEntries(pairs)
}

const parseUrlQuery = (query: string): HostValue => ({ 'Query Parameters': queryParameters(query.replace(/^\?/, '')) })

const bytes = new TextEncoder()
const unescaped = /^[A-Za-z0-9\-_.!*()]$/

/** As .NET writes it: hexadecimal digits are small. */
function encoded(text: string, space: string): string {
  let written = ''
  for (const character of text) {
    if (unescaped.test(character)) written += character
    else if (character === ' ') written += space
    else for (const byte of bytes.encode(character)) written += `%${byte.toString(16).padStart(2, '0')}`
  }
  return written
}

/** Bytes that are no UTF-8 become the replacement character. */
function decoded(url: string): string {
  const text = url.replaceAll('+', ' ')
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
}

/** A label as `xn--…` without those four letters; the empty string where it cannot be. */
function toPunycode(text: string): string {
  const short = punycode(Array.from(text, (character) => character.codePointAt(0) ?? 0))
  return short ?? ''
}

const [base, least, most, skew, damp] = [36, 1, 26, 38, 700]

/** RFC 3492, section 6.1. */
function adapted(delta: number, count: number, isFirst: boolean): number {
  let rest = isFirst ? Math.floor(delta / damp) : delta >> 1
  rest += Math.floor(rest / count)
  let k = 0
  for (; rest > ((base - least) * most) >> 1; k += base) rest = Math.floor(rest / (base - least))
  return k + Math.floor(((base - least + 1) * rest) / (rest + skew))
}

const threshold = (k: number, bias: number): number => Math.min(Math.max(k - bias, least), most)
const digit = (value: number): string => String.fromCharCode(value < 26 ? value + 97 : value + 22)

/** RFC 3492, section 6.3. Texts longer than a domain name are not encoded. */
function punycode(points: readonly number[]): string | undefined {
  if (points.length > 255) return undefined
  const plain = points.filter((point) => point < 128)
  let written = plain.length === 0 ? '' : `${String.fromCodePoint(...plain)}-`
  let [n, delta, bias] = [128, 0, 72]
  for (let done = plain.length; done < points.length; n++, delta++) {
    const next = Math.min(...points.filter((point) => point >= n))
    delta += (next - n) * (done + 1)
    n = next
    for (const point of points) {
      if (point < n) delta++
      if (point !== n) continue
      written += variable(delta, bias)
      bias = adapted(delta, done + 1, done === plain.length)
      delta = 0
      done++
    }
  }
  return written
}

function variable(delta: number, bias: number): string {
  let [written, rest] = ['', delta]
  for (let k = base; ; k += base) {
    const limit = threshold(k, bias)
    if (rest < limit) return written + digit(rest)
    written += digit(limit + ((rest - limit) % (base - limit)))
    rest = Math.floor((rest - limit) / (base - limit))
  }
}

/** RFC 3492, section 6.2. */
function fromPunycode(text: string): string {
  const cut = text.lastIndexOf('-')
  if (text.length > 1024 || /[^\0-\x7f]/.test(text)) return ''
  const points = Array.from(cut < 0 ? '' : text.slice(0, cut), (character) => character.charCodeAt(0))
  let [n, i, bias, at] = [128, 0, 72, cut + 1]
  while (at < text.length) {
    const before = i
    for (let [k, weight] = [base, 1]; ; k += base) {
      const value = digitOf(text.charCodeAt(at++))
      if (Number.isNaN(value)) return ''
      i += value * weight
      const limit = threshold(k, bias)
      if (i > 0x7fffffff) return ''
      if (value < limit) break
      weight *= base - limit
    }
    const count = points.length + 1
    bias = adapted(i - before, count, before === 0)
    n += Math.floor(i / count)
    i %= count
    if (n > 0x10ffff) return ''
    points.splice(i++, 0, n)
  }
  return String.fromCodePoint(...points)
}

const digitOf = (code: number): number =>
  code >= 48 && code <= 57 ? code - 22 : code >= 65 && code <= 90 ? code - 65 : code >= 97 && code <= 122 ? code - 97 : Number.NaN

/** Labels that are plain stay as they are written; the full stops of RFC 3490, section 3.1, become dots. */
const domainToPunycode = (domain: string): string =>
  domain
    .split(/[.\u3002\uff0e\uff61]/)
    .map((label) => (/[^\0-\x7f]/.test(label) ? `xn--${toPunycode(label)}` : label))
    .join('.')

const domainFromPunycode = (domain: string): string =>
  domain
    .split('.')
    .map((label) => (/^xn--/i.test(label) ? fromPunycode(label.slice(4)) : label))
    .join('.')

export const urlFunctions: readonly HostFunction[] = [
  hostFunction('kql_parse_url', ['string'], 'json', parseUrl),
  hostFunction('kql_parseurl', ['string'], 'json', parseUrl),
  hostFunction('kql_parse_urlquery', ['string'], 'json', parseUrlQuery),
  hostFunction('kql_parseurlquery', ['string'], 'json', parseUrlQuery),
  hostFunction('kql_url_encode', ['string'], 'string', (text: string) => encoded(text, '+')),
  hostFunction('kql_url_encode_component', ['string'], 'string', (text: string) => encoded(text, '%20')),
  hostFunction('kql_url_decode', ['string'], 'string', decoded),
  hostFunction('kql_punycode_from_string', ['string'], 'string', toPunycode),
  hostFunction('kql_punycode_to_string', ['string'], 'string', fromPunycode),
  hostFunction('kql_punycode_domain_to_string', ['string'], 'string', domainToPunycode),
  hostFunction('kql_punycode_domain_from_string', ['string'], 'string', domainFromPunycode),
]
