/** A scheduled rule as Microsoft Sentinel's YAML writes it: the words, and what may stand in each field. */
import type { Diagnostic } from '@tocsin/kql'

export const severities = ['High', 'Medium', 'Low', 'Informational'] as const
export type Severity = (typeof severities)[number]

/** `Hunting` is a query file without a schedule: it is checked and run when somebody asks. */
export const kinds = ['Scheduled', 'NRT', 'Hunting'] as const
export type RuleKind = (typeof kinds)[number]

export type TriggerOperator = 'gt' | 'lt' | 'eq' | 'ne'
export type Grouping = 'SingleAlert' | 'AlertPerResult'

/** One entity of the alert: which columns name it. */
export interface EntityMapping {
  readonly entityType: string
  readonly fields: readonly { readonly identifier: string; readonly column: string }[]
}

/** What an alert says of itself in the place of the rule's name, description, severity and tactics. `{{Column}}` is the row's value. */
export interface AlertDetails {
  readonly displayName?: string | undefined
  readonly description?: string | undefined
  readonly severityColumn?: string | undefined
  readonly tacticsColumn?: string | undefined
}

export interface Rule {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly kind: RuleKind
  readonly severity: Severity
  readonly query: string
  /** How often it runs and how far each run looks back; undefined for hunting queries. NRT runs look at what came since the last one, and `periodMs` further back. */
  readonly timing: Timing | undefined
  readonly trigger: { readonly operator: TriggerOperator; readonly threshold: number }
  readonly tactics: readonly string[]
  /** ATT&CK technique ids. */
  readonly techniques: readonly string[]
  readonly tags: readonly string[]
  readonly tables: readonly string[]
  readonly entities: readonly EntityMapping[]
  /** What the detail is called → the column it is in. */
  readonly customDetails: Readonly<Record<string, string>>
  readonly details: AlertDetails
  readonly grouping: Grouping
  /** After an alert no run begins for so long; undefined where nothing is suppressed. */
  readonly suppressionMs: number | undefined
  /** False where alerts are kept without an incident. */
  readonly makesIncident: boolean
  readonly version: string | undefined
  /** As the file says; an administrator's word counts more. */
  readonly enabled: boolean
}

export interface Timing {
  readonly frequencyMs: number
  readonly periodMs: number
}

/** What is wrong with a file, and where: line and column from 1. */
export interface RuleProblem extends Diagnostic {
  /** `entityMappings[0].entityType`; empty where it is the file as a whole. */
  readonly field: string
}

/** A column that the rule reads from its query's result, and where the file says so. */
export interface WantedColumn {
  readonly column: string
  readonly field: string
  readonly start: number
  readonly length: number
}

export interface ReadRule {
  /** Undefined where something is wrong that is no mere warning. */
  readonly rule: Rule | undefined
  readonly problems: readonly RuleProblem[]
  readonly wanted: readonly WantedColumn[]
  /** Where the query stands, so that its mistakes can be shown in the file. */
  readonly queryAt: QueryPlace | undefined
}

export interface QueryPlace {
  /** Offset of the scalar. */
  readonly start: number
  /** From 1: the line of the file that holds the query's first line; undefined where lines of the two do not match (folded or quoted text). */
  readonly firstLine: number | undefined
  /** Characters before each line of the query. */
  readonly indent: number
}

/** Characters of a file; a longer one is refused. */
export const ruleTextMax = 256 * 1024

export const tacticNames = [
  'Reconnaissance',
  'ResourceDevelopment',
  'InitialAccess',
  'Execution',
  'Persistence',
  'PrivilegeEscalation',
  'DefenseEvasion',
  'CredentialAccess',
  'Discovery',
  'LateralMovement',
  'Collection',
  'CommandAndControl',
  'Exfiltration',
  'Impact',
  'PreAttack',
  'ImpairProcessControl',
  'InhibitResponseFunction',
] as const

/** The entities and what each may be known by. Source: https://learn.microsoft.com/azure/sentinel/entities-reference */
export const entityIdentifiers: Readonly<Record<string, readonly string[]>> = {
  Account: words(
    'Name FullName NTDomain DnsDomain UPNSuffix Sid AadTenantId AadUserId PUID IsDomainJoined DisplayName ObjectGuid CloudAppAccountId',
  ),
  Host: words('DnsDomain NTDomain HostName FullName NetBiosName AzureID OMSAgentID OSFamily OSVersion IsDomainJoined'),
  IP: words('Address AddressScope'),
  Malware: words('Name Category'),
  File: words('Directory Name'),
  Process: words('ProcessId CommandLine ElevationToken CreationTimeUtc'),
  CloudApplication: words('AppId Name InstanceName'),
  DNS: words('DomainName'),
  AzureResource: words('ResourceId'),
  FileHash: words('Algorithm Value'),
  RegistryKey: words('Hive Key'),
  RegistryValue: words('Name Value ValueType'),
  SecurityGroup: words('DistinguishedName SID ObjectGuid'),
  URL: words('Url'),
  Mailbox: words('MailboxPrimaryAddress DisplayName Upn AadId ExternalDirectoryObjectId RiskLevel'),
  MailCluster: words(
    'NetworkMessageIds CountByDeliveryStatus CountByThreatType CountByProtectionStatus Threats Query QueryTime MailCount IsVolumeAnomaly Source ClusterSourceIdentifier ClusterSourceType ClusterQueryStartTime ClusterQueryEndTime ClusterGroup',
  ),
  MailMessage: words(
    'Recipient Urls Threats Sender P1Sender P1SenderDisplayName P1SenderDomain SenderIP P2Sender P2SenderDisplayName P2SenderDomain ReceivedDate NetworkMessageId InternetMessageId Subject BodyFingerprintBin1 BodyFingerprintBin2 BodyFingerprintBin3 BodyFingerprintBin4 BodyFingerprintBin5 AntispamDirection DeliveryAction DeliveryLocation Language ThreatDetectionMethods',
  ),
  SubmissionMail: words('NetworkMessageId Timestamp Recipient Sender SenderIp Subject ReportType SubmissionId SubmissionDate Submitter'),
}

function words(text: string): readonly string[] {
  return text.split(' ')
}
