/** Reads an answer's JSON without losing digits of whole numbers that a double cannot hold. */

/** A number that long may be beyond a double; most answers have none and are read by the quick way. */
const long = /\d{16}/

interface Context {
  readonly source?: string | undefined
}

export function parseReply(text: string): unknown {
  if (!long.test(text)) return JSON.parse(text)
  const parse = JSON.parse as (text: string, reviver: (key: string, value: unknown, context: Context | undefined) => unknown) => unknown
  return parse(text, (_, value, context) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? BigInt(context?.source ?? 0)
      : value,
  )
}
