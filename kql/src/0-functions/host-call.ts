/** Makes the functions that run in JavaScript callable from a query: arguments become what they take, missing ones null. */
import type { ScalarFunction } from './function.ts'
import { hostFunctions } from './host/index.ts'
import type { HostFunction, HostType } from './host.ts'
import { convert, filled, type Scalar, sql, ticks, toDynamic, toJson, toText } from './scalar.ts'

const missing: Readonly<Record<HostType, string>> = {
  string: 'CAST(NULL AS VARCHAR)',
  long: 'CAST(NULL AS BIGINT)',
  real: 'CAST(NULL AS DOUBLE)',
  bool: 'CAST(NULL AS BOOLEAN)',
  json: 'CAST(NULL AS VARCHAR)',
}

function argument(value: Scalar | undefined, type: HostType): string {
  if (value === undefined) return missing[type]
  switch (type) {
    case 'string':
      return filled(toText(value)).sql
    case 'json':
      return toDynamic(value).sql
    case 'long':
      return value.type === 'datetime' || value.type === 'timespan' ? ticks(value).sql : convert(value, 'long').sql
    case 'real':
    case 'bool':
      return convert(value, type).sql
  }
}

/** All remaining arguments as one array. */
const gathered = (values: readonly Scalar[]): string => `CAST(json_array(${values.map(toJson).join(', ')}) AS VARCHAR)`

function callable({ name, takes, returns, gathers }: HostFunction): ScalarFunction {
  const last = takes.length - 1
  return (args, call) => {
    if (args.length > takes.length && gathers !== true)
      return call.refuse(`${call.name}() takes at most ${takes.length} arguments.`, takes.length)
    const written = `${name}(${takes.map((type, i) => (gathers === true && i === last ? gathered(args.slice(i)) : argument(args[i], type))).join(', ')})`
    switch (returns) {
      case 'json':
        return sql('dynamic', written)
      case 'string':
        return call.type === 'guid'
          ? sql('guid', written)
          : call.type === 'decimal'
            ? convert(sql('string', written), 'decimal')
            : { sql: written, type: 'string', mayBeNull: true }
      case 'long':
        return sql(
          call.type === 'datetime' || call.type === 'timespan' || call.type === 'int' ? call.type : 'long',
          call.type === 'int' ? `CAST(${written} AS INTEGER)` : written,
        )
      case 'real':
      case 'bool':
        return sql(returns, written)
    }
  }
}

export const fromHost: ReadonlyMap<string, ScalarFunction> = new Map(
  hostFunctions.map((one) => [one.name.replace(/^kql_/, ''), callable(one)]),
)
