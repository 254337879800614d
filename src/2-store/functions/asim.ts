/** ASIM's names: the filtering functions over our authentication sources, and the other schemas, of which we hold no rows, with their columns. */
import type { KqlType, SavedFunction } from '@tocsin/kql'
import { knownTables } from '../known-tables.ts'

/** Parameters by name and type, as ASIM documents them for each schema: https://learn.microsoft.com/azure/sentinel/normalization-about-schemas */
type Parameters = readonly (readonly [name: string, type: 'datetime' | 'dynamic' | 'string' | 'int' | 'bool'])[]

const presets = { datetime: 'datetime(null)', dynamic: 'dynamic([])', string: "'*'", int: 'int(null)', bool: 'false' } as const

const declared = (parameters: Parameters): string => `(${parameters.map(([name, type]) => `${name}:${type}=${presets[type]}`).join(', ')})`

/** Words such as `srcipaddr_has_any_prefix:dynamic`. */
const read = (words: string): Parameters =>
  words.split(/\s+/).map((word) => {
    const [name = '', type = 'dynamic'] = word.split(':')
    return [name, type as keyof typeof presets] as const
  })

const times = 'starttime:datetime endtime:datetime'

const authentication = read(
  `${times} username_has_any targetappname_has_any srcipaddr_has_any_prefix srchostname_has_any eventtype_in eventresultdetails_in
   eventresult:string targetusername_has:string disabled:bool pack:bool`,
)

const isUnset = (list: string): string => `array_length(${list}) == 0`

const filters = `
| where not(disabled)
| where (isnull(starttime) or TimeGenerated >= starttime) and (isnull(endtime) or TimeGenerated <= endtime)
| where ${isUnset('username_has_any')} or TargetUsername has_any (username_has_any) or ActorUsername has_any (username_has_any)
| where ${isUnset('targetappname_has_any')} or TargetAppName has_any (targetappname_has_any)
| where ${isUnset('srcipaddr_has_any_prefix')} or has_any_ipv4_prefix(SrcIpAddr, srcipaddr_has_any_prefix)
| where ${isUnset('srchostname_has_any')} or SrcHostname has_any (srchostname_has_any)
| where ${isUnset('eventtype_in')} or EventType in~ (eventtype_in)
| where ${isUnset('eventresultdetails_in')} or EventResultDetails in~ (eventresultdetails_in)
| where eventresult == '*' or EventResult =~ eventresult
| where targetusername_has in ('*', '') or TargetUsername has targetusername_has`

/** All columns of the schema come first, so that every filter has its column whatever the source gives. */
const filtering = (name: string, source: string, description: string): SavedFunction => ({
  name,
  parameters: declared(authentication),
  body: `{ union vimAuthenticationEmpty, ${source}${filters} }`,
  description,
})

const sources = [
  'SigninLogs',
  'AADNonInteractiveUserSignInLogs',
  'AADServicePrincipalSignInLogs',
  'AADManagedIdentitySignInLogs',
  'OktaV2',
  'CiscoDuo',
]

const plain = (name: string, body: string, description: string): SavedFunction => ({
  name,
  parameters: '()',
  body: `{ ${body} }`,
  description,
})

const everySignIn = 'Sign-ins of every provider, filtered, in the authentication schema of ASIM.'

const authenticationFunctions: readonly SavedFunction[] = [
  filtering('imAuthentication', 'ASimAuthentication', everySignIn),
  filtering('_Im_Authentication', 'ASimAuthentication', everySignIn),
  plain('_ASim_Authentication', 'ASimAuthentication', 'Sign-ins of every provider, in the authentication schema of ASIM.'),
  ...sources.flatMap((source) => [
    filtering(`vimAuthentication${source}`, `ASimAuthentication${source}`, `Sign-ins that ${source} tells of, filtered.`),
    filtering(`_Im_Authentication_${source}`, `ASimAuthentication${source}`, `Sign-ins that ${source} tells of, filtered.`),
  ]),
  plain('_ASIM_AADSTSErrorCodes', 'ASIM_AADSTSErrorCodes', 'Result codes of Entra ID and what ASIM calls them.'),
]

interface Schema {
  /** As in `_Im_Dns`, without the prefix; several where a schema has parsers for some of its events. */
  readonly names: readonly string[]
  /** The table that has the schema's columns. */
  readonly table: string
  readonly parameters: Parameters
}

