/** The query options of a Graph collection (`$filter`, `$select`, `$top`, `$orderby`, `$count`, `$skip`, `$skiptoken`, `$expand`), read and checked. */
import { type Filter, type FilterMistake, isMistake, parseFilter } from './filter.ts'
import { type Condition, type Fields, fieldOf, toCondition } from './where.ts'

export interface CollectionQuery {
  readonly condition: Condition | undefined
  readonly select: readonly string[] | undefined
  readonly top: number
  readonly order: { readonly property: string; readonly sql: string; readonly down: boolean }
  readonly count: boolean
  /** Rows passed over at the beginning. */
  readonly skip: number
  /** Relations told with each. */
  readonly expand: readonly string[]
  /** The last row of the page before: its value in the order, and its id. */
  readonly after: { readonly value: string | number; readonly id: string } | undefined
}

export interface Collection {
  readonly fields: Fields
  /** All properties that `$select` may name. */
  readonly properties: readonly string[]
  /** What `$expand` may name. */
  readonly expands?: readonly string[]
  readonly orderBy: { readonly property: string; readonly down: boolean }
  readonly topMax: number
  readonly topDefault: number
  /** How the engine writes a parameter. */
  readonly place: (index: number) => string
}

/** What is wrong with the query, in Graph's manner. */
export interface BadQuery {
  readonly bad: string
}

const known: readonly string[] = ['$filter', '$select', '$top', '$orderby', '$count', '$skip', '$skiptoken', '$expand']
const skipMax = 100_000

export const isBad = (value: object): value is BadQuery => 'bad' in value

export function readQuery(given: Readonly<Record<string, string | undefined>>, collection: Collection): CollectionQuery | BadQuery {
  const unknown = Object.keys(given).find((name) => name.startsWith('$') && !known.includes(name))
  if (unknown !== undefined) return { bad: `The query option '${unknown}' is not supported; there are ${known.join(', ')}.` }
  const condition = readFilter(given['$filter'], collection)
  if (condition !== undefined && isBad(condition)) return condition
  const select = readSelect(given['$select'], collection)
  if (select !== undefined && isBad(select)) return select
  const order = readOrder(given['$orderby'], collection)
  if (isBad(order)) return order
  const top = given['$top'] === undefined ? collection.topDefault : Number(given['$top'])
  if (!Number.isInteger(top) || top < 1 || top > collection.topMax)
    return { bad: `Invalid value for $top: give a number from 1 to ${collection.topMax}.` }
  const after = readToken(given['$skiptoken'])
  if (after !== undefined && isBad(after)) return after
  const skip = Number(given['$skip'] ?? 0)
  if (!Number.isInteger(skip) || skip < 0 || skip > skipMax) return { bad: `Invalid value for $skip: give a number from 0 to ${skipMax}.` }
  const expand = readExpand(given['$expand'], collection)
  if ('bad' in expand) return expand
  return { condition, select, top, order, count: given['$count'] === 'true', skip, expand, after }
}

export function readExpand(text: string | undefined, { expands = [] }: Pick<Collection, 'expands'>): readonly string[] | BadQuery {
  const wanted = (text ?? '').split(',').map((name) => name.trim())
  const unknown = wanted.find((name) => name !== '' && !expands.includes(name))
  if (unknown === undefined) return wanted.filter((name) => name !== '')
  return {
    bad: `Could not find a relation named '${unknown}' to $expand${expands.length === 0 ? '' : `; there is ${expands.join(', ')}`}.`,
  }
}

function readFilter(text: string | undefined, { fields, place }: Collection): Condition | undefined | BadQuery {
  if (text === undefined || text.trim() === '') return undefined
  const filter: Filter | FilterMistake = parseFilter(text)
  const condition = isMistake(filter) ? filter : toCondition(filter, fields, place)
  if (!('mistake' in condition)) return condition
  const from = Math.max(0, condition.at - 20)
  return { bad: `Invalid filter clause: ${condition.mistake} at position ${condition.at} near '${text.slice(from, condition.at + 20)}'.` }
}

function readSelect(text: string | undefined, { properties }: Collection): readonly string[] | undefined | BadQuery {
  if (text === undefined || text.trim() === '' || text.trim() === '*') return undefined
  const wanted = text.split(',').map((name) => name.trim().toLowerCase())
  const unknown = wanted.find((name) => !properties.some((property) => property.toLowerCase() === name))
  if (unknown !== undefined) return { bad: `Could not find a property named '${unknown}' to $select.` }
  return properties.filter((property) => wanted.includes(property.toLowerCase()))
}

function readOrder(text: string | undefined, { fields, orderBy }: Collection): CollectionQuery['order'] | BadQuery {
  const [, property = '', way = 'asc'] = text === undefined ? [] : (/^\s*([\w/]+)(?:\s+(asc|desc))?\s*$/i.exec(text) ?? ['', text])
  const name = text === undefined ? orderBy.property : property
  const field = fieldOf(fields, name)
  if (field === undefined) return { bad: `Invalid $orderby: '${name}' is not one property with asc or desc after it.` }
  // A place in the order for what is absent, or a page could not begin there.
  const sql = `coalesce(${field.sql}, ${field.type === 'text' ? "''" : '0'})`
  return { property: name, sql, down: text === undefined ? orderBy.down : way.toLowerCase() === 'desc' }
}

function readToken(text: string | undefined): CollectionQuery['after'] | BadQuery {
  if (text === undefined) return undefined
  try {
    const [value, id, ...rest] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[]
    if ((typeof value === 'string' || typeof value === 'number') && typeof id === 'string' && rest.length === 0) return { value, id }
  } catch {
    // Answered below like any other text that is not one of our tokens.
  }
  return { bad: 'The $skiptoken is not one that an @odata.nextLink gave.' }
}

export const skipToken = (value: string | number, id: string): string => Buffer.from(JSON.stringify([value, id])).toString('base64url')

/** The condition of a page: the filter's, and beginning after the last row of the page before. `id` is an expression of ours. */
export function pageWhere({ condition, order, after }: CollectionQuery, id: string, place: (index: number) => string): Condition {
  const filter = condition ?? { sql: '1 = 1', parameters: [] }
  if (after === undefined) return filter
  const from = filter.parameters.length
  const beyond = `(${order.sql} ${order.down ? '<' : '>'} ${place(from + 1)} or (${order.sql} = ${place(from + 2)} and ${id} > ${place(from + 3)}))`
  return { sql: `${filter.sql} and ${beyond}`, parameters: [...filter.parameters, after.value, after.value, after.id] }
}
