/** Which tables a text can mean, where it asks in many at once: two thousand known tables without rows would only add thirty thousand empty columns. */
import type { Catalogue } from '../language.ts'

const wide = /\b(?:search|find)\b|\bunion\b[^|;]*\*/
const words = /[A-Za-z_]\w*/g
const patterns = /[\w*]*\*[\w*]*/g

/** Undefined where the text names each table it means. */
export function reachOf(text: string, catalogue: Catalogue): ReadonlySet<string> | undefined {
  if (!wide.test(text)) return undefined
  const named = namesWithin(text, catalogue)
  const stored = catalogue.tables.filter(({ from }) => from !== undefined).map(({ name }) => name)
  const reach = new Set(stored)
  for (const { name } of catalogue.tables) if (named.has(name) || (!/^\w+$/.test(name) && text.includes(name))) reach.add(name)
  // A pattern that no table with rows fits still stands for those it fits.
  for (const [pattern] of text.matchAll(patterns)) {
    if (/^\*+$/.test(pattern)) continue
    const fits = new RegExp(`^${pattern.replaceAll('*', '.*')}$`)
    if (!stored.some((name) => fits.test(name))) for (const { name } of catalogue.tables) if (fits.test(name)) reach.add(name)
  }
  return reach
}

/** The words of the text and of the functions it calls, and of those they call. */
function namesWithin(text: string, catalogue: Catalogue): ReadonlySet<string> {
  const bodies = new Map(catalogue.functions.map((one) => [one.name, one.body]))
  const seen = new Set<string>()
  const texts = [text]
  for (let at = texts.pop(); at !== undefined; at = texts.pop()) {
    for (const [word] of at.matchAll(words)) {
      if (seen.has(word)) continue
      seen.add(word)
      const body = bodies.get(word)
      if (body !== undefined) texts.push(body)
    }
  }
  return seen
}
