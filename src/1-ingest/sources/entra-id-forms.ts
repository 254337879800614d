/** Tells which of Entra's logs a record is of, and in which form: Microsoft Graph's, Azure Monitor's, or a row of Log Analytics. */
import type { JsonObject } from '../../0-event/json.ts'
import type { EntraTable } from './entra-id-columns.ts'
import { booleanOf, listOf, objectOf, textOf } from './entra-id-values.ts'
import { ownSystem } from './own-system.ts'

export type Form = 'graph' | 'monitor' | 'analytics'

/** The log a record is of in the given form, or undefined. No record has two forms. */
export function tableIn(form: Form, record: JsonObject): EntraTable | undefined {
  switch (form) {
    case 'graph':
      return graphTable(record)
    case 'monitor':
      return monitorTable(record)
    case 'analytics':
      return analyticsTable(record)
  }
}

/** Azure Monitor's categories. https://learn.microsoft.com/entra/identity/monitoring-health/concept-diagnostic-settings-logs-options */
const categories = new Map<unknown, EntraTable>([
  ['SignInLogs', 'SigninLogs'],
  ['NonInteractiveUserSignInLogs', 'AADNonInteractiveUserSignInLogs'],
  ['ServicePrincipalSignInLogs', 'AADServicePrincipalSignInLogs'],
  ['ManagedIdentitySignInLogs', 'AADManagedIdentitySignInLogs'],
  ['AuditLogs', 'AuditLogs'],
  ['UserRiskEvents', 'AADUserRiskEvents'],
  ['RiskyUsers', 'AADRiskyUsers'],
])

const tables = new Map<unknown, EntraTable>([...categories.values()].map((table) => [table, table]))

function monitorTable(record: JsonObject): EntraTable | undefined {
  const properties = record['properties']
  if (properties === undefined || properties === null) return undefined
  return categories.get(record['category'])
}

function analyticsTable(row: JsonObject): EntraTable | undefined {
  if (row['TimeGenerated'] === undefined && row['CreatedDateTime'] === undefined) return undefined
  if (row['SourceSystem'] === ownSystem) return undefined
  const type = row['Type'] ?? undefined
  if (type !== undefined) return tables.get(type) ?? (isAudit(row) && type !== attributeAudit ? 'AuditLogs' : undefined)
  return categories.get(row['Category']) ?? tableByColumns(row)
}

/** Queries like to write a target's type into `Type`; the audit log is known by its columns nevertheless. */
const isAudit = (row: JsonObject): boolean =>
  row['TargetResources'] !== undefined && row['InitiatedBy'] !== undefined && row['LoggedByService'] !== undefined

/** The one other table with these columns. */
const attributeAudit = 'AADCustomSecurityAttributeAuditLogs'

/** Rows that somebody projected or downloaded without their `Type`. */
function tableByColumns(row: JsonObject): EntraTable | undefined {
  const has = (column: string): boolean => Object.hasOwn(row, column)
  if (has('ResultType') && (has('AppId') || has('AppDisplayName') || has('ServicePrincipalId')) && has('CorrelationId')) {
    if (has('ServicePrincipalId') && !has('UserPrincipalName') && !has('UserId')) return 'AADServicePrincipalSignInLogs'
    return booleanOf(row['IsInteractive']) === false ? 'AADNonInteractiveUserSignInLogs' : 'SigninLogs'
  }
  if (has('TargetResources') && has('InitiatedBy')) return 'AuditLogs'
  if (has('RiskEventType') && has('RiskState')) return 'AADUserRiskEvents'
  return has('RiskLastUpdatedDateTime') && has('RiskState') ? 'AADRiskyUsers' : undefined
}

function graphTable(record: JsonObject): EntraTable | undefined {
  if (record['properties'] !== undefined && record['category'] !== undefined && monitorTable(record) !== undefined) return undefined
  if (record['createdDateTime'] !== undefined) return isGraphSignIn(record) ? signInTable(record) : undefined
  if (record['activityDisplayName'] !== undefined && record['activityDateTime'] !== undefined) return 'AuditLogs'
  if (record['servicePrincipalId'] !== undefined && record['userId'] === undefined) return undefined
  const risk = record['riskEventType'] ?? record['riskType']
  if (risk !== undefined && record['riskState'] !== undefined) return 'AADUserRiskEvents'
  return record['riskLastUpdatedDateTime'] !== undefined && record['servicePrincipalType'] === undefined ? 'AADRiskyUsers' : undefined
}

const isGraphSignIn = (record: JsonObject): boolean =>
  (record['conditionalAccessStatus'] !== undefined ||
    record['signInEventTypes'] !== undefined ||
    objectOf(record['status'])['errorCode'] !== undefined) &&
  (record['userId'] !== undefined ||
    record['userPrincipalName'] !== undefined ||
    record['servicePrincipalId'] !== undefined ||
    record['appId'] !== undefined)

/** `signInEventTypes` says it; without it (v1.0) a sign-in in the background has `isInteractive: false`, and a program has no user. */
function signInTable(record: JsonObject): EntraTable {
  for (const type of listOf(record['signInEventTypes'])) {
    if (type === 'managedIdentity') return 'AADManagedIdentitySignInLogs'
    if (type === 'servicePrincipal') return 'AADServicePrincipalSignInLogs'
    if (type === 'nonInteractiveUser') return 'AADNonInteractiveUserSignInLogs'
    if (type === 'interactiveUser') return 'SigninLogs'
  }
  const isProgram =
    textOf(record['servicePrincipalId']) !== undefined &&
    textOf(record['userId']) === undefined &&
    textOf(record['userPrincipalName']) === undefined
  if (isProgram) return 'AADServicePrincipalSignInLogs'
  return booleanOf(record['isInteractive']) === false ? 'AADNonInteractiveUserSignInLogs' : 'SigninLogs'
}
