/** Every column that holds sealed texts, so that a change of keys finds them all. Add a column here. */
import type { IdentitySchema } from './schema.ts'

type ColumnOf<Table extends keyof IdentitySchema> = {
  readonly table: Table
  readonly column: keyof IdentitySchema[Table] & string
  /** The primary key, one column. */
  readonly key: keyof IdentitySchema[Table] & string
}

export type SealedColumn = { [Table in keyof IdentitySchema]: ColumnOf<Table> }[keyof IdentitySchema]

/** A setting's value is sealed where it looks sealed; others stand in the open. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'identity_setting', column: 'value', key: 'name' },
  { table: 'signing_key', column: 'sealed', key: 'kid' },
  { table: 'client', column: 'secret_sealed', key: 'id' },
  { table: 'method', column: 'sealed', key: 'id' },
  { table: 'subscription', column: 'sealed', key: 'method_id' },
  { table: 'challenge', column: 'number_sealed', key: 'id' },
]

/**
 * The place that a sealed text is bound to: `TABLE.COLUMN:ROW`, where ROW is the primary key, as in `method.sealed:hT3…` or
 * `identity_setting.value:push_key`.
 */
export const placeOf = ({ table, column }: Pick<SealedColumn, 'table' | 'column'>, row: string): string => `${table}.${column}:${row}`
