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

/** The same text for the same value, whatever the order of its keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isBag(value)) return JSON.stringify(value) ?? 'null'
  const keys = Object.keys(value).sort(byCode)
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`
}

/** The path as steps; undefined where it is none: `$.a.b[0]['x y']`. */
function steps(path: string): readonly string[] | undefined {
  if (!/^\$?(?:\.?[^.[\]'"]+|\[\s*(?:\d+|'[^']*'|"[^"]*")\s*\])*$/.test(path)) return undefined
  const found = path.replace(/^\$/, '').matchAll(/\[\s*(?:'([^']*)'|"([^"]*)"|(\d+))\s*\]|\.?([^.[\]'"]+)/g)
  return [...found].map((step) => step[1] ?? step[2] ?? step[3] ?? step[4] ?? '')
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
  const walk = (inside: unknown, path: string): void => {
    if (typeof inside !== 'object' || inside === null) return
    for (const [key, below] of Object.entries(inside)) {
      const next = `${path}${Array.isArray(inside) ? `[${key}]` : `['${key}']`}`
      found.push(next)
      walk(below, next)
    }
  }
  walk(value, '')
  return found
}

const asSet = (value: HostValue): ReadonlySet<string> | undefined => (Array.isArray(value) ? new Set(value.map(canonical)) : undefined)

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
  hostFunction('kql_dynamic_to_json', ['json'], 'string', canonical),
  hostFunction('kql_extract_json', ['string', 'string'], 'json', extractJson),
  hostFunction('kql_treepath', ['json'], 'json', treePath),
  hostFunction('kql_jaccard_index', ['json', 'json'], 'json', jaccard),
  hostFunction('kql_set_equals', ['json', 'json'], 'bool', setEquals),
]
