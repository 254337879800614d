/** The detections' settings: each default, or the administrator's value, checked by name and size. */
import type { Detection, Setting, Unit } from './detection.ts'

/** Throws a RangeError that names the setting and what there is, so that a typing error is not silently a default. */
export function resolveSettings(
  detections: readonly Detection[],
  given: Readonly<Record<string, Readonly<Record<string, number>>>>,
): ReadonlyMap<string, Readonly<Record<string, number>>> {
  for (const id of Object.keys(given)) {
    if (!detections.some((detection) => detection.id === id)) {
      throw new RangeError(`Settings are given for ${id}, which is no detection; there are ${detections.map((one) => one.id).join(', ')}`)
    }
  }
  return new Map(detections.map((detection) => [detection.id, ofOne(detection, given[detection.id] ?? {})]))
}

function ofOne(detection: Detection, given: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(detection.settings, name)) {
      throw new RangeError(`${detection.id} has no setting ${name}; it has ${Object.keys(detection.settings).join(', ') || 'none'}`)
    }
    const { min, max } = boundsOf(detection.settings[name] ?? { default: 0, unit: 'times', meaning: '' })
    if (!Number.isFinite(value) || value < min || value > max)
      throw new RangeError(`${detection.id}.${name} must be a number from ${min} to ${max}, not ${value}`)
  }
  return Object.fromEntries(Object.entries(detection.settings).map(([name, setting]) => [name, given[name] ?? setting.default]))
}

/** What each unit allows where a setting names no bounds of its own. */
const bounds: Readonly<Record<Unit, readonly [number, number]>> = {
  prompts: [1, 1000],
  minutes: [1, 10_080],
  hours: [1, 720],
  days: [1, 730],
  persons: [1, 100_000],
  codes: [1, 10_000],
  kilometres: [0, 20_000],
  'kilometres an hour': [50, 20_000],
  share: [0, 1],
  flows: [1, 10_000],
  tries: [1, 100_000],
  addresses: [1, 100_000],
  'sign-ins': [1, 10_000],
  devices: [1, 1000],
  countries: [1, 250],
  signals: [1, 10],
  times: [0, 1000],
}

/** The least and the greatest value a setting may have. */
export function boundsOf({ unit, min, max }: Setting): { readonly min: number; readonly max: number } {
  const [least, most] = bounds[unit]
  return { min: min ?? least, max: max ?? most }
}
