/** A queue ordered by time; of equal times, first in, first out. */

export interface Queue<T> {
  add(time: number, entry: T): void
  /** Takes out everything before this time, oldest first. */
  before(time: number): Generator<T>
  size(): number
}

interface Item<T> {
  readonly time: number
  readonly nth: number
  readonly entry: T
}

/** A binary heap. Its bound is the caller's: the simulation holds two days of an organisation. */
export function createQueue<T>(): Queue<T> {
  const items: Item<T>[] = []
  let count = 0
  return {
    add: (time, entry) => {
      items.push({ time, nth: count++, entry })
      rise(items, items.length - 1)
    },
    *before(time) {
      for (let first = items[0]; first !== undefined && first.time < time; first = items[0]) {
        const last = items.pop()
        if (last !== undefined && items.length > 0) {
          items[0] = last
          sink(items)
        }
        yield first.entry
      }
    },
    size: () => items.length,
  }
}

const earlier = <T>(one: Item<T> | undefined, other: Item<T> | undefined): boolean =>
  one !== undefined && (other === undefined || one.time < other.time || (one.time === other.time && one.nth < other.nth))

function swap<T>(items: Item<T>[], one: number, other: number): void {
  const [first, second] = [items[one], items[other]]
  if (first === undefined || second === undefined) return
  items[one] = second
  items[other] = first
}

function rise<T>(items: Item<T>[], from: number): void {
  for (let index = from; index > 0; ) {
    const parent = (index - 1) >> 1
    if (!earlier(items[index], items[parent])) return
    swap(items, index, parent)
    index = parent
  }
}

function sink<T>(items: Item<T>[]): void {
  for (let index = 0; ; ) {
    const left = 2 * index + 1
    const child = earlier(items[left + 1], items[left]) ? left + 1 : left
    if (!earlier(items[child], items[index])) return
    swap(items, index, child)
    index = child
  }
}
