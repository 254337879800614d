/** A person's sign-in as a row of `SigninLogs` or `AADNonInteractiveUserSignInLogs`. */
import type { JsonObject } from '../../0-event/json.ts'
import type { Row } from '../source.ts'
import { entraColumns } from './entra-id-columns.ts'
import type { SignIn } from './entra-id-sign-in.ts'
import { cell, type Draft, type Field, fallback, fill, finish, graphFields, type Naming, put, rowFields } from './entra-id-table.ts'
import { isSecret } from './entra-id-user.ts'
import { addressOf, nothing } from './entra-id-values.ts'
import { masked } from './typed-secret.ts'

export type SignInTable = 'SigninLogs' | 'AADNonInteractiveUserSignInLogs'

const naming: Naming = {
  // The policies go into the one of its two columns that queries read.
  left: new Set(['AppliedConditionalAccessPolicies']),
  renamed: {
    IPAddress: 'ipAddress',
    IPAddressFromResourceProvider: 'ipAddressFromResourceProvider',
    RiskEventTypes_V2: 'riskEventTypes_v2',
    ResourceIdentity: 'resourceId',
    ConditionalAccessPolicies: 'appliedConditionalAccessPolicies',
    LocationDetails: 'location',
    ProcessingTimeInMs: 'processingTimeInMilliseconds',
  },
  around: {
    TimeGenerated: 'time',
    OperationName: 'operationName',
    OperationVersion: 'operationVersion',
    Category: 'category',
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
    `Id AADTenantId ResourceId UserType HomeTenantId ResourceTenantId UserId UserPrincipalName UserDisplayName Identity AppId AppDisplayName
     IPAddress AutonomousSystemNumber Location UserAgent ResultType ResultDescription AuthenticationRequirement ClientAppUsed
     AuthenticationProtocol CorrelationId SessionId RiskLevelDuringSignIn RiskDetail`.split(/\s+/),
  ),
}

/** For the store too, whose SQL makes the same rows. */
export const signInTables: Readonly<
  Record<SignInTable, { readonly graph: readonly Field[]; readonly rows: readonly Field[]; readonly category: string }>
> = {
  SigninLogs: {
    graph: graphFields(entraColumns.SigninLogs, naming),
    rows: rowFields(entraColumns.SigninLogs, naming),
    category: 'SignInLogs',
  },
  AADNonInteractiveUserSignInLogs: {
    graph: graphFields(entraColumns.AADNonInteractiveUserSignInLogs, naming),
    rows: rowFields(entraColumns.AADNonInteractiveUserSignInLogs, naming),
    category: 'NonInteractiveUserSignInLogs',
  },
}

export const graphSignInRow = (table: SignInTable, signIn: SignIn, record: JsonObject, around: JsonObject): Row =>
  complete(table, signIn, fill(signInTables[table].graph, record, around))

export const analyticsSignInRow = (table: SignInTable, signIn: SignIn, row: JsonObject): Row =>
  complete(table, signIn, fill(signInTables[table].rows, row, nothing))

/** What one form says in one place and another in two; and what only Log Analytics says, so that its queries find it. */
function complete(table: SignInTable, signIn: SignIn, row: Draft): Row {
  put(row, 'AADTenantId', signIn.tenant)
  put(row, 'CorrelationId', signIn.flow)
  put(row, 'ResultType', signIn.code)
  put(row, 'IsInteractive', signIn.interactive)
  put(row, 'Location', signIn.country)
  if (addressOf(row['IPAddress']) === undefined) put(row, 'IPAddress', signIn.ip)
  if (signIn.code !== '0') fallback(row, 'ResultDescription', cell('text', signIn.reason))
  fallback(row, 'Identity', signIn.displayName)
  fallback(row, 'OperationName', 'Sign-in activity')
  fallback(row, 'Category', signInTables[table].category)
  fallback(row, 'TimeGenerated', row['CreatedDateTime'])
  if (isSecret(signIn.code, signIn.name ?? signIn.displayName)) hide(row)
  return finish(row, table, signIn.id, signIn.time)
}

/** Everywhere the name that was typed is repeated. */
const nameColumns = ['UserPrincipalName', 'UserDisplayName', 'Identity', 'SignInIdentifier', 'AlternateSignInName']

function hide(row: Draft): void {
  for (const column of nameColumns) if (Object.hasOwn(row, column)) row[column] = masked
}
