/** A request of Kusto's REST protocol: its text and the properties that clients send along. */
import Type from 'typebox'
import { type HuntOptions, huntRowsMax } from '../../2-store/hunt.ts'
import { problem } from '../problem.ts'

export const RequestBody = Type.Object({
  db: Type.Optional(Type.Union([Type.String({ maxLength: 300 }), Type.Null()])),
  csl: Type.String({ description: 'The query or command.' }),
  properties: Type.Optional(Type.Unknown({ description: 'Client request properties: an object, or its JSON as text.' })),
})

export interface Asked {
  readonly options: HuntOptions
  /** The bound is the client's own wish for few rows, not a limit it ran into. */
  readonly cutsSilently: boolean
  readonly rowsMax: number
}

type Values = Readonly<Record<string, unknown>>

/** Throws 400 that names a property it cannot read. Properties it does not know change nothing. */
export function readProperties(properties: unknown): Asked {
  const given = objectOf(typeof properties === 'string' && properties !== '' ? parsed(properties) : properties)
  const options = lowered(objectOf(lowered(given)['options']))
  const take = countOf(options, 'query_take_max_records')
  const truncation = countOf(options, 'truncationmaxrecords')
  const rowsMax = Math.min(take ?? huntRowsMax, truncation ?? huntRowsMax, huntRowsMax)
  return {
    rowsMax,
    cutsSilently: take !== undefined && take === rowsMax,
    options: {
      rowsMax,
      now: timeOf(options, 'query_now'),
      from: timeOf(options, 'query_datetimescope_from'),
      to: timeOf(options, 'query_datetimescope_to'),
      timeoutMs: durationOf(options, 'servertimeout'),
      parameters: parametersOf({ ...objectOf(options['query_parameters']), ...objectOf(lowered(given)['parameters']) }),
    },
  }
}

const objectOf = (value: unknown): Values => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : {})

const lowered = (values: Values): Values => Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]))

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw problem(400, 'bad_request', 'The request properties are no JSON.')
  }
}

function parametersOf(given: Values): Readonly<Record<string, string>> | undefined {
  const entries = Object.entries(given).filter(([, value]) => value !== null && value !== undefined)
  if (entries.length === 0) return undefined
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]))
}

function countOf(options: Values, name: string): number | undefined {
  const value = options[name]
  if (value === undefined || value === null) return undefined
  const count = Number(value)
  if (Number.isInteger(count) && count >= 0) return count
  throw problem(400, 'bad_request', `The property ${name} is a count of records, not ${JSON.stringify(value)}.`)
}

/** ISO text, with or without `datetime(…)` around it; milliseconds since 1970. */
function timeOf(options: Values, name: string): number | undefined {
  const value = options[name]
  if (value === undefined || value === null || value === '') return undefined
  const text = String(value).replace(/^\s*datetime\(\s*["']?|["']?\s*\)\s*$/g, '')
  // Kusto's times are UTC where they do not say.
  const zoned = /(?:[zZ]|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}${/[T ]/.test(text) ? '' : 'T00:00:00'}Z`
  const time = Date.parse(zoned.replace(/(\.\d{3})\d+/, '$1').replace(' ', 'T'))
  if (Number.isNaN(time)) throw problem(400, 'bad_request', `The property ${name} is a time such as 2026-11-02T00:00:00Z, not ${text}.`)
  return time
}

/** `hh:mm:ss.fff`, days before it and a dot, or a time span such as `time(5m)`; milliseconds. */
function durationOf(options: Values, name: string): number | undefined {
  const value = options[name]
  if (value === undefined || value === null || value === '') return undefined
  const text = String(value).replace(/^\s*time(?:span)?\(\s*|\s*\)\s*$/g, '')
  const clock = /^(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(\.\d+)?)?$/.exec(text)
  if (clock !== null) {
    const [, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = '0'] = clock
    return (
      ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000 + Math.trunc(Number(fraction) * 1000)
    )
  }
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? []
  if (count !== undefined && unit !== undefined)
    return Number(count) * ({ ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit] ?? 1)
  throw problem(400, 'bad_request', `The property ${name} is a time span such as 00:04:00, not ${text}.`)
}
