/** A small organisation's week as rows: one attack by prompts, what it led to, and everyday life around it. Tables without rows of their own get made-up ones. */
import type { CatalogueTable, KqlType } from '../../src/index.ts'
import { testNow } from '../engine.ts'

type Row = Readonly<Record<string, unknown>>

const minute = 60_000
const ago = (minutes: number): Date => new Date(testNow - minutes * minute)
const domain = 'contoso.example'
const people = ['ada', 'ben', 'chen', 'dora'].map((name) => `${name}@${domain}`)
const [ada = '', ben = ''] = people
const attacker = '198.51.100.9'

/** The value at a place of a list that goes round. */
const at = <Value>(list: readonly Value[], i: number): Value | undefined => list[i % list.length]

const step = (method: string, succeeded: boolean, detail: string): Row => ({
  authenticationMethod: method,
  succeeded,
  authenticationStepResultDetail: detail,
})
const denied = JSON.stringify([
  step('Password', true, 'Correct password'),
  step('Mobile app notification', false, 'MFA denied; user declined the authentication'),
])
const approved = JSON.stringify([
  step('Password', true, 'Correct password'),
  step('Mobile app notification', true, 'MFA completed in Azure AD'),
])

const place = (country: string): Row => ({
  city: 'Town',
  countryOrRegion: country,
  geoCoordinates: country === 'DE' ? { latitude: 50.7, longitude: 7.1 } : { latitude: 40.7, longitude: -74 },
})

function signin(user: string, minutes: number, more: Row = {}): Row {
  const id = String(people.indexOf(user))
  return {
    TimeGenerated: ago(minutes),
    UserPrincipalName: user,
    UserId: `u${id}`,
    IPAddress: `203.0.113.${id}`,
    ResultType: '0',
    AppDisplayName: 'Office',
    AppId: 'app1',
    AuthenticationDetails: approved,
    Status: { errorCode: 0, failureReason: '', additionalDetails: 'MFA completed in Azure AD' },
    LocationDetails: place('DE'),
    DeviceDetail: { deviceId: `d${id}`, operatingSystem: 'Windows10', browser: 'Edge 120', isCompliant: true },
    ClientAppUsed: 'Browser',
    UserType: 'Member',
    ConditionalAccessPolicies: [{ displayName: 'Require MFA', result: 'success' }],
    RiskLevelDuringSignIn: 'none',
    CorrelationId: `c${minutes}`,
    ...more,
  }
}

const attack: readonly Row[] = [
  ...Array.from({ length: 8 }, (_, i) =>
    signin(ada, 600 - i * 4, {
      ResultType: '500121',
      IPAddress: i === 7 ? '198.51.100.10' : attacker,
      LocationDetails: place('US'),
      AuthenticationDetails: denied,
      Status: {
        errorCode: 500121,
        failureReason: 'Authentication failed during strong authentication request.',
        additionalDetails: 'MFA denied; user declined the authentication',
      },
      ConditionalAccessPolicies: [{ displayName: 'Require MFA', result: 'failure' }],
    }),
  ),
  signin(ada, 565, {
    IPAddress: attacker,
    LocationDetails: place('US'),
    RiskLevelDuringSignIn: 'high',
    RiskEventTypes_V2: '["unfamiliarFeatures"]',
    RiskState: 'atRisk',
  }),
]

const signins: readonly Row[] = [
  ...people.flatMap((user, i) => Array.from({ length: 4 }, (_, day) => signin(user, day * 1440 + 700 + i * 13))),
  ...people.map((user, i) =>
    signin(user, 300 + i, {
      ResultType: '50126',
      IPAddress: '192.0.2.66',
      AuthenticationDetails: '[]',
      Status: { errorCode: 50126, failureReason: 'Invalid username or password.' },
    }),
  ),
  signin(ben, 4000, { ClientAppUsed: 'IMAP4', UserAgent: 'old mail' }),
  signin(ben, 900, { AuthenticationProtocol: 'deviceCode' }),
  signin(`guest_other.example#EXT#@${domain}`, 1000, { UserType: 'Guest', ResultType: '50053' }),
  ...attack,
]