const schemas: readonly Schema[] = [
  {
    names: ['AuditEvent'],
    table: 'ASimAuditEventLogs',
    parameters: read(
      `${times} srcipaddr_has_any_prefix actorusername_has_any operation_has_any eventtype_in eventresult:string object_has_any newvalue_has_any disabled:bool pack:bool`,
    ),
  },
  {
    names: ['DhcpEvent'],
    table: 'ASimDhcpEventLogs',
    parameters: read(
      `${times} srcipaddr_has_any_prefix srchostname_has_any srcusername_has_any eventresult:string disabled:bool pack:bool`,
    ),
  },
  {
    names: ['Dns'],
    table: 'ASimDnsActivityLogs',
    parameters: read(
      `${times} srcipaddr:string domain_has_any responsecodename:string response_has_ipv4:string response_has_any_prefix eventtype:string disabled:bool pack:bool`,
    ),
  },
  {
    names: ['FileEvent'],
    table: 'ASimFileEventLogs',
    parameters: read(
      `${times} eventtype_in srcipaddr_has_any_prefix actorusername_has_any targetfilepath_has_any srcfilepath_has_any hashes_has_any dvchostname_has_any disabled:bool pack:bool`,
    ),
  },
  {
    names: ['NetworkSession'],
    table: 'ASimNetworkSessionLogs',
    parameters: read(
      `${times} srcipaddr_has_any_prefix dstipaddr_has_any_prefix ipaddr_has_any_prefix dstportnumber:int hostname_has_any dvcaction eventresult:string disabled:bool pack:bool`,
    ),
  },
  {
    names: ['ProcessEvent', 'ProcessCreate', 'ProcessTerminate', 'Process'],
    table: 'ASimProcessEventLogs',
    parameters: read(
      `${times} commandline_has_any commandline_has_all commandline_has_any_ip_prefix actingprocess_has_any targetprocess_has_any parentprocess_has_any targetusername_has:string actorusername_has:string dvcipaddr_has_any_prefix dvchostname_has_any eventtype:string hashes_has_any disabled:bool pack:bool`,
    ),
  },
  {
    names: ['RegistryEvent', 'Registry'],
    table: 'ASimRegistryEventLogs',
    parameters: read(
      `${times} eventtype_in actorusername_has_any registrykey_has_any registryvalue_has_any registryvaluedata_has_any dvchostname_has_any disabled:bool pack:bool`,
    ),
  },
  {
    names: ['UserManagement'],
    table: 'ASimUserManagementActivityLogs',
    parameters: read(`${times} srcipaddr_has_any_prefix targetusername_has_any actorusername_has_any eventtype_in disabled:bool pack:bool`),
  },
  {
    names: ['WebSession'],
    table: 'ASimWebSessionLogs',
    parameters: read(
      `${times} srcipaddr_has_any_prefix ipaddr_has_any_prefix url_has_any httpuseragent_has_any eventresultdetails_in eventresult:string eventresultdetails_has_any disabled:bool pack:bool`,
    ),
  },
]

/** Aliases that ASIM's schemas have beside their columns: https://learn.microsoft.com/azure/sentinel/normalization-about-schemas#aliases */
const aliases =
  'Application CommandLine Domain DomainCategory Dst Dvc FileName FilePath Hash Hostname IpAddr Operation Process Query QueryTypeName ResponseCodeName Rule SessionId Src Url User UserAgent Value'

const nothing: Readonly<Record<KqlType, string>> = {
  string: "''",
  dynamic: 'dynamic(null)',
  datetime: 'datetime(null)',
  timespan: 'timespan(null)',
  bool: 'bool(null)',
  int: 'int(null)',
  long: 'long(null)',
  real: 'real(null)',
  decimal: 'decimal(null)',
  guid: 'guid(null)',
}

/** The table with what parsers add to its columns. */
function withAliases(table: string, names: readonly string[]): string {
  const own = new Set(
    knownTables()
      .find(({ name }) => name === table)
      ?.columns.map(({ name }) => name),
  )
  const more = new Map<string, KqlType>(aliases.split(' ').map((name) => [name, 'string']))
  for (const { name, columns } of knownTables()) {
    if (names.includes(name.replace(/^im/, ''))) for (const column of columns) more.set(column.name, column.type)
  }
  const added = [...more].filter(([name]) => !own.has(name)).map(([name, type]) => `${name} = ${nothing[type]}`)
  return added.length === 0 ? table : `${table} | extend ${added.join(', ')}`
}

/** A table of the same name goes before the function. */
const isTable: ReadonlySet<string> = new Set(['ASimDns'])

const noRows = 'A schema of ASIM of which this store holds no rows: its columns, and nothing in them.'

/** We keep no rows of these: whatever is filtered for, the answer is empty, with the schema's columns. */
const emptyFunctions: readonly SavedFunction[] = schemas.flatMap(({ names, table: stored, parameters }) => {
  const table = withAliases(stored, names)
  return names.flatMap((name) => [
    ...['_Im_', 'im'].map((prefix) => ({
      name: prefix + name,
      parameters: declared(parameters),
      body: `{ ${table} }`,
      description: noRows,
    })),
    ...['_ASim_', 'ASim']
      .map((prefix) => prefix + name)
      .filter((one) => !isTable.has(one))
      .map((one) => plain(one, table, noRows)),
    plain(`vim${name}Empty`, table, noRows),
  ])
})

export const asimFunctions: readonly SavedFunction[] = [...authenticationFunctions, ...emptyFunctions]
