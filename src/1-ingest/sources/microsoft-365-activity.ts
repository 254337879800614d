/** Records of Microsoft 365's unified audit log, in the words of the Management Activity API whatever form they came in. */
import { isObject, type Json, type JsonObject } from '../../0-event/json.ts'
import { guidOf, integerOf, listOf, objectOf, objectsOf, textOf } from './entra-id-values.ts'

/** Keys whose column in `OfficeActivity` is named otherwise. */
export const renamed: Readonly<Record<string, string>> = {
  Id: 'OfficeId',
  CreationTime: 'TimeGenerated',
  Workload: 'OfficeWorkload',
  ObjectId: 'OfficeObjectId',
  ClientIPAddress: 'Client_IPAddress',
  LogonType: 'Logon_Type',
  Target: 'AADTarget',
  AzureActiveDirectoryEventType: 'AzureActiveDirectory_EventType',
  ErrorNumber: 'LoginStatus',
  Site: 'Site_',
  SiteUrl: 'Site_Url',
  EventData: 'Event_Data',
  SourceName: 'Source_Name',
}

/** Keys that `activityEvents` reads. */
const read = [
  'Id',
  'CreationTime',
  'Operation',
  'OrganizationId',
  'ResultStatus',
  'UserId',
  'UserKey',
  'ClientIP',
  'ClientIPAddress',
  'ActorIpAddress',
  'ApplicationId',
  'ExtendedProperties',
  'InterSystemsId',
  'Actor',
  'Target',
  'ObjectId',
  'ModifiedProperties',
  'Parameters',
  'OperationProperties',
  'MailboxOwnerUPN',
  'AppAccessContext',
  'AffectedItems',
] as const

/** Keys that `activityEvents` reads and the table has no column for: they lie in `ExtraProperties`. */
const extras = ['DeviceProperties', 'LogonError', 'SessionId', 'ErrorNumber'] as const

/** A row of `OfficeActivity` as the record it was made of, as far as events need it. */
export function activityOfRow(row: JsonObject): JsonObject {
  const activity: { [key: string]: Json } = {}
  for (const key of read) {
    const value = row[renamed[key] ?? key]
    if (value !== undefined && value !== null && value !== '') activity[key] = value
  }
  for (const { Name: name, Value: value } of objectsOf(row['ExtraProperties'])) {
    if (value !== undefined && extras.some((key) => key === name)) activity[String(name)] = value
  }
  const status = integerOf(row['LoginStatus'])
  if (status !== undefined) activity['ErrorNumber'] = status
  const id = textOf(activity['Id']) ?? textOf(row['SourceRecordId'])
  if (id !== undefined) activity['Id'] = id
  return activity
}

/** A record that Purview, `Search-UnifiedAuditLog` or Graph's audit search wraps in `AuditData`; undefined where that is no JSON object. */
export function activityInAuditData(wrapper: JsonObject): JsonObject | undefined {
  const inside = objectOf(wrapper['AuditData'] ?? wrapper['auditData'])
  if (Object.keys(inside).length === 0) return undefined
  const around: { [key: string]: Json } = {}
  const add = (key: string, value: Json | undefined): void => {
    if (inside[key] === undefined && value !== undefined && value !== null && value !== '')
      around[key] = typeof value === 'string' ? value.trim() : value
  }
  add('Id', wrapper['RecordId'] ?? wrapper['id'] ?? wrapper['Identity'])
  add('CreationTime', wrapper['CreationDate'] ?? wrapper['createdDateTime'])
  add('Operation', wrapper['Operation'] ?? wrapper['Operations'] ?? wrapper['operation'])
  add('UserId', wrapper['UserId'] ?? wrapper['UserIds'] ?? wrapper['userPrincipalName'] ?? wrapper['userId'])
  add('RecordType', wrapper['RecordType'] ?? wrapper['auditLogRecordType'])
  return { ...inside, ...around }
}

/** Defender's `CloudAppEvents` carry the record they were made of. */
export const activityInHunting = (event: JsonObject): JsonObject => objectOf(event['RawEventData'])

/** The value of `name` in a list of `{Name, Value}`. */
export const named = (list: Json | undefined, name: string): string | undefined =>
  textOf(listOf(list).find((entry): entry is JsonObject => isObject(entry) && entry['Name'] === name)?.['Value'])

/** Text that stands for a person; the log writes words where it knows none. */
export function nameOf(value: Json | undefined): string | undefined {
  const text = textOf(value)
  return text === undefined || text === 'Not Available' || text === 'Unknown' ? undefined : text
}

export const hasSucceeded = (activity: JsonObject): boolean => {
  const status = textOf(activity['ResultStatus'])?.toLowerCase()
  return status === undefined || status === 'success' || status === 'succeeded' || status === 'true' || status === 'partiallysucceeded'
}

/** A directory id among the ids of a record: `f23cb258-…`, or `User_f23cb258-…`. */
export function directoryId(value: Json | undefined): string | undefined {
  const text = textOf(value)
  if (text === undefined) return undefined
  const bare = text.startsWith('User_') ? text.slice(5) : text
  return bare.length === guidLength && bare.charAt(8) === '-' && bare.charAt(23) === '-' ? guidOf(bare) : undefined
}

const guidLength = 36
