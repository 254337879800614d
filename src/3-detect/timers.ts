/** Wake-up calls in event time: one for each owner, the earliest first. */

export interface Timers<Owner extends object> {
  /** Wakes the owner at this time, or earlier where it is already to be woken earlier. */
  set(of: Owner, at: number): void
  /** Takes the earliest call that is due by `time`. */
  due(time: number): { readonly of: Owner; readonly at: number } | undefined
  size(): number
  owners(): Iterable<Owner>
}

/** A binary heap; each owner has at most one live entry, so it is bounded by the number of owners. */
export function createTimers<Owner extends object>(): Timers<Owner> {
  const heap: { of: Owner; at: number }[] = []
  const wake = new Map<Owner, number>()

  function set(of: Owner, at: number): void {
    const known = wake.get(of)
    if (known !== undefined && known <= at) return
    wake.set(of, at)
    heap.push({ of, at })
    up(heap.length - 1)
  }

  function due(time: number): { of: Owner; at: number } | undefined {
    for (let top = heap[0]; top !== undefined && top.at <= time; top = heap[0]) {
      pop()
      if (wake.get(top.of) !== top.at) continue
      wake.delete(top.of)
      return top
    }
    return undefined
  }

  function pop(): void {
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    heap[0] = last
    down(0)
  }

  function up(at: number): void {
    const parent = (at - 1) >> 1
    if (at === 0 || !isBefore(at, parent)) return
    swap(at, parent)
    up(parent)
  }

  function down(at: number): void {
    const left = 2 * at + 1
    const child = left + 1 < heap.length && isBefore(left + 1, left) ? left + 1 : left
    if (child >= heap.length || !isBefore(child, at)) return
    swap(at, child)
    down(child)
  }

  const isBefore = (one: number, other: number): boolean => (heap[one]?.at ?? 0) < (heap[other]?.at ?? 0)

  function swap(one: number, other: number): void {
    const kept = heap[one]
    const moved = heap[other]
    if (kept === undefined || moved === undefined) return
    heap[one] = moved
    heap[other] = kept
  }

  return { set, due, size: () => wake.size, owners: () => wake.keys() }
}
