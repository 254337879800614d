/** The properties that a record of the directory's audit log says were changed, in the form that Entra ID and the unified audit log share. */
import type { Json, JsonObject } from '../../0-event/json.ts'
import { listOf, objectsOf, textOf } from './entra-id-values.ts'

/** A changed property; the values are mostly JSON text, as logged. */
export interface Property {
  readonly name: string
  readonly before: Json | undefined
  readonly after: Json | undefined
}

/** Entra ID's `modifiedProperties` of all targets. */
export const auditProperties = (targets: readonly JsonObject[]): readonly Property[] =>
  targets.flatMap((target) =>
    objectsOf(target['modifiedProperties']).map((one) => ({
      name: textOf(one['displayName']) ?? '',
      before: one['oldValue'],
      after: one['newValue'],
    })),
  )

/** The unified audit log's `ModifiedProperties`. */
export const activityProperties = (list: Json | undefined): readonly Property[] =>
  objectsOf(list).map((one) => ({ name: textOf(one['Name']) ?? '', before: one['OldValue'], after: one['NewValue'] }))

export const propertyNamed = (properties: readonly Property[], ...names: readonly string[]): Property | undefined =>
  properties.find(({ name }) => names.includes(name))

/** The text inside of JSON text: of `"True"` and `["10.0.19041.928"]` the value without quotes and brackets; other text as it is. */
export function plain(value: Json | undefined): string | undefined {
  const [first] = listOf(value)
  const text = textOf(first ?? value)?.trim()
  if (text === undefined || !text.startsWith('"') || !text.endsWith('"') || text.length < 2) return text === '' ? undefined : text
  const inner = text.slice(1, -1).trim()
  return inner === '' ? undefined : inner
}
