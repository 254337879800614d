/** The directory's audit log: methods registered and removed, reports of fraud, resets, roles, consents, policies. */
import type { ChangeEvent, Endpoint, Event, User } from '../../0-event/event.ts'
import type { JsonObject } from '../../0-event/json.ts'
import type { Refused, Row } from '../source.ts'
import { entraColumns } from './entra-id-columns.ts'
import { consentedApp, detailOf, deviceOwner, type Told } from './entra-id-detail.ts'
import { changedMethod, factorIn, type Operation, operationOf } from './entra-id-operations.ts'
import { isAboutSecondFactor } from './entra-id-policies.ts'
import { auditProperties } from './entra-id-properties.ts'
import { type Draft, fallback, fill, finish, graphFields, type Naming, put, rowFields } from './entra-id-table.ts'
import { userOf } from './entra-id-user.ts'
import { addressOf, contentId, guidOf, instantOf, nothing, objectOf, objectsOf, tenantIn, textOf } from './entra-id-values.ts'
import { another } from './told.ts'

export interface Audit {
  readonly id: string
  readonly time: number | undefined
  readonly tenant: string | undefined
  readonly operation: string | undefined
  readonly result: string | undefined
  readonly reason: string | undefined
  readonly flow: string | undefined
  readonly initiatedBy: JsonObject
  readonly targets: readonly JsonObject[]
  readonly details: readonly JsonObject[]
}

/** Graph's `directoryAudit`, and the same under Azure Monitor's `properties`. */
export const graphAudit = (record: JsonObject, around: JsonObject): Audit => ({
  id: textOf(record['id']) ?? contentId(around === nothing ? record : around),
  time: instantOf(record['activityDateTime']) ?? instantOf(around['time']),
  tenant: guidOf(around['tenantId']) ?? tenantIn(around['resourceId']),
  operation: textOf(record['activityDisplayName']) ?? textOf(around['operationName']),
  result: textOf(record['result']),
  reason: textOf(record['resultReason']) ?? textOf(around['resultDescription']),
  flow: textOf(record['correlationId']) ?? textOf(around['correlationId']),
  initiatedBy: objectOf(record['initiatedBy']),
  targets: objectsOf(record['targetResources']),
  details: objectsOf(record['additionalDetails']),
})

/** Log Analytics: `AuditLogs`. */
export const analyticsAudit = (row: JsonObject): Audit => ({
  id: textOf(row['Id']) ?? textOf(row['_ItemId']) ?? contentId(row),
  time: instantOf(row['ActivityDateTime']) ?? instantOf(row['TimeGenerated']),
  tenant: guidOf(row['AADTenantId']) ?? tenantIn(row['ResourceId']),
  operation: textOf(row['ActivityDisplayName']) ?? textOf(row['OperationName']),
  result: textOf(row['Result']),
  reason: textOf(row['ResultReason']) ?? textOf(row['ResultDescription']),
  flow: textOf(row['CorrelationId']),
  initiatedBy: objectOf(row['InitiatedBy']),
  targets: objectsOf(row['TargetResources']),
  details: objectsOf(row['AdditionalDetails']),
})

/** An empty list for the many operations that say nothing about how people sign in, and where nobody is named. */
export function auditEvents(audit: Audit): readonly Event[] | Refused {
  const { time } = audit
  if (time === undefined)
    return { refused: `The audit record ${audit.id} has no time that can be read: activityDateTime must be like 2026-11-02T01:04:11Z.` }
  const operation = operationOf(audit.operation)
  if (operation === undefined) return []
  const initiator = initiatorOf(audit)
  const subject = subjectOf(audit) ?? ownerOf(audit, operation) ?? initiator
  if (subject === undefined || (subject === initiator && isRegistrationService(audit))) return []
  return tellOperation(
    { audit, time, user: subject, by: isService(audit) ? undefined : another(initiator, subject), src: endpointOf(audit) },
    operation,
  )
}

/** The service that makes devices names nobody but in the ids of the hardware; where it does not, its device is told of by the records beside. */
const isRegistrationService = (audit: Audit): boolean => programOf(audit) === registrationService
const registrationService = 'Device Registration Service'

