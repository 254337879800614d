/** Reads SCIM's filters into clauses that a query can answer, and says which it cannot. */
import SCIMMY from 'scimmy'
import { isObject, type Json } from '../../0-event/json.ts'
import { scimError } from './answer.ts'
import { groupSchema, userSchema } from './schemas.ts'

export interface Clause {
  /** As it was written. */
  readonly name: string
  /** In lower case, parts joined by dots: `emails.value`. */
  readonly attribute: string
  readonly operator: string
  readonly value: Json | undefined
}

/** What holds for a resource where all of these do. */
export const filterOf = (clauses: readonly Clause[]): InstanceType<typeof SCIMMY.Types.Filter> =>
  new SCIMMY.Types.Filter(
    clauses
      .map(({ name, operator, value }) => `${name} ${operator}${value === undefined ? '' : ` ${JSON.stringify(value)}`}`)
      .join(' and '),
  )

/** All of a row's clauses must hold; one of the rows must. */
export type Clauses = readonly (readonly Clause[])[]

/** Throws `invalidFilter` where it cannot be read. */
export function readFilter(text: string): { readonly clauses: Clauses; readonly filter: InstanceType<typeof SCIMMY.Types.Filter> } {
  const plain = text.replaceAll(`${userSchema}:`, '').replaceAll(`${groupSchema}:`, '')
  let filter: InstanceType<typeof SCIMMY.Types.Filter>
  try {
    filter = new SCIMMY.Types.Filter(plain)
  } catch (error) {
    throw scimError(400, 'invalidFilter', error instanceof Error ? error.message : 'The filter cannot be read.')
  }
  return { filter, clauses: [...filter].map((row: unknown) => clausesOf(row, '')) }
}

function clausesOf(row: unknown, prefix: string): readonly Clause[] {
  if (!isObject(row)) throw scimError(400, 'invalidFilter', 'The filter cannot be read.')
  return Object.entries(row).flatMap(([key, value]) => {
    const name = `${prefix}${key}`
    if (isObject(value)) return clausesOf(value, `${name}.`)
    if (!Array.isArray(value)) return []
    // Several of one attribute stand in a list of lists.
    const each = value as readonly Json[]
    return (Array.isArray(each[0]) ? (each as readonly (readonly Json[])[]) : [each]).map(([operator, wanted]) => ({
      name,
      attribute: name.toLowerCase(),
      operator: String(operator).toLowerCase(),
      value: wanted,
    }))
  })
}
