/** IPv4 addresses inside a text. */
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'
import { addressOf, isDigit, isWithin, once, type Ranges, rangesOf, readIpv4, textsOf } from './ipv4.ts'

const isWordCode = (code: number): boolean =>
  isDigit(code) ||
  (code >= 65 && code <= 90) ||
  (code >= 97 && code <= 122) ||
  (code > 127 && /[\p{L}\p{N}]/u.test(String.fromCharCode(code)))

/** Whether an address that stands alone in the text (letters and digits are not next to it) lies in the ranges. */
function hasOne(text: string, ranges: Ranges): boolean {
  for (let at = text.indexOf('.'); at >= 0; at = text.indexOf('.', at + 1)) {
    let start = at
    while (start > 0 && at - start < 3 && isDigit(text.charCodeAt(start - 1))) start--
    if (start === at || (start > 0 && (isWordCode(text.charCodeAt(start - 1)) || isPartBefore(text, start)))) continue
    const address = addressAt(text, start)
    if (address >= 0 && isWithin(ranges, address)) return true
  }
  return false
}

/** `1.` before the start: the address began there. */
const isPartBefore = (text: string, start: number): boolean =>
  text.charCodeAt(start - 1) === 46 && start > 1 && isDigit(text.charCodeAt(start - 2))

function addressAt(text: string, start: number): number {
  let [at, address] = [start, 0]
  for (let part = 0; part < 4; part++) {
    if (part > 0 && text.charCodeAt(at++) !== 46) return -1
    let value = 0
    const first = at
    for (; at - first < 4 && isDigit(text.charCodeAt(at)); at++) value = value * 10 + text.charCodeAt(at) - 48
    if (at === first || value > 255) return -1
    address = address * 256 + value
  }
  if (at === text.length) return address
  const next = text.charCodeAt(at)
  return isWordCode(next) || (next === 46 && isDigit(text.charCodeAt(at + 1))) ? -1 : address
}

function exact(texts: readonly string[]): [number, number][] {
  return texts
    .map(readIpv4)
    .filter((read) => read >= 0 && read % 64 === 32)
    .map((read) => [addressOf(read), addressOf(read)])
}

/** A whole address, or its beginning up to a dot. */
function byPrefix(texts: readonly string[]): [number, number][] {
  return texts.flatMap((text): [number, number][] => {
    const parts = text.split('.').length - 1
    if (!text.endsWith('.') || parts > 3) return exact([text])
    const read = readIpv4(`${text}${'0.'.repeat(3 - parts)}0`)
    return read < 0 ? [] : [[addressOf(read), addressOf(read) + 256 ** (4 - parts) - 1]]
  })
}

/** What is looked for is mostly the same from row to row. At the bound all are forgotten. */
const soughtMax = 256

function sought(make: (texts: readonly string[]) => [number, number][]): (text: string, address: string) => boolean {
  const known = new Map<string, Ranges>()
  return (text, address) => {
    let ranges = known.get(address)
    if (ranges === undefined) {
      if (known.size >= soughtMax) known.clear()
      ranges = rangesOf(make([address]))
      known.set(address, ranges)
    }
    return hasOne(text, ranges)
  }
}

function anySought(make: (texts: readonly string[]) => [number, number][]): (text: string, addresses: HostValue) => boolean {
  const ready = once((list) => rangesOf(make(textsOf(list))))
  return (text, addresses) => typeof addresses === 'object' && addresses !== null && hasOne(text, ready(addresses))
}

export const ipv4FoundFunctions: readonly HostFunction[] = [
  hostFunction('kql_has_ipv4', ['string', 'string'], 'bool', sought(exact)),
  hostFunction('kql_has_ipv4_prefix', ['string', 'string'], 'bool', sought(byPrefix)),
  { ...hostFunction('kql_has_any_ipv4', ['string', 'json'], 'bool', anySought(exact)), gathers: true },
  { ...hostFunction('kql_has_any_ipv4_prefix', ['string', 'json'], 'bool', anySought(byPrefix)), gathers: true },
]
