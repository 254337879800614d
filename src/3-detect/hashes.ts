/** A set of numbers in one flat array: a `Set` of a hundred thousand large numbers keeps an object for each. */

export interface Hashes {
  /** Not 0. More than `max` of them must not be added. */
  add(value: number): void
  has(value: number): boolean
  size(): number
}

const slotsMin = 1024

/** Open addressing, at most half full; it grows by doubling, so that a small one stays small. Values are hashes already: their bits place them. */
export function createHashes(max: number): Hashes {
  let slots = new Float64Array(slotsMin)
  let size = 0

  /** Where the value is, or the empty place where it would go. */
  function placeOf(value: number, within: Float64Array): number {
    const mask = within.length - 1
    let at = value & mask
    for (let held = within[at]; held !== 0 && held !== value; held = within[at]) at = (at + 1) & mask
    return at
  }

  function grow(): void {
    const larger = new Float64Array(slots.length * 2)
    for (const value of slots) if (value !== 0) larger[placeOf(value, larger)] = value
    slots = larger
  }

  return {
    add: (value) => {
      if (size >= max) throw new RangeError(`More than ${max} hashes`)
      const at = placeOf(value, slots)
      if (slots[at] === value) return
      slots[at] = value
      size++
      if (size * 2 > slots.length) grow()
    },
    has: (value) => slots[placeOf(value, slots)] === value,
    size: () => size,
  }
}
