/** Functions that run in JavaScript because SQL cannot say them: what each looks like to the compiler and to the database. */

/** `json` arrives parsed and is given back as a value; `null` in and out is KQL's null. A string is never null. */
export type HostType = 'string' | 'long' | 'real' | 'bool' | 'json'

export type HostValue = string | bigint | number | boolean | null | readonly unknown[] | { readonly [key: string]: unknown }

export interface HostFunction {
  /** In SQL: `kql_parse_url`. */
  readonly name: string
  readonly takes: readonly HostType[]
  readonly returns: HostType
  /** Called with nulls too; otherwise a null argument gives null without a call. */
  readonly seesNulls?: boolean | undefined
  /** The last parameter is `json` and takes all remaining arguments of a call, as an array. It may be the same object for many rows: never change it. */
  readonly gathers?: boolean | undefined
  /** Pure. `long` is a bigint, `real` a number. Must not throw: what cannot be answered is null (or the empty string). */
  readonly run: (...values: readonly never[]) => HostValue
}

export const hostFunction = <Values extends readonly unknown[]>(
  name: string,
  takes: readonly HostType[],
  returns: HostType,
  run: (...values: Values) => HostValue,
  seesNulls = false,
): HostFunction => ({ name, takes, returns, run: run as unknown as HostFunction['run'], seesNulls })