const target = (more: Row): Row => ({
  id: 't1',
  type: 'User',
  displayName: 'Target',
  userPrincipalName: ben,
  modifiedProperties: [],
  ...more,
})
const changed = (displayName: string, oldValue: string | null, newValue: string): Row => ({ displayName, oldValue, newValue })

function audit(operation: string, minutes: number, targets: readonly Row[], more: Row = {}): Row {
  return {
    TimeGenerated: ago(minutes),
    OperationName: operation,
    ActivityDisplayName: operation,
    Result: 'success',
    Category: 'UserManagement',
    Id: `a${minutes}`,
    CorrelationId: `c${minutes}`,
    InitiatedBy: { user: { userPrincipalName: ada, ipAddress: attacker, id: 'u0' } },
    TargetResources: targets,
    AdditionalDetails: [{ key: 'User-Agent', value: 'curl' }],
    LoggedByService: 'Core Directory',
    ...more,
  }
}

const audits: readonly Row[] = [
  audit('Add member to role', 550, [target({ modifiedProperties: [changed('Role.DisplayName', null, '"Global Administrator"')] })], {
    Category: 'RoleManagement',
  }),
  audit('User registered security info', 560, [target({ userPrincipalName: ada })], {
    LoggedByService: 'Authentication Methods',
    ResultReason: 'User registered Authenticator App',
  }),
  audit('Consent to application', 540, [
    target({
      type: 'ServicePrincipal',
      displayName: 'Mail helper',
      modifiedProperties: [
        changed('ConsentContext.IsAdminConsent', '""', '"True"'),
        changed('ConsentAction.Permissions', '""', '"[] => [[Id: x, Scope: Mail.Read offline_access]]"'),
      ],
    }),
  ]),
  audit('Update application – Certificates and secrets management', 530, [
    target({
      type: 'Application',
      modifiedProperties: [changed('KeyDescription', '[]', '["[KeyIdentifier=k1,KeyType=Password,KeyUsage=Verify,DisplayName=spare]"]')],
    }),
  ]),
  audit('Update conditional access policy', 520, [
    target({
      type: 'Policy',
      displayName: 'Require MFA',
      modifiedProperties: [changed('ConditionalAccessPolicy', '{"state":"enabled"}', '{"state":"disabled"}')],
    }),
  ]),
  audit('Add member to role completed (PIM activation)', 510, [target({ displayName: 'User Administrator' })], {
    InitiatedBy: { user: { userPrincipalName: ben } },
    ResultReason: 'cleaning up',
  }),
  ...[500, 499, 498].map((minutes) => audit('Delete user', minutes, [target({})], { InitiatedBy: { app: { displayName: 'Sync' } } })),
]

const entities = (user: string): string =>
  JSON.stringify([
    { Name: user.split('@')[0], UPNSuffix: domain, AadUserId: `u${people.indexOf(user)}`, Type: 'account' },
    { Address: attacker, Type: 'ip', Location: { CountryCode: 'US' } },
  ])

const alerts: readonly Row[] = people.map((user, i) => ({
  TimeGenerated: ago(400 + i),
  SystemAlertId: `s${i}`,
  AlertName: at(['Unfamiliar sign-in', 'Password spray'], i),
  AlertSeverity: at(['High', 'Low'], i),
  ProductName: at(['Identity', 'Mail'], i),
  Entities: entities(user),
  ExtendedProperties: JSON.stringify({ 'User Name': user, userAgent: 'curl', n: i }),
  Tactics: 'CredentialAccess, InitialAccess',
}))

const rule = JSON.stringify([
  { Name: 'ForwardTo', Value: 'away@elsewhere.example' },
  { Name: 'DeleteMessage', Value: 'True' },
])
const office: readonly Row[] = [
  {
    TimeGenerated: ago(535),
    Operation: 'New-InboxRule',
    UserId: ada,
    ClientIP: `${attacker}:4711`,
    Parameters: rule,
    OfficeObjectId: 'x/Inbox/rule',
    OfficeWorkload: 'Exchange',
  },
  ...Array.from({ length: 9 }, (_, i) => ({
    TimeGenerated: ago(520 - i),
    Operation: 'FileDownloaded',
    UserId: ada,
    ClientIP: attacker,
    OfficeObjectId: `https://contoso.example/sites/hr/file${i}.docx`,
    Site_Url: 'https://contoso.example/sites/hr',
  })),
]

