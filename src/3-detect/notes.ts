/** A bounded table that a family of detections keeps: what is longest unchanged goes first, and all of it outlives a restart. */

export interface Notes<Value> {
  get(key: string): Value | undefined
  /** Values are plain JSON and never changed in place: put a new one. */
  set(key: string, value: Value): void
  delete(key: string): void
  /** Forgets from the longest unchanged on, while they are old. */
  prune(isOld: (value: Value) => boolean): void
  size(): number
  entries(): Iterable<readonly [string, Value]>
  /** What changed since the last call, to be kept. */
  changes(): Change[]
}

export interface Change {
  readonly key: string
  readonly state: string | undefined
}

export type Load = ((key: string) => string | undefined) | undefined

interface Slot<Value> {
  readonly at: number
  /** Counts up with each change. */
  readonly nth: number
  value: Value
}

/**
 * `max` entries are held; a further one takes the place of the one longest unchanged. They are kept by number and not by key, so that what
 * is on disk is bounded as well, and found again whole after a restart. Without `load` nothing is kept.
 */
export function createNotes<Value>(name: string, max: number, load: Load): Notes<Value> {
  const slots = new Map<string, Slot<Value>>()
  const free: number[] = []
  const dirty = new Map<number, string | undefined>()
  let used = 0
  let kept = 0
  let changesSoFar = 0

  function takeUp(): void {
    const known: (readonly [at: number, key: string, value: Value, nth?: number])[] = []
    kept = Number(load?.(`notes ${name}`) ?? 0)
    for (; used < kept; used++) {
      const text = used < max ? load?.(`notes ${name} ${used}`) : undefined
      if (text === undefined) free.push(used)
      else known.push([used, ...(JSON.parse(text) as readonly [string, Value, number?])])
    }
    known.sort(([, , , one = 0], [, , , other = 0]) => one - other)
    for (const [at, key, value, nth = 0] of known) slots.set(key, { at, nth, value })
    changesSoFar = known.at(-1)?.[3] ?? 0
  }

  function set(key: string, value: Value): void {
    const known = slots.get(key)
    if (known !== undefined) slots.delete(key)
    else if (slots.size >= max) forgetOldest()
    const at = known?.at ?? free.pop() ?? used++
    slots.set(key, { at, nth: ++changesSoFar, value })
    if (load !== undefined) dirty.set(at, key)
  }

  function forgetOldest(): void {
    const oldest = slots.keys().next().value
    if (oldest !== undefined) remove(oldest)
  }

  function remove(key: string): void {
    const known = slots.get(key)
    if (known === undefined) return
    slots.delete(key)
    free.push(known.at)
    if (load !== undefined) dirty.set(known.at, undefined)
  }

  function changes(): Change[] {
    const changed = [...dirty].map(([at, key]): Change => {
      const slot = key === undefined ? undefined : slots.get(key)
      return { key: `notes ${name} ${at}`, state: slot === undefined ? undefined : JSON.stringify([key, slot.value, slot.nth]) }
    })
    dirty.clear()
    if (load !== undefined && used > kept) {
      kept = used
      changed.push({ key: `notes ${name}`, state: String(used) })
    }
    return changed
  }

  takeUp()
  return {
    get: (key) => slots.get(key)?.value,
    set,
    delete: remove,
    prune: (isOld) => {
      for (const [key, { value }] of slots) {
        if (!isOld(value)) return
        remove(key)
      }
    },
    size: () => slots.size,
    entries: function* () {
      for (const [key, { value }] of slots) yield [key, value] as const
    },
    changes,
  }
}
