/** Records of the unified audit log as rows of `OfficeActivity`. */
import { isObject, type Json, type JsonObject } from '../../0-event/json.ts'
import type { Row } from '../source.ts'
import { cell, type Draft, fallback, fill, finish, put, rowFields } from './entra-id-table.ts'
import { isSecret } from './entra-id-user.ts'
import { contentId, instantOf, listOf, textOf } from './entra-id-values.ts'
import { activityOfRow, directoryId, renamed } from './microsoft-365-activity.ts'
import { officeColumns } from './microsoft-365-columns.ts'
import { signInOf } from './microsoft-365-events.ts'
import { hide, masked } from './typed-secret.ts'

const table = 'OfficeActivity'

/** Columns that events read as text: a structure there is no value. */
const texts = new Set(
  `ActorIpAddress ApplicationId ClientIP Client_IPAddress InterSystemsId MailboxOwnerUPN OfficeId OfficeObjectId Operation OrganizationId ResultStatus
   SourceRecordId UserId UserKey`.split(/\s+/),
)

const fields = rowFields(officeColumns, { texts })

/** Where the name that somebody typed is repeated. */
const nameKeys = new Set(['UserKey', 'ObjectId', 'OfficeObjectId', 'ID'])

/** The record, or the row, with the typed name hidden. `Actor` may be JSON text; of what it lists, only directory ids are no names. */
function hideName(record: JsonObject, secret: string): JsonObject {
  const actors = listOf(record['Actor']).map((actor) =>
    isObject(actor) && directoryId(actor['ID']) === undefined ? { ...actor, ID: masked } : actor,
  )
  return { ...hide(record, secret, nameKeys), UserId: masked, ...(actors.length === 0 ? {} : { Actor: actors }) }
}

/** Columns that only renamed keys and we ourselves fill: a key that happens to be named so is kept apart. */
const reserved = new Set(['Type', '_ItemId', 'SourceSystem', 'SourceRecordId', 'TenantId', 'ExtraProperties', ...Object.values(renamed)])

/** What has no column is kept in `ExtraProperties`, as `{Name, Value}`. */
export function activityRow(record: JsonObject): Row {
  const row: Draft = {}
  const extra: Json[] = [...listOf(record['ExtraProperties'])]
  const secret = secretIn(record)
  for (const [key, value] of Object.entries(secret === undefined ? record : hideName(record, secret))) {
    if (value === undefined || value === null || value === '' || (key === 'ExtraProperties' && extra.length > 0)) continue
    const column = Object.hasOwn(renamed, key) ? renamed[key] : reserved.has(key) ? undefined : key
    const written = column === undefined ? undefined : cellOf(column, value)
    if (column === undefined || written === undefined) extra.push({ Name: key, Value: value })
    else row[column] = written
  }
  if (extra.length > 0) put(row, 'ExtraProperties', cell('dynamic', extra))
  fallback(row, 'SourceRecordId', row['OfficeId'])
  fallback(row, 'SourceSystem', 'OfficeActivityManager')
  return finish(row, table, textOf(record['Id']) ?? contentId(record), instantOf(record['CreationTime']))
}

/** The value as its column holds it; undefined where the column would change it: no integer for a number, a structure for a text. */
function cellOf(column: string, value: Json): Json | undefined {
  const type = officeColumns.get(column)
  if (type === undefined) return undefined
  const written = cell(texts.has(column) ? 'text' : type, value)
  return type === 'int' && String(written) !== textOf(value) ? undefined : written
}

export function officeRow(row: JsonObject): Row {
  const activity = activityOfRow(row)
  const secret = secretIn(activity)
  const draft = fill(fields, secret === undefined ? row : hideName(row, secret), row)
  put(draft, 'OfficeId', textOf(activity['Id']))
  return finish(draft, table, textOf(activity['Id']) ?? textOf(row['_ItemId']) ?? contentId(row), instantOf(row['TimeGenerated']))
}

/** The name typed in a failed sign-in of an account that does not exist, where it may be a password. */
function secretIn(activity: JsonObject): string | undefined {
  if (activity['Operation'] !== 'UserLoginFailed' && activity['Operation'] !== 'UserLoggedIn') return undefined
  const { code, name } = signInOf(activity, '', undefined)
  return isSecret(code, name) ? name : undefined
}