const own: Readonly<Record<string, readonly Row[]>> = {
  SigninLogs: signins,
  AuditLogs: audits,
  SecurityAlert: alerts,
  OfficeActivity: office,
}

/** A value for a column of a table that has no rows of its own. */
function invented(name: string, type: KqlType, i: number): unknown {
  switch (type) {
    case 'datetime':
      return ago(60 + i * 300)
    case 'timespan':
      return i * 600_000_000
    case 'int':
      return name === 'EventID' ? at([4624, 4625, 4720], i) : i
    case 'long':
      return i * 7
    case 'real':
    case 'decimal':
      return i * 1.5
    case 'bool':
      return i % 2 === 0
    case 'guid':
      return `00000000-0000-0000-0000-00000000000${i % 10}`
    case 'dynamic':
      return at(
        [
          {
            Operation: 'Set',
            ClientIP: attacker,
            Parameters: [{ Name: 'Identity', Value: 'x' }],
            BlastRadius: 'High',
            FirstTimeUserConnectedFromCountry: 'True',
          },
        ],
        i,
      )
    case 'string':
      return inventedText(name, i)
  }
}

function inventedText(name: string, i: number): string {
  if (/upn|user|account|caller|identity|actor/i.test(name)) return at(people, i) ?? ''
  if (/ip(addr(ess)?)?(_s)?$/i.test(name)) return at([attacker, '203.0.113.1', '10.1.2.3'], i) ?? ''
  if (/url|uri/i.test(name)) return `https://login.${domain}:8443/a/b?q=${i}`
  if (/message|description/i.test(name))
    return `user=${at(people, i) ?? ''} ip=203.0.113.${i} failed password for root from ${attacker} port 22 ssh2; code=${i};`
  if (/data|properties|fields|elements/i.test(name))
    return `<EventData><Data Name="TargetUserName">${at(people, i) ?? ''}</Data><Data Name="IpAddress">${attacker}</Data></EventData>`
  if (/commandline/i.test(name)) return 'powershell.exe -enc SQBFAFgA'
  if (name === 'EventName') return 'ConsoleLogin'
  if (name === 'eventType_s') return 'user.mfa.okta_verify.deny_push'
  if (name === 'ActionType') return 'New-InboxRule'
  return `${name} ${i % 3}`
}

const quote = (value: string): string => `'${value.replaceAll("'", "''")}'`

function written(value: unknown, type: KqlType): string {
  if (value === undefined || value === null) return 'NULL'
  if (value instanceof Date) return `TIMESTAMP '${value.toISOString().slice(0, -1).replace('T', ' ')}'`
  if (typeof value === 'string' && type !== 'dynamic') return quote(value)
  return type === 'dynamic' || typeof value === 'object' ? quote(JSON.stringify(value)) : String(value)
}

const sqlTypes: Readonly<Record<KqlType, string>> = {
  bool: 'BOOLEAN',
  int: 'INTEGER',
  long: 'BIGINT',
  real: 'DOUBLE',
  decimal: 'DECIMAL(38,17)',
  string: 'VARCHAR',
  datetime: 'TIMESTAMP',
  timespan: 'BIGINT',
  guid: 'VARCHAR',
  dynamic: 'VARCHAR',
}

/** The table's rows as an SQL table expression. */
export function rowsOf({ name, columns }: CatalogueTable): string {
  const rows =
    own[name] ??
    Array.from({ length: 12 }, (_, i) => Object.fromEntries(columns.map((column) => [column.name, invented(column.name, column.type, i)])))
  const values = rows.map(
    (row) =>
      `(${columns.map((column) => `CAST(${written(column.name === 'Type' ? name : row[column.name], column.type)} AS ${sqlTypes[column.type]})`).join(', ')})`,
  )
  return `(VALUES ${values.join(', ')}) AS "${name}"(${columns.map((column) => `"${column.name}"`).join(', ')})`
}
