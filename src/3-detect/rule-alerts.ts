/** What a run of a rule makes of its query's rows: nothing, one alert, or one for each result. */
import type { Cell } from '@tocsin/kql'
import { parseTime } from '../0-event/time.ts'
import { type Rule, type Severity, severities, type TriggerOperator, tacticNames } from './rule.ts'
import { placeholder } from './rule-mappings.ts'
import type { Run } from './schedule.ts'

/** The part of a hunt's result that alerts are made of. */
export interface Rows {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly Cell[])[]
}

export interface Entity {
  readonly type: string
  readonly identifiers: Readonly<Record<string, string>>
}

export interface Alert {
  readonly title: string
  readonly description: string
  readonly severity: Severity
  readonly tactics: readonly string[]
  readonly entities: readonly Entity[]
  readonly customDetails: Readonly<Record<string, readonly string[]>>
  /** Rows. */
  readonly results: number
  /** Milliseconds since 1970: the newest instant that its rows tell within the run's window, or the window's end where they tell none. */
  readonly time: number
}

/** Sentinel makes as many of one run; the rows behind them become one more. */
export const alertsMax = 150
const entitiesMax = 100
const valuesMax = 20
const textMax = 2000

export function alertsOf(rule: Rule, run: Run, result: Rows): readonly Alert[] {
  if (!isTriggered(rule.trigger, result.rows.length)) return []
  const sheet = {
    rule,
    run,
    columns: new Map(result.columns.map(({ name }, at) => [name, at])),
    types: result.columns.map(({ type }) => type),
  }
  if (rule.grouping === 'SingleAlert' || result.rows.length === 0) return [alert(sheet, result.rows)]
  const rest = result.rows.slice(alertsMax - 1)
  const single = result.rows.slice(0, alertsMax - 1).map((row) => alert(sheet, [row]))
  return rest.length === 0 ? single : [...single, alert(sheet, rest)]
}

export function isTriggered(
  { operator, threshold }: { readonly operator: TriggerOperator; readonly threshold: number },
  count: number,
): boolean {
  switch (operator) {
    case 'gt':
      return count > threshold
    case 'lt':
      return count < threshold
    case 'eq':
      return count === threshold
    case 'ne':
      return count !== threshold
  }
}

interface Sheet {
  readonly rule: Rule
  readonly run: Run
  readonly columns: ReadonlyMap<string, number>
  readonly types: readonly string[]
}

function alert(sheet: Sheet, rows: Rows['rows']): Alert {
  const { rule } = sheet
  const first = rows[0] ?? []
  const severity = severities.find((one) => one.toLowerCase() === value(sheet, first, rule.details.severityColumn).toLowerCase())
  return {
    title: filled(sheet, first, rule.details.displayName) || rule.name,
    description: filled(sheet, first, rule.details.description) || rule.description,
    severity: severity ?? rule.severity,
    tactics: tacticsOf(value(sheet, first, rule.details.tacticsColumn)) ?? rule.tactics,
    entities: entitiesOf(sheet, rows),
    customDetails: Object.fromEntries(Object.entries(rule.customDetails).map(([name, column]) => [name, distinct(sheet, rows, column)])),
    results: rows.length,
    time: newest(sheet, rows),
  }
}

const filled = (sheet: Sheet, row: readonly Cell[], format: string | undefined): string =>
  (format ?? '')
    .replace(placeholder, (_, column: string) => value(sheet, row, column))
    .trim()
    .slice(0, textMax)

const value = ({ columns }: Sheet, row: readonly Cell[], column: string | undefined): string => textOf(row[columns.get(column ?? '') ?? -1])

function textOf(cell: Cell | undefined): string {
  if (cell === undefined || cell === null) return ''
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell)
}

/** Names with commas between them, or a JSON list; undefined where it holds none. */
function tacticsOf(text: string): readonly string[] | undefined {
  const found = text.split(/[[\]",\s]+/).flatMap((word) => tacticNames.filter((name) => name.toLowerCase() === word.toLowerCase()))
  return found.length === 0 ? undefined : found
}

function distinct(sheet: Sheet, rows: Rows['rows'], column: string): readonly string[] {
  const values = new Set<string>()
  for (const row of rows) {
    const text = value(sheet, row, column).slice(0, textMax)
    if (text !== '') values.add(text)
    if (values.size >= valuesMax) break
  }
  return [...values]
}

/** Before there were mappings, queries named their columns so. */
const namedColumns = [
  { entityType: 'Account', fields: [{ identifier: 'FullName', column: 'AccountCustomEntity' }] },
  { entityType: 'IP', fields: [{ identifier: 'Address', column: 'IPCustomEntity' }] },
  { entityType: 'Host', fields: [{ identifier: 'FullName', column: 'HostCustomEntity' }] },
  { entityType: 'URL', fields: [{ identifier: 'Url', column: 'URLCustomEntity' }] },
]

function entitiesOf(sheet: Sheet, rows: Rows['rows']): readonly Entity[] {
  const mappings = sheet.rule.entities.length > 0 ? sheet.rule.entities : namedColumns
  const found = new Map<string, Entity>()
  for (const { entityType, fields } of mappings) {
    for (const row of rows) {
      const given = fields
        .map(({ identifier, column }) => [identifier, value(sheet, row, column).trim()] as const)
        .filter(([, text]) => text !== '')
      if (given.length === 0) continue
      if (found.size >= entitiesMax) return [...found.values()]
      const entity = { type: entityType, identifiers: Object.fromEntries(given) }
      found.set(JSON.stringify(entity), entity)
    }
  }
  return [...found.values()]
}

function newest({ run, types }: Sheet, rows: Rows['rows']): number {
  let time = Number.NEGATIVE_INFINITY
  for (const [at, type] of types.entries()) {
    if (type !== 'datetime') continue
    for (const row of rows) {
      const told = parseTime(textOf(row[at]))
      if (told !== undefined && told >= run.from && told < run.to && told > time) time = told
    }
  }
  return time === Number.NEGATIVE_INFINITY ? run.to - 1 : time
}
