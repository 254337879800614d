/** Turns a filter's tree into a condition in SQL. Texts of our own tables make up the condition; what the stranger wrote goes in as parameters only. */
import { parseTime } from '../../0-event/time.ts'
import type { Comparison, Filter, FilterMistake, Literal, Property, TextTest } from './filter.ts'

/** A property that can be filtered and sorted by. `sql` is an expression of ours. A `time` expression is in milliseconds since 1970. */
export interface Field {
  readonly type: 'text' | 'time' | 'number' | 'boolean'
  readonly sql: string
}

export type Fields = Readonly<Record<string, Field>>

export interface Condition {
  readonly sql: string
  readonly parameters: readonly (string | number | boolean)[]
}

interface Writer {
  readonly fields: Fields
  readonly parameters: (string | number | boolean)[]
  /** Gives the place-holder of a parameter by its number, from 1. */
  readonly place: (index: number) => string
}

/** `place` says how the engine writes a parameter: `?` or `$1`. Text is compared without regard to case, as Graph does. */
export function toCondition(filter: Filter, fields: Fields, place: (index: number) => string): Condition | FilterMistake {
  const writer: Writer = { fields, parameters: [], place }
  const mistake = check(filter, fields)
  return mistake ?? { sql: write(filter, writer), parameters: writer.parameters }
}

/** The field a path names, whatever the case of its letters. */
export function fieldOf(fields: Fields, path: string): Field | undefined {
  const name = Object.keys(fields).find((one) => one.toLowerCase() === path.toLowerCase())
  return name === undefined ? undefined : fields[name]
}

function check(filter: Filter, fields: Fields): FilterMistake | undefined {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return check(filter.left, fields) ?? check(filter.right, fields)
    case 'not':
      return check(filter.of, fields)
    case 'text': {
      const field = fieldOf(fields, filter.property.path)
      if (field === undefined) return unknown(filter.property)
      return field.type === 'text' ? undefined : wrongType(filter.property, field, filter.test)
    }
    case 'compare':
      return checkValues(filter.property, [filter.value], fields)
    case 'in':
      return checkValues(filter.property, filter.values, fields)
  }
}

function checkValues(property: Property, values: readonly Literal[], fields: Fields): FilterMistake | undefined {
  const field = fieldOf(fields, property.path)
  if (field === undefined) return unknown(property)
  const wrong = values.find((value) => value !== null && toParameter(value, field) === undefined)
  return wrong === undefined ? undefined : wrongType(property, field, `the value ${JSON.stringify(wrong)}`)
}

const unknown = ({ path, at }: Property): FilterMistake => ({ mistake: `There is no property '${path}' to filter by`, at })

const wrongType = ({ path, at }: Property, { type }: Field, what: string): FilterMistake => ({
  mistake: `'${path}' is a ${type}, which does not fit ${what}`,
  at,
})

function toParameter(value: Literal, field: Field): string | number | boolean | undefined {
  switch (field.type) {
    case 'text':
      return typeof value === 'string' ? value : undefined
    case 'number':
      return typeof value === 'number' ? value : undefined
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined
    case 'time':
      return typeof value === 'string' ? parseTime(value) : undefined
  }
}

function write(filter: Filter, writer: Writer): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${write(filter.left, writer)} ${filter.kind} ${write(filter.right, writer)})`
    case 'not':
      return `(not ${write(filter.of, writer)})`
    case 'compare':
      return compare(filter.property, filter.operator, filter.value, writer)
    case 'in':
      return `(${filter.values.map((value) => compare(filter.property, 'eq', value, writer)).join(' or ')})`
    case 'text':
      return textTest(filter.test, filter.property, filter.value, writer)
  }
}

/** Every comparison is true or false, never unknown: OData says null differs from every value and is neither above nor below it. */
const operators: Readonly<Record<Comparison, string>> = {
  eq: 'is not distinct from',
  ne: 'is distinct from',
  gt: '>',
  ge: '>=',
  lt: '<',
  le: '<=',
}

function compare(property: Property, operator: Comparison, value: Literal, writer: Writer): string {
  const field = fieldOf(writer.fields, property.path)
  const parameter = field === undefined || value === null ? undefined : toParameter(value, field)
  if (field === undefined || parameter === undefined) {
    const absent = `${field?.sql ?? 'null'} is null`
    return operator === 'eq' ? `(${absent})` : operator === 'ne' ? `(not ${absent})` : '(1 = 0)'
  }
  const place = add(writer, parameter)
  const [left, right] = field.type === 'text' ? [`lower(${field.sql})`, `lower(${place})`] : [field.sql, place]
  const comparison = `${left} ${operators[operator]} ${right}`
  return operator === 'eq' || operator === 'ne' ? `(${comparison})` : `coalesce(${comparison}, 1 = 0)`
}

function textTest(test: TextTest, property: Property, value: string, writer: Writer): string {
  const field = fieldOf(writer.fields, property.path)
  if (field === undefined) return '(1 = 0)'
  const text = `lower(${field.sql})`
  // Engines differ about looking for nothing; every text begins with, ends with and holds it.
  if (value === '') return `(${field.sql} is not null)`
  // Lengths by the engine itself, since it counts characters in its own way.
  const place = (): string => `lower(${add(writer, value)})`
  switch (test) {
    case 'contains':
      return `coalesce(instr(${text}, ${place()}) > 0, 1 = 0)`
    case 'startswith':
      return `coalesce(substr(${text}, 1, length(${place()})) = ${place()}, 1 = 0)`
    case 'endswith':
      return `coalesce(length(${text}) >= length(${place()}) and substr(${text}, length(${text}) - length(${place()}) + 1) = ${place()}, 1 = 0)`
  }
}

function add(writer: Writer, parameter: string | number | boolean): string {
  writer.parameters.push(parameter)
  return writer.place(writer.parameters.length)
}
