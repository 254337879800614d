/** Functions on bags and sets that SQL cannot say. */
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'

const isBag = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Keys that are no texts are left out, and their values with them. */
function bagZip(keys: HostValue, values: HostValue): HostValue {
  if (!Array.isArray(keys)) return null
  const by = Array.isArray(values) ? values : []
  return Object.fromEntries(keys.flatMap((key: unknown, i) => (typeof key === 'string' ? [[key, by[i] ?? null]] : [])))
}

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Levels of a value that are looked into: beyond them a stack could end. What lies deeper counts as null. */
const levelsMax = 500

/** The same text for the same value, whatever the order of its keys. */
function canonical(value: unknown, level = 0): string {
  if (level > levelsMax) return 'null'
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one, level + 1)).join(',')}]`
  if (!isBag(value)) return JSON.stringify(value) ?? 'null'
  const keys = Object.keys(value).sort(byCode)
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key], level + 1)}`).join(',')}}`
}

/** One step, from where the last one ended; each character is looked at once, however the path is written. */
const step = /\[\s*(?:'([^']*)'|"([^"]*)"|(\d+))\s*\]|\.?([^.[\]'"]+)/y

/** The path as steps; undefined where it is none: `$.a.b[0]['x y']`. */
function steps(path: string): readonly string[] | undefined {
  const found: string[] = []
  for (let at = path.startsWith('$') ? 1 : 0; at < path.length; at = step.lastIndex) {
    step.lastIndex = at
    const next = step.exec(path)
    if (next === null) return undefined
    found.push(next[1] ?? next[2] ?? next[3] ?? next[4] ?? '')
  }
  return found
}

/** Paths are mostly the same from row to row. At the bound all are forgotten. */
const pathsMax = 256
const paths = new Map<string, readonly string[] | undefined>()

function stepsOf(path: string): readonly string[] | undefined {
  if (paths.has(path)) return paths.get(path)
  if (paths.size >= pathsMax) paths.clear()
  const found = steps(path)
  paths.set(path, found)
  return found
}

function extractJson(path: string, text: string): HostValue {
  const way = stepsOf(path)
  if (way === undefined) return null
  try {
    let at: unknown = JSON.parse(text)
    for (const step of way)
      at = typeof at === 'object' && at !== null && Object.hasOwn(at, step) ? (at as Record<string, unknown>)[step] : null
    return (at ?? null) as HostValue
  } catch {
    return null
  }
}

/** Paths of every value in it, parents before children. */
function treePath(value: HostValue): HostValue {
  if (typeof value !== 'object' || value === null) return null
  const found: string[] = []
  const walk = (inside: unknown, path: string, level: number): void => {
    if (typeof inside !== 'object' || inside === null || level > levelsMax) return
    for (const [key, below] of Object.entries(inside)) {
      const next = `${path}${Array.isArray(inside) ? `[${key}]` : `['${key}']`}`
      found.push(next)
      walk(below, next, level + 1)
    }
  }
  walk(value, '', 0)
  return found
}

const asSet = (value: HostValue): ReadonlySet<string> | undefined =>
  Array.isArray(value) ? new Set(value.map((one) => canonical(one))) : undefined

/** What both have, as a part of what either has; of two empty sets there is no answer. */
function jaccard(one: HostValue, other: HostValue): number | null {
  const [a, b] = [asSet(one), asSet(other)]
  if (a === undefined || b === undefined || a.size + b.size === 0) return null
  return a.intersection(b).size / a.union(b).size
}

function setEquals(one: HostValue, other: HostValue): boolean | null {
  const [a, b] = [asSet(one), asSet(other)]
  return a === undefined || b === undefined ? null : a.size === b.size && a.isSubsetOf(b)
}

export const bagFunctions: readonly HostFunction[] = [
  hostFunction('kql_bag_zip', ['json', 'json'], 'json', bagZip),
  hostFunction('kql_dynamic_to_json', ['json'], 'string', (value: HostValue) => canonical(value)),
  hostFunction('kql_extract_json', ['string', 'string'], 'json', extractJson),
  hostFunction('kql_treepath', ['json'], 'json', treePath),
  hostFunction('kql_jaccard_index', ['json', 'json'], 'json', jaccard),
  hostFunction('kql_set_equals', ['json', 'json'], 'bool', setEquals),
]
