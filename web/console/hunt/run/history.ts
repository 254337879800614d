/** The last queries of this browser, newest first. */
import { watched } from '../../wire/watched.ts'

export interface Ran {
  readonly text: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** Undefined where it did not succeed. */
  readonly rows: number | undefined
}

const stored = 'tocsin-hunt-history'
const ranMax = 50
/** Longer ones are not kept: a browser gives a site few megabytes. */
const textMax = 20_000

const isRan = (value: unknown): value is Ran =>
  typeof value === 'object' &&
  value !== null &&
  'text' in value &&
  typeof value.text === 'string' &&
  'at' in value &&
  typeof value.at === 'number'

function read(): readonly Ran[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(stored) ?? '[]')
    return Array.isArray(value) ? value.filter(isRan).slice(0, ranMax) : []
  } catch {
    return []
  }
}

const list = watched<readonly Ran[]>(read())

export const useHistory = list.use

/** A query that is run again moves to the top. */
export function remember(ran: Ran): void {
  if (ran.text.length > textMax) return
  keep([ran, ...list.get().filter(({ text }) => text !== ran.text)].slice(0, ranMax))
}

export const forgetAll = (): void => keep([])

function keep(next: readonly Ran[]): void {
  list.set(next)
  try {
    localStorage.setItem(stored, JSON.stringify(next))
  } catch {
    // A full storage only costs the history after a reload.
  }
}