/** Services of Microsoft's that write down what a person did themselves: nobody else did it. */
const services: ReadonlySet<string | undefined> = new Set([
  registrationService,
  'Azure MFA StrongAuthenticationService',
  'Azure Credential Configuration Endpoint Service',
])
const isService = (audit: Audit): boolean => services.has(programOf(audit))
const programOf = ({ initiatedBy }: Audit): string | undefined => textOf(objectOf(initiatedBy['app'])['displayName'])

function ownerOf(audit: Audit, operation: Operation): User | undefined {
  if (operation.kind !== 'change' || operation.what !== 'device_registered' || !isRegistrationService(audit)) return undefined
  return userOf(guidOf(deviceOwner(auditProperties(audit.targets))), undefined, undefined)
}

interface Shared {
  readonly audit: Audit
  readonly time: number
  readonly user: User
  readonly by: User | undefined
  readonly src: Endpoint | undefined
}

function tellOperation(shared: Shared, operation: Operation): readonly Event[] {
  const { audit, by } = shared
  const name = audit.operation ?? ''
  const base = baseOf(shared, `entra-id:${audit.id}`)
  switch (operation.kind) {
    case 'report':
      return [{ ...base, src: undefined, kind: 'report', what: operation.what, detail: audit.reason }]
    case 'enrolment': {
      if (!succeeded(audit))
        return [{ ...base, kind: 'change', what: 'other', outcome: 'failure', by, target: audit.reason, operation: name }]
      const factor = operation.factor ?? factorIn(audit.reason)
      const what = operation.what === 'added' && factor === 'access-pass' ? 'access_pass' : operation.what
      return [{ ...base, kind: 'enrolment', what, factor, by, target: audit.reason }]
    }
    case 'change':
      return [changeEvent(shared, operation.what)]
    case 'company':
      return isAboutSecondFactor(auditProperties(audit.targets)) ? [changeEvent(shared, 'policy_changed')] : []
    case 'user':
      return succeeded(audit) ? methodEvents(shared) : []
  }
}

function changeEvent(shared: Shared, what: ChangeEvent['what']): ChangeEvent {
  const { audit, by } = shared
  const told = toldBy(audit)
  return {
    ...baseOf(shared, `entra-id:${audit.id}`),
    ...(what === 'consent_granted' ? { app: consentedApp(told) } : {}),
    kind: 'change',
    what,
    outcome: succeeded(audit) ? 'success' : 'failure',
    by,
    target: targetOf(audit, what),
    operation: audit.operation ?? '',
    detail: detailOf(what, told),
  }
}

const succeeded = ({ result }: Audit): boolean => result === undefined || result.toLowerCase() === 'success'

function toldBy({ operation, targets, details }: Audit): Told {
  const thing = targets.find((target) => textOf(target['type'])?.toLowerCase() !== 'user')
  return {
    operation: operation ?? '',
    properties: auditProperties(targets),
    said: (key) => textOf(details.find((detail) => detail['key'] === key)?.['value']),
    target: { id: guidOf(thing?.['id']), name: textOf(thing?.['displayName']) },
  }
}

/** `Update user`: one event for each property that holds the person's methods. */
function methodEvents(shared: Shared): readonly Event[] {
  const { audit, by } = shared
  const changes = auditProperties(audit.targets).flatMap((property) => changedMethod(property) ?? [])
  return changes.map(({ what, factor, property, methodKey }, index) => ({
    ...baseOf(shared, `entra-id:${audit.id}#${index + 1}`),
    kind: 'enrolment',
    what,
    factor,
    by,
    target: property,
    methodKey,
  }))
}

const baseOf = ({ audit, time, user, src }: Shared, id: string) => ({
  id,
  source: 'entra-id' as const,
  tenant: audit.tenant,
  time,
  user,
  src,
  flow: audit.flow,
})

