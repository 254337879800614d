/** Knows an event that was told before: providers send records again, and pipelines deliver at least once. */
import type { Event } from '../0-event/event.ts'
import { createHashes, type Hashes } from './hashes.ts'
import type { Change, Load } from './notes.ts'

/**
 * Two generations of so many are held; when the newer is full the older is forgotten. At 100 events a second that is ten to twenty minutes.
 * They outlive a restart: whoever was sending when it came sends again.
 */
const generationMax = 65_536
const heldMax = 2 * generationMax
/** Kept by number, so many in a piece: a saving writes the pieces that grew. */
const pieceMax = 512
const countKey = 'recently'

export interface Recently {
  /** True where the same was said lately. A record sent again that says something else is news. */
  isRepeated(event: Event): boolean
  changes(): Change[]
  size(): number
}

export function createRecently(load: Load): Recently {
  const ring = load === undefined ? undefined : new Float64Array(heldMax)
  let newer = createHashes(generationMax)
  let older: Hashes | undefined
  /** How many were ever taken, and how many of them are kept. */
  let count = 0
  let kept = 0

  function note(key: number): void {
    if (newer.size() >= generationMax) {
      older = newer
      newer = createHashes(generationMax)
    }
    newer.add(key)
    if (ring !== undefined) ring[count % heldMax] = key
    count++
  }

  function takeUp(): void {
    const total = Number(load?.(countKey) ?? 0)
    count = Math.max(0, Math.floor(total / generationMax) - 1) * generationMax
    for (let piece = Math.floor(count / pieceMax); count < total; piece++) {
      const keys = JSON.parse(load?.(pieceKey(piece)) ?? '[]') as readonly number[]
      for (let at = 0; at < pieceMax && count < total; at++) note(keys[at] ?? 0)
    }
    kept = count
  }

  function changes(): Change[] {
    if (ring === undefined || kept === count) return []
    const changed: Change[] = []
    for (let piece = Math.floor(Math.max(kept, count - heldMax) / pieceMax); piece * pieceMax < count; piece++) {
      const from = (piece * pieceMax) % heldMax
      const keys = ring.subarray(from, from + Math.min(pieceMax, count - piece * pieceMax))
      changed.push({ key: pieceKey(piece), state: JSON.stringify([...keys]) })
    }
    kept = count
    return [...changed, { key: countKey, state: String(count) }]
  }

  takeUp()
  return {
    isRepeated: (event) => {
      const key = keyOf(event)
      if (newer.has(key) || older?.has(key) === true) return true
      note(key)
      return false
    },
    changes,
    size: () => newer.size() + (older?.size() ?? 0),
  }
}

const pieceKey = (piece: number): string => `${countKey} ${piece % (heldMax / pieceMax)}`

const shift = 2 ** 21

/** 53 bits: among 131,072 held a new event looks told before once in 70 billion. Never 0. */
function keyOf(event: Event): number {
  const outcome = 'outcome' in event ? event.outcome : ''
  const what = 'what' in event ? event.what : ''
  const fold = (seed: number): number => mix(mix(mix(mix(seed, event.id), event.kind), outcome), what) >>> 0
  return Math.max(1, fold(0x811c9dc5) * shift + (fold(0x1c6ef372) >>> 11))
}

/** FNV-1a's step over a text and the gap after it. */
function mix(seed: number, text: string): number {
  let value = seed
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return Math.imul(value ^ 0x20, 0x01000193)
}
