/** One row of Entra ID's `AuditLogs`, with all the columns that a real one has, and what its targets are made of. */
import type { JsonObject } from '../0-event/json.ts'
import type { SimulatedRecord } from './scenario.ts'
import type { Chance } from './simulate-chance.ts'
import { type Client, userAgent } from './simulate-clients.ts'
import type { Person } from './simulate-people.ts'
import * as rates from './simulate-rates.ts'
import { simulatedTenantId } from './simulate-tenant.ts'

/** One record of a change; a change may have several, of one correlation. */
export interface Entry {
  readonly operation: string
  readonly category: string
  readonly service: string
  readonly type?: 'Add' | 'Assign' | 'Update' | 'Delete'
  readonly reason?: string
  readonly targets: readonly JsonObject[]
  /** A service of Microsoft's that did it in the person's name. */
  readonly program?: string
  /** What stands for the initiator's name and address, where it is not their own. */
  readonly initiator?: JsonObject
  readonly details?: readonly JsonObject[]
}

interface Of {
  readonly time: number
  readonly chance: Chance
  readonly client: Client
}

export const initiatorOf = (who: Person): JsonObject => ({ id: uidOf(who), displayName: null, userPrincipalName: who.email, roles: [] })
export const uidOf = (who: Person): string => who.accounts.entra?.uid ?? ''

export const property = (displayName: string, oldValue: string | null, newValue: string): JsonObject => ({
  displayName,
  oldValue,
  newValue,
})
export const userTarget = (who: Person, properties: readonly JsonObject[] = []): JsonObject => ({
  id: uidOf(who),
  displayName: who.displayName,
  type: 'User',
  userPrincipalName: who.email,
  modifiedProperties: properties,
  administrativeUnits: [],
})
export const thing = (type: string, id: string, displayName: string, properties: readonly JsonObject[] = []): JsonObject => ({
  id,
  displayName,
  type,
  modifiedProperties: properties,
  administrativeUnits: [],
})

const iso = (time: number): string => new Date(time).toISOString()
const delay = (chance: Chance): number => Math.round(Math.min(rates.entraDelayMaxMs, 8_000 + chance.exponential(rates.entraDelayMeanMs)))

export function auditRecord({ time, chance, client }: Of, entry: Entry, initiatedBy: JsonObject, correlation: string): SimulatedRecord {
  const at = Math.round(time)
  const { operation, reason = '' } = entry
  const record: JsonObject = {
    TenantId: simulatedTenantId,
    SourceSystem: 'Azure AD',
    TimeGenerated: iso(at),
    ResourceId: `/tenants/${simulatedTenantId}/providers/Microsoft.aadiam`,
    OperationName: operation,
    OperationVersion: '1.0',
    Category: entry.category,
    ResultSignature: 'None',
    ResultDescription: reason,
    DurationMs: 0,
    CorrelationId: correlation,
    Resource: 'Microsoft.aadiam',
    ResourceGroup: 'Microsoft.aadiam',
    Level: '4',
    AdditionalDetails: entry.details ?? [{ key: 'User-Agent', value: userAgent(client, at) }],
    Id: `Directory_${correlation}_${chance.fork('audit').letters(5).toUpperCase()}_${chance.fork('number').whole(1_000_000, 99_999_999)}`,
    InitiatedBy: initiatedBy,
    LoggedByService: entry.service,
    Result: 'success',
    ResultReason: reason,
    TargetResources: entry.targets,
    AADTenantId: simulatedTenantId,
    ActivityDisplayName: operation,
    ActivityDateTime: iso(at),
    AADOperationType: entry.type ?? 'Update',
    Type: 'AuditLogs',
  }
  return { source: 'entra-id', shape: 'entra-analytics-audit', time: at + delay(chance.fork('delay')), record }
}