/** The person it was done to. */
function subjectOf({ targets }: Audit): User | undefined {
  const target = targets.find((one) => textOf(one['type'])?.toLowerCase() === 'user')
  if (target === undefined) return undefined
  return userOf(guidOf(target['id']), textOf(target['userPrincipalName']), textOf(target['displayName']))
}

/** The person or program that did it. */
function initiatorOf({ initiatedBy }: Audit): User | undefined {
  const user = objectOf(initiatedBy['user'])
  const named = user['displayName'] === signInService ? undefined : textOf(user['displayName'])
  const person = userOf(guidOf(user['id']), textOf(user['userPrincipalName']), named)
  if (person !== undefined) return person
  const app = objectOf(initiatedBy['app'])
  const uid = guidOf(app['servicePrincipalId']) ?? guidOf(app['appId'])
  const name = textOf(app['displayName'])
  if (uid === undefined && name === undefined) return undefined
  return { uid, name: uid === undefined ? name : undefined, email: undefined, displayName: name }
}

/** What was changed: the role, or the first thing named that is no person. */
function targetOf({ targets }: Audit, what: string): string | undefined {
  if (what === 'role_granted' || what === 'role_removed') {
    const role = targets
      .flatMap((target) => objectsOf(target['modifiedProperties']))
      .find((property) => property['displayName'] === 'Role.DisplayName')
    const name = unquoted(textOf(role?.['newValue']) ?? textOf(role?.['oldValue']))
    if (name !== undefined) return name
  }
  return textOf(
    targets.find((target) => textOf(target['type'])?.toLowerCase() !== 'user' && textOf(target['displayName']) !== undefined)?.[
      'displayName'
    ],
  )
}

/** Values of changed properties are JSON text: `"Global Administrator"` with its quotes. */
function unquoted(text: string | undefined): string | undefined {
  if (text === undefined || !text.startsWith('"') || !text.endsWith('"') || text.length < 3) return text
  return text.slice(1, -1)
}

/** A consent names the sign-in service for the person: the address is that service's then. */
const signInService = 'Azure ESTS Service'

function endpointOf({ initiatedBy, details }: Audit): Endpoint | undefined {
  const user = objectOf(initiatedBy['user'])
  if (user['displayName'] === signInService) return undefined
  const ip = addressOf(user['ipAddress'])
  const userAgent = textOf(details.find((detail) => detail['key'] === 'User-Agent')?.['value'])
  return ip === undefined && userAgent === undefined ? undefined : { ip, userAgent }
}

const naming: Naming = {
  renamed: { AADOperationType: 'operationType' },
  around: {
    TimeGenerated: 'time',
    OperationName: 'operationName',
    OperationVersion: 'operationVersion',
    ResultType: 'resultType',
    ResultSignature: 'resultSignature',
    ResultDescription: 'resultDescription',
    DurationMs: 'durationMs',
    Identity: 'identity',
    Level: 'Level',
    Location: 'location',
    Resource: 'resource',
    ResourceGroup: 'resourceGroup',
    ResourceId: 'resourceId',
    ResourceProvider: 'resourceProvider',
    AADTenantId: 'tenantId',
  },
  texts: new Set(
    'Id AADTenantId ResourceId ActivityDisplayName OperationName Result ResultReason ResultDescription CorrelationId'.split(' '),
  ),
}

const graph = graphFields(entraColumns.AuditLogs, naming)
const rows = rowFields(entraColumns.AuditLogs, naming)

export const graphAuditRow = (audit: Audit, record: JsonObject, around: JsonObject): Row => complete(audit, fill(graph, record, around))
export const analyticsAuditRow = (audit: Audit, row: JsonObject): Row => complete(audit, fill(rows, row, nothing))

function complete(audit: Audit, row: Draft): Row {
  put(row, 'AADTenantId', audit.tenant)
  put(row, 'CorrelationId', audit.flow)
  fallback(row, 'OperationName', audit.operation)
  fallback(row, 'ActivityDisplayName', audit.operation)
  fallback(row, 'ResultDescription', audit.reason)
  fallback(row, 'TimeGenerated', row['ActivityDateTime'])
  return finish(row, 'AuditLogs', audit.id, audit.time)
}
