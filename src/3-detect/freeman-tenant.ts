/** What a whole tenant signs in with, as counts: bounded, saved in the pieces that changed, read back piece by piece. */

export interface TenantCounts {
  /** Sign-ins learnt from, and the persons who made them. */
  totals(): { readonly logins: number; readonly persons: number }
  /** How many sign-ins said this level. */
  told(level: number): number
  /** Distinct values held of this level. */
  distinct(level: number): number
  times(value: number): number
  /** Distinct values of the coarser levels among the sign-ins with this value of a feature's first level; at most `underMax`. */
  under(value: number): number
  /** One completed sign-in: each level's hash, or undefined; `isNew` where it is the person's first. */
  learn(values: readonly (number | undefined)[], isNew: boolean): void
  /** What changed since the last call; keys are stable, states JSON. */
  changes(): { readonly key: string; readonly state: string }[]
  /** Values held (in the pieces read so far). */
  size(): number
}

/** The levels of each feature, as places in one list: `[[0, 1, 2], [3, 4]]`. */
export type Layout = readonly (readonly number[])[]

/**
 * Values lie in pieces by their hash; a piece holds so many, 260,000 over all. In a full piece the rarest value goes, of equally rare ones
 * the longest unseen: somebody who invents user agents pushes out what was seen once, not what the tenant uses. Forgetting a value that was
 * seen once or twice makes it a little stranger; of a coarser level it only takes that value's share.
 */
const pieces = 4096
const pieceMax = 64
/** More different networks (or browsers) under one address (or text) are not told apart; fewer of them make a score higher, never lower. */
const underMax = 32

/** `[count, level, …hashes of the coarser values seen with it]`, by hash; the longest unseen first. */
type Piece = Map<number, number[]>

interface Totals {
  logins: number
  persons: number
  told: number[]
  distinct: number[]
}

const totalsKey = 'signs totals'
const pieceKey = (piece: number): string => `signs ${piece}`
const pieceOf = (value: number): number => value & (pieces - 1)

export function createTenantCounts(layout: Layout, load?: (key: string) => string | undefined): TenantCounts {
  const held: (Piece | undefined)[] = Array.from({ length: pieces })
  const dirty = new Set<number>()
  const levels = layout.flat().length
  const kept = load?.(totalsKey)
  const totals: Totals =
    kept === undefined ? { logins: 0, persons: 0, told: zeros(levels), distinct: zeros(levels) } : (JSON.parse(kept) as Totals)
  let size = 0

  function piece(at: number): Piece {
    const known = held[at]
    if (known !== undefined) return known
    const text = load?.(pieceKey(at))
    const read: Piece = new Map(text === undefined ? [] : (JSON.parse(text) as [number, number[]][]))
    held[at] = read
    size += read.size
    return read
  }

  const entryOf = (value: number): readonly number[] | undefined => piece(pieceOf(value)).get(value)

  function learn(values: readonly (number | undefined)[], isNew: boolean): void {
    totals.logins++
    if (isNew) totals.persons++
    for (const feature of layout) {
      const coarser = feature.slice(1).flatMap((level) => values[level] ?? [])
      for (const [nth, level] of feature.entries()) {
        const value = values[level]
        if (value === undefined) continue
        totals.told[level] = (totals.told[level] ?? 0) + 1
        count(value, level, nth === 0 ? coarser : [])
      }
    }
  }

  function count(value: number, level: number, coarser: readonly number[]): void {
    const at = pieceOf(value)
    const into = piece(at)
    const known = into.get(value)
    const entry = known ?? [0, level]
    entry[0] = (entry[0] ?? 0) + 1
    for (const other of coarser) if (entry.length < underMax + 2 && entry.lastIndexOf(other) < 2) entry.push(other)
    if (known === undefined) {
      if (into.size >= pieceMax) forgetRarest(into)
      totals.distinct[level] = (totals.distinct[level] ?? 0) + 1
      size++
    } else into.delete(value)
    into.set(value, entry)
    if (load !== undefined) dirty.add(at)
  }

  function forgetRarest(from: Piece): void {
    let rarest: { readonly value: number; readonly count: number; readonly level: number } | undefined
    for (const [value, [count = 0, level = 0]] of from) if (rarest === undefined || count < rarest.count) rarest = { value, count, level }
    if (rarest === undefined) return
    from.delete(rarest.value)
    totals.distinct[rarest.level] = (totals.distinct[rarest.level] ?? 1) - 1
    size--
  }

  function changes(): { key: string; state: string }[] {
    if (dirty.size === 0) return []
    const changed = [...dirty].map((at) => ({ key: pieceKey(at), state: JSON.stringify([...(held[at] ?? [])]) }))
    dirty.clear()
    return [...changed, { key: totalsKey, state: JSON.stringify(totals) }]
  }

  return {
    totals: () => totals,
    told: (level) => totals.told[level] ?? 0,
    distinct: (level) => totals.distinct[level] ?? 0,
    times: (value) => entryOf(value)?.[0] ?? 0,
    under: (value) => Math.max(0, (entryOf(value)?.length ?? 2) - 2),
    learn,
    changes,
    size: () => size,
  }
}

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0)
