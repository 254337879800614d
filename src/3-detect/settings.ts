/** The detections' settings: each default, or the administrator's value, checked by name and size. */
import type { Detection } from './detection.ts'

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
    if (!Number.isFinite(value) || value < 0) throw new RangeError(`${detection.id}.${name} must be a number of at least 0, not ${value}`)
  }
  return Object.fromEntries(Object.entries(detection.settings).map(([name, setting]) => [name, given[name] ?? setting.default]))
}
