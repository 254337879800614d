/** Microsoft Entra ID: sign-ins of people and programs, the audit log, and Identity Protection's doubts, in every form Microsoft gives them. */
import type { Event } from '../../0-event/event.ts'
import type { JsonObject } from '../../0-event/json.ts'
import type { Refused, Row, Shape, Source } from '../source.ts'
import { analyticsAudit, analyticsAuditRow, auditEvents, graphAudit, graphAuditRow } from './entra-id-audit.ts'
import type { EntraTable } from './entra-id-columns.ts'
import { lonelySteps, readEntraCsv } from './entra-id-csv.ts'
import { isEmptyPageOf, unwrapList } from './entra-id-envelope.ts'
import { tableIn } from './entra-id-forms.ts'
import * as risk from './entra-id-risk.ts'
import { analyticsSignIn, graphSignIn } from './entra-id-sign-in.ts'
import { signInEvents } from './entra-id-sign-in-events.ts'
import { analyticsSignInRow, graphSignInRow, type SignInTable } from './entra-id-sign-in-row.ts'
import { nothing, objectOf } from './entra-id-values.ts'
import * as workload from './entra-id-workload.ts'

type Events = readonly Event[] | Refused

/** One log. Graph's record may have Azure Monitor's around it; `around` is empty where it has not. */
interface Log {
  readonly name: string
  readonly table: EntraTable
  readonly graphEvents: (record: JsonObject, around: JsonObject) => Events
  readonly graphRow: (record: JsonObject, around: JsonObject) => Row
  readonly rowEvents: (row: JsonObject) => Events
  readonly rowRow: (row: JsonObject) => Row
}

const signIns = (name: string, table: SignInTable, background: boolean): Log => ({
  name,
  table,
  graphEvents: (record, around) => signInEvents(graphSignIn(record, around, background)),
  graphRow: (record, around) => graphSignInRow(table, graphSignIn(record, around, background), record, around),
  rowEvents: (row) => signInEvents(analyticsSignIn(row, background)),
  rowRow: (row) => analyticsSignInRow(table, analyticsSignIn(row, background), row),
})

const workloads = (name: string, table: workload.WorkloadTable): Log => ({
  name,
  table,
  graphEvents: (record, around) => workload.workloadEvents(workload.graphWorkload(table, record, around)),
  graphRow: (record, around) => workload.graphWorkloadRow(table, workload.graphWorkload(table, record, around), record, around),
  rowEvents: (row) => workload.workloadEvents(workload.analyticsWorkload(table, row)),
  rowRow: (row) => workload.analyticsWorkloadRow(table, workload.analyticsWorkload(table, row), row),
})

const logs: readonly Log[] = [
  signIns('sign-in', 'SigninLogs', false),
  signIns('non-interactive-sign-in', 'AADNonInteractiveUserSignInLogs', true),
  workloads('service-principal-sign-in', 'AADServicePrincipalSignInLogs'),
  workloads('managed-identity-sign-in', 'AADManagedIdentitySignInLogs'),
  {
    name: 'audit',
    table: 'AuditLogs',
    graphEvents: (record, around) => auditEvents(graphAudit(record, around)),
    graphRow: (record, around) => graphAuditRow(graphAudit(record, around), record, around),
    rowEvents: (row) => auditEvents(analyticsAudit(row)),
    rowRow: (row) => analyticsAuditRow(analyticsAudit(row), row),
  },
  {
    name: 'risk-detection',
    table: 'AADUserRiskEvents',
    graphEvents: (record, around) => risk.riskEvents(risk.graphRisk(record, around)),
    graphRow: (record, around) => risk.graphRiskRow(risk.graphRisk(record, around), record, around),
    rowEvents: (row) => risk.riskEvents(risk.analyticsRisk(row)),
    rowRow: (row) => risk.analyticsRiskRow(risk.analyticsRisk(row), row),
  },
  {
    name: 'risky-user',
    table: 'AADRiskyUsers',
    graphEvents: (record, around) => risk.riskyUserEvents(risk.graphRiskyUser(record, around)),
    graphRow: (record, around) => risk.graphRiskyUserRow(risk.graphRiskyUser(record, around), record, around),
    rowEvents: (row) => risk.riskyUserEvents(risk.analyticsRiskyUser(row)),
    rowRow: (row) => risk.analyticsRiskyUserRow(risk.analyticsRiskyUser(row), row),
  },
]

const graphShape = ({ name, table, graphEvents, graphRow }: Log): Shape => ({
  name: `entra-graph-${name}`,
  table,
  recognise: (record) => tableIn('graph', record) === table,
  events: (record) => graphEvents(record, nothing),
  row: (record) => graphRow(record, nothing),
})

const monitorShape = ({ name, table, graphEvents, graphRow }: Log): Shape => ({
  name: `entra-monitor-${name}`,
  table,
  recognise: (record) => tableIn('monitor', record) === table,
  events: (record) => graphEvents(objectOf(record['properties']), record),
  row: (record) => graphRow(objectOf(record['properties']), record),
})

const analyticsShape = ({ name, table, rowEvents, rowRow }: Log): Shape => ({
  name: `entra-analytics-${name}`,
  table,
  recognise: (record) => tableIn('analytics', record) === table,
  events: rowEvents,
  row: rowRow,
})

const shapes: readonly Shape[] = [...logs.flatMap((log) => [graphShape(log), monitorShape(log), analyticsShape(log)]), lonelySteps]

const isOurs = (record: JsonObject): boolean => shapes.some((shape) => shape.recognise(record))

export const entraId: Source = {
  name: 'entra-id',
  title: 'Microsoft Entra ID',
  shapes,
  unwrap: (value) =>
    unwrapList(value, isOurs) ??
    (isEmptyPageOf(value, ['auditLogs/', 'identityProtection/', 'riskDetections', 'riskyUsers']) ? [] : undefined),
  readCsv: readEntraCsv,
}
