/** A query as the text of a scheduled rule, in the YAML that Microsoft Sentinel keeps its rules in. */
import type { HuntColumn } from '../../../../src/8-server/hunting/wire.ts'

export interface RuleParts {
  /** A UUID. */
  readonly id: string
  readonly name: string
  readonly query: string
  /** Of the query's result, where it was run. */
  readonly columns: readonly HuntColumn[]
}

/** Columns that name a thing, as Sentinel's entities (https://learn.microsoft.com/azure/sentinel/entities-reference). The first column there is taken. */
const entities: readonly { readonly type: string; readonly identifier: string; readonly columns: readonly string[] }[] = [
  {
    type: 'Account',
    identifier: 'FullName',
    columns: [
      'UserPrincipalName',
      'UserId',
      'AccountUPN',
      'AccountUpn',
      'TargetUserPrincipalName',
      'actor_alternateId_s',
      'TargetUsername',
      'Account',
      'UserName',
    ],
  },
  {
    type: 'IP',
    identifier: 'Address',
    columns: ['IPAddress', 'IpAddress', 'SrcIpAddr', 'ClientIP', 'ClientIPAddress', 'IPCustomEntity', 'client_ipAddress_s', 'RemoteIP'],
  },
  { type: 'Host', identifier: 'HostName', columns: ['DeviceName', 'Computer', 'HostName', 'DvcHostname'] },
  { type: 'CloudApplication', identifier: 'Name', columns: ['AppDisplayName', 'TargetAppName', 'Application'] },
  { type: 'URL', identifier: 'Url', columns: ['Url', 'URL', 'RemoteUrl'] },
  { type: 'FileHash', identifier: 'Value', columns: ['SHA256', 'SHA1', 'FileHash'] },
]
const entitiesMax = 5

export function ruleText({ id, name, query, columns }: RuleParts): string {
  return [
    `id: ${id}`,
    `name: ${scalar(name)}`,
    'description: |',
    `  ${name.replace(/\s+/g, ' ')}`,
    'severity: Medium',
    'status: Available',
    ...connectors,
    'queryFrequency: 1h',
    `queryPeriod: ${periodOf(query)}`,
    'triggerOperator: gt',
    'triggerThreshold: 0',
    'tactics:',
    ...tacticsOf(query).map((tactic) => `  - ${tactic}`),
    'relevantTechniques:',
    ...techniquesOf(query).map((technique) => `  - ${technique}`),
    'query: |',
    ...query
      .replace(/\r/g, '')
      .replace(/\t/g, '    ')
      .trimEnd()
      .split('\n')
      .map((line) => (line.trim() === '' ? '' : `  ${line}`)),
    ...mappings(columns),
    'version: 1.0.0',
    'kind: Scheduled',
    '',
  ].join('\n')
}

const connectors: readonly string[] = ['requiredDataConnectors: []']

function mappings(columns: readonly HuntColumn[]): string[] {
  const has = new Set(columns.map(({ name }) => name))
  const found = entities.flatMap(({ type, identifier, columns: names }) => {
    const column = names.find((one) => has.has(one))
    return column === undefined ? [] : [{ type, identifier, column }]
  })
  if (found.length === 0) return []
  const lines = found
    .slice(0, entitiesMax)
    .flatMap(({ type, identifier, column }) => [
      `  - entityType: ${type}`,
      '    fieldMappings:',
      `      - identifier: ${identifier}`,
      `        columnName: ${column}`,
    ])
  return ['entityMappings:', ...lines]
}

const units = { m: 60, h: 3600, d: 86_400 } as const
const periodMaxDays = 14

/** As far as the query itself looks back, at least the hour between two runs, and at most what Sentinel allows. */
export function periodOf(query: string): string {
  const spans = [...query.matchAll(/\bago\s*\(\s*(\d+)\s*([mhd])\w*\s*\)/g)]
  const [longest] = spans
    .map(([, number, unit]) => ({ number: Number(number), unit: unit as keyof typeof units }))
    .sort((one, other) => other.number * units[other.unit] - one.number * units[one.unit])
  if (longest === undefined || longest.number * units[longest.unit] <= units.h) return '1h'
  return longest.number * units[longest.unit] > periodMaxDays * units.d ? `${periodMaxDays}d` : `${longest.number}${longest.unit}`
}

/** MITRE ATT&CK T1621, Multi-Factor Authentication Request Generation, is what prompts and their refusals are about. */
const isAboutPrompts = (query: string): boolean => /\bmfa\b|500121|push|AuthenticationDetails|verify/i.test(query)

const tacticsOf = (query: string): readonly string[] => (isAboutPrompts(query) ? ['CredentialAccess'] : ['InitialAccess'])
const techniquesOf = (query: string): readonly string[] => (isAboutPrompts(query) ? ['T1621'] : ['T1078'])

/** Quoted where YAML would read something else. */
const scalar = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return /^[A-Za-z][\w ().,/-]*$/.test(line) && !/^(?:true|false|null|yes|no|on|off)$/i.test(line) ? line : JSON.stringify(line)
}
