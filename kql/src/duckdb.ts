/** Makes a DuckDB instance ready for compiled queries, and turns what comes out of it into cells. */
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBScalarFunction,
  type DuckDBType,
  type DuckDBValue,
  type DuckDBVector,
  VARCHAR,
} from '@duckdb/node-api'
import { hostFunctions } from './0-functions/host/index.ts'
import type { HostFunction, HostType, HostValue } from './0-functions/host.ts'
import { ownHostFunctions } from './0-functions/json-functions.ts'
import { ticksText, timespanText } from './0-functions/time-text.ts'
import { macroStatements } from './3-sql/macros.ts'
import type { Cell, ColumnShape, KqlType } from './language.ts'

/** Registers macros and host functions, once per instance: all its connections have them. Macros go into `schema`, or the one the connection uses. */
export async function prepareInstance(connection: DuckDBConnection, more: readonly HostFunction[] = [], schema = ''): Promise<void> {
  for (const one of new Map([...hostFunctions, ...ownHostFunctions, ...more].map((each) => [each.name, each])).values()) {
    connection.registerScalarFunction(
      DuckDBScalarFunction.create({
        name: one.name,
        parameterTypes: one.takes.map(sqlType),
        returnType: sqlType(one.returns),
        // Nulls are looked at here, for a dynamic null is also a text.
        specialHandling: true,
        mainFunction: (_info, input, output) => runOver(one, input, output),
      }),
    )
  }
  for (const statement of macroStatements(schema)) await connection.run(statement)
}

function sqlType(type: HostType): DuckDBType {
  switch (type) {
    case 'string':
    case 'json':
      return VARCHAR
    case 'long':
      return BIGINT
    case 'real':
      return DOUBLE
    case 'bool':
      return BOOLEAN
  }
}

function runOver(one: HostFunction, input: DuckDBDataChunk, output: DuckDBVector): void {
  const columns = one.takes.map((_, i) => input.getColumnVector(i))
  const receive = one.takes.map((type) => (type === 'json' ? parsing() : plain))
  const run = one.run as (...values: readonly unknown[]) => HostValue
  for (let row = 0; row < input.rowCount; row++) {
    const values = columns.map((column, i) => (receive[i] ?? plain)(column.getItem(row)))
    const isNull = one.seesNulls !== true && values.some((value) => value === null)
    output.setItem(row, isNull ? null : given(run(...values), one.returns))
  }
  output.flush()
}

const plain = (value: unknown): unknown => value ?? null

/** Lists are often the same in many rows: the last one is kept, so that functions can know it again. */
function parsing(): (value: unknown) => unknown {
  let last: { readonly text: string; readonly value: unknown } | undefined
  return (value) => {
    if (value === null || value === undefined) return null
    const text = String(value)
    if (last?.text !== text) last = { text, value: parsed(text) }
    return last.value
  }
}

/** Levels of a dynamic value. A function sees null for one that is nested deeper, and as an answer it stays text: both would end the stack. */
const levelsMax = 1000

function isTooDeep(json: string): boolean {
  if (json.length <= 2 * levelsMax) return false
  let [level, inText] = [0, false]
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at)
    if (inText) {
      if (code === backslash) at++
      else inText = code !== quoteMark
    } else if (code === quoteMark) inText = true
    else if (code === openBracket || code === openBrace) {
      level++
      if (level > levelsMax) return true
    } else if (code === closeBracket || code === closeBrace) level--
  }
  return false
}

const [quoteMark, backslash, openBracket, closeBracket, openBrace, closeBrace] = [34, 92, 91, 93, 123, 125]

function parsed(text: string): unknown {
  if (isTooDeep(text)) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function given(value: HostValue, type: HostType): DuckDBValue {
  if (value === null || value === undefined) return null
  return type === 'json' ? jsonText(value) : (value as DuckDBValue)
}

/** Whole numbers beyond what a double holds are written with all their digits. */
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON

const jsonText = (value: HostValue): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? rawJson(String(inner)) : inner))

/** Rows as cells, by the columns of the compiled query. */
export function decodeRows(chunks: readonly DuckDBDataChunk[], columns: readonly ColumnShape[]): Cell[][] {
  return chunks.flatMap((chunk) => {
    const vectors = columns.map((_, i) => chunk.getColumnVector(i))
    return Array.from({ length: chunk.rowCount }, (_, row) => columns.map(({ type }, i) => decode(vectors[i]?.getItem(row), type)))
  })
}

function decode(value: unknown, type: KqlType): Cell {
  if (value === null || value === undefined) return type === 'string' ? '' : null
  switch (type) {
    case 'long':
    case 'int':
      return wholeCell(BigInt(value as bigint | number))
    case 'datetime':
      return datetimeCell(BigInt(value as bigint))
    case 'timespan':
      return timespanText(BigInt(value as bigint))
    case 'dynamic':
      return dynamicCell(String(value))
    case 'bool':
      return value === true
    case 'real':
      return Number(value)
    case 'decimal':
    case 'string':
    case 'guid':
      return String(value)
  }
}

const wholeCell = (value: bigint): Cell => (value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value)

const datetimeCell = (value: bigint): Cell => (value < 0n || value > 3155378975999999999n ? null : ticksText(value))

function dynamicCell(text: string): Cell {
  if (isTooDeep(text)) return text
  try {
    return JSON.parse(text) as Cell
  } catch {
    return text
  }
}
