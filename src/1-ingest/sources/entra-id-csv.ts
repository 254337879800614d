/** The CSV downloads of the Entra admin center and of Log Analytics, read into Graph's records and Log Analytics' rows. */
import type { Json, JsonObject } from '../../0-event/json.ts'
import type { Shape } from '../source.ts'
import { contentId, textOf } from './entra-id-values.ts'

type Cells = Readonly<Record<string, string>>
type Reader = (cells: Cells) => JsonObject
/** The cell under a column named in lower case; undefined where it is absent or empty. */
type Cell = (column: string) => string | undefined

/**
 * Reads a row by its header, whatever the order of its columns, their case, a byte order mark, or the doubled and trailing blanks that the
 * portal writes (`Application ID `, `Autonomous system  number`). Undefined for headers of other downloads.
 */
export function readEntraCsv(header: readonly string[]): Reader | undefined {
  const columns = new Map(header.map((name) => [plain(name), name]))
  const has = (...names: readonly string[]): boolean => names.every((name) => columns.has(name))
  const read = (make: (cell: Cell) => JsonObject): Reader => {
    return (cells) => make((column) => cellIn(cells, columns.get(column)))
  }
  if (has('request id', 'date (utc)', 'username')) return read((cell) => person(cell))
  if (has('request id', 'date (utc)', 'service principal id')) return read((cell) => program(cell, has('managed identity type')))
  if (has('request id', 'authentication method', 'succeeded')) return read(step)
  if (has('date (utc)', 'correlationid', 'activity', 'service')) return read((cell) => audit(cell))
  return isTable(has) ? (cells) => tableRow(header, cells) : undefined
}

const plain = (name: string): string => name.replace('\uFEFF', '').trim().replace(/\s+/g, ' ').toLowerCase()

/** Spreadsheets take a cell that begins with a sign for a formula; the portal writes an apostrophe before it. */
function cellIn(cells: Cells, column: string | undefined): string | undefined {
  if (column === undefined || !Object.hasOwn(cells, column)) return undefined
  const text = cells[column]?.trim() ?? ''
  if (text === '') return undefined
  return text.charAt(0) === "'" && '-+=@'.includes(text.charAt(1)) ? text.slice(1) : text
}

function person(cell: Cell): JsonObject {
  return trimmed({
    id: cell('request id'),
    createdDateTime: cell('date (utc)'),
    correlationId: cell('correlation id'),
    userId: cell('user id'),
    userDisplayName: cell('user'),
    userPrincipalName: cell('username'),
    userType: cell('user type')?.toLowerCase(),
    ...application(cell),
    userAgent: cell('user agent'),
    sessionId: cell('session id'),
    isInteractive: !isBackground(cell('incoming token type')),
    signInEventTypes: [isBackground(cell('incoming token type')) ? 'nonInteractiveUser' : 'interactiveUser'],
    clientAppUsed: cell('client app'),
    authenticationProtocol: cell('authentication protocol'),
    authenticationRequirement: requirement(cell('authentication requirement')),
    incomingTokenType: cell('incoming token type'),
    uniqueTokenIdentifier: cell('unique token identifier'),
    originalTransferMethod: cell('original transfer method'),
    clientCredentialType: cell('client credential type'),
    crossTenantAccessType: cell('cross tenant access type'),
    signInIdentifier: cell('sign-in identifier'),
    ipAddressFromResourceProvider: cell('ip address (seen by resource)'),
    isThroughGlobalSecureAccess: flag(cell('through global secure access')),
    globalSecureAccessIpAddress: cell('global secure access ip address'),
    flaggedForReview: flag(cell('flagged for review')),
    tokenIssuerType: cell('token issuer type'),
    tokenIssuerName: cell('token issuer name'),
    processingTimeInMilliseconds: cell('latency'),
    status: status(cell),
    mfaDetail: trimmed({
      authMethod: cell('multifactor authentication auth method'),
      authDetail: cell('multifactor authentication auth detail'),
    }),
    deviceDetail: trimmed({
      deviceId: cell('device id'),
      operatingSystem: cell('operating system'),
      browser: cell('browser'),
      isCompliant: flag(cell('compliant')),
      isManaged: flag(cell('managed')),
      trustType: cell('join type'),
    }),
    tokenProtectionStatusDetails: trimmed({
      signInSessionStatus: cell('token protection - sign in session'),
      signInSessionStatusCode: cell('token protection - sign in session statuscode'),
    }),
  })
}

const program = (cell: Cell, isManaged: boolean): JsonObject =>
  trimmed({
    id: cell('request id'),
    createdDateTime: cell('date (utc)'),
    correlationId: cell('correlation id'),
    servicePrincipalId: cell('service principal id'),
    servicePrincipalName: cell('service principal name') ?? cell('application'),
    servicePrincipalCredentialKeyId: cell('credential key id'),
    servicePrincipalCredentialThumbprint: cell('credential thumbprint'),
    signInEventTypes: [isManaged ? 'managedIdentity' : 'servicePrincipal'],
    ...application(cell),
    status: status(cell),
  })

/** What people's and programs' downloads share. */
const application = (cell: Cell) => ({
  appId: cell('application id'),
  appDisplayName: cell('application'),
  appOwnerTenantId: cell('app owner tenant id'),
  resourceDisplayName: cell('resource'),
  resourceId: cell('resource id'),
  resourceTenantId: cell('resource tenant id'),
  resourceOwnerTenantId: cell('resource owner tenant id'),
  homeTenantId: cell('home tenant id'),
  homeTenantName: cell('home tenant name'),
  ipAddress: cell('ip address'),
  autonomousSystemNumber: cell('autonomous system number'),
  location: place(cell('location')),
  conditionalAccessStatus: accessStatus(cell('conditional access')),
})

/** The background's download has the same header as the people's: only a refresh token shows it, and only where the row tells of one. */
const isBackground = (token: string | undefined): boolean => token?.toLowerCase().replaceAll(' ', '') === 'refreshtoken'

/** A success has no code, or the word `None`. A failure without one stays without. */
function status(cell: Cell): JsonObject {
  const code = Number(cell('sign-in error code') ?? Number.NaN)
  const isSuccess = cell('status')?.toLowerCase() === 'success'
  return trimmed({
    errorCode: Number.isSafeInteger(code) ? code : isSuccess ? 0 : undefined,
    failureReason: cell('failure reason'),
    additionalDetails: cell('multifactor authentication result'),
  })
}

function requirement(words: string | undefined): string | undefined {
  const lower = words?.toLowerCase() ?? ''
  if (lower.startsWith('multi')) return 'multiFactorAuthentication'
  return lower.startsWith('single') ? 'singleFactorAuthentication' : words
}

/** `Not Applied` → `notApplied`. */
function accessStatus(words: string | undefined): string | undefined {
  if (words === undefined) return undefined
  const joined = words.replaceAll(' ', '')
  return `${joined.charAt(0).toLowerCase()}${joined.slice(1)}`
}

/** `City, State, CC`, where a city may hold commas of its own. */
function place(words: string | undefined): JsonObject | undefined {
  const parts = words?.split(',').map((part) => part.trim()) ?? []
  const countryOrRegion = parts.pop()
  const state = parts.pop()
  return countryOrRegion === undefined ? undefined : trimmed({ city: parts.join(', ') || undefined, state, countryOrRegion })
}

function flag(word: string | undefined): boolean | undefined {
  const lower = word?.toLowerCase()
  if (lower === 'yes' || lower === 'true') return true
  return lower === 'no' || lower === 'false' ? false : undefined
}

const targetsMax = 3
const propertiesMax = 5
const detailsMax = 6
const upTo = (max: number): number[] => Array.from({ length: max }, (_, index) => index + 1)

/** The audit download spreads its lists over numbered columns, and leaves out the record's id. */
function audit(cell: Cell): JsonObject {
  const targets = upTo(targetsMax).flatMap((number) => target(cell, number))
  return trimmed({
    activityDateTime: cell('date (utc)'),
    activityDisplayName: cell('activity'),
    correlationId: cell('correlationid'),
    loggedByService: cell('service'),
    category: cell('category'),
    result: cell('result')?.toLowerCase(),
    resultReason: cell('resultreason'),
    initiatedBy: actor(cell),
    targetResources: targets,
    additionalDetails: [
      ...upTo(detailsMax).flatMap((number) => {
        const key = cell(`additionaldetail${number}key`)
        return key === undefined ? [] : [trimmed({ key, value: cell(`additionaldetail${number}value`) })]
      }),
      ...(cell('user agent') === undefined ? [] : [trimmed({ key: 'User-Agent', value: cell('user agent') })]),
    ],
  })
}

function target(cell: Cell, number: number): JsonObject[] {
  const at = (name: string): string | undefined => cell(`target${number}${name}`)
  const found = trimmed({
    id: at('objectid'),
    type: at('type'),
    displayName: at('displayname'),
    userPrincipalName: at('userprincipalname'),
  })
  if (Object.keys(found).length === 0) return []
  const modifiedProperties = upTo(propertiesMax).flatMap((property) => {
    const displayName = at(`modifiedproperty${property}name`)
    if (displayName === undefined) return []
    return [
      trimmed({ displayName, oldValue: at(`modifiedproperty${property}oldvalue`), newValue: at(`modifiedproperty${property}newvalue`) }),
    ]
  })
  return [{ ...found, modifiedProperties }]
}

function actor(cell: Cell): JsonObject {
  const servicePrincipalId = cell('actorserviceprincipalid')
  if (servicePrincipalId !== undefined || cell('actortype')?.toLowerCase() === 'application') {
    return { app: trimmed({ displayName: cell('actordisplayname') ?? cell('actorserviceprincipalname'), servicePrincipalId }) }
  }
  return {
    user: trimmed({
      id: cell('actorobjectid'),
      displayName: cell('actordisplayname'),
      userPrincipalName: cell('actoruserprincipalname'),
      ipAddress: cell('ipaddress'),
    }),
  }
}

const step = (cell: Cell): JsonObject =>
  trimmed({
    requestId: cell('request id'),
    authenticationStepDateTime: cell('date (utc)') ?? cell('date'),
    authenticationMethod: cell('authentication method'),
    authenticationMethodDetail: cell('authentication method detail'),
    succeeded: cell('succeeded'),
    authenticationStepResultDetail: cell('result detail'),
    authenticationStepRequirement: cell('requirement'),
  })

/** Rows of the `AuthDetails` download: steps of sign-ins without the person, so that nobody can be told what happened to whom. */
export const lonelySteps: Shape = {
  name: 'entra-portal-authentication-details',
  table: 'SigninLogs',
  recognise: (record) =>
    record['requestId'] !== undefined && record['authenticationMethod'] !== undefined && record['createdDateTime'] === undefined,
  events: (record) => ({
    refused: `This is one step of the sign-in ${textOf(record['requestId']) ?? ''}, without the person: the AuthDetails download names nobody. Download the sign-ins as JSON, which holds the steps and the person.`,
  }),
  row: (record) => ({ TimeGenerated: new Date(0).toISOString(), _ItemId: contentId(record), Type: 'SigninLogs' }),
}

/** Log Analytics' download: the table's own columns, times as `TimeGenerated [UTC]`. */
const isTable = (has: (...names: readonly string[]) => boolean): boolean =>
  (has('timegenerated') || has('timegenerated [utc]')) &&
  (has('resulttype', 'correlationid', 'appid') ||
    has('initiatedby', 'targetresources') ||
    has('riskeventtype', 'riskstate') ||
    has('risklastupdateddatetime'))

const tableRow = (header: readonly string[], cells: Cells): JsonObject =>
  trimmed(
    Object.fromEntries(
      header.map((name) => [
        name
          .replace('\uFEFF', '')
          .replace(/ \[UTC\]$/i, '')
          .trim(),
        cellIn(cells, name),
      ]),
    ),
  )

/** Without what is absent, so that a cell that is empty and a column that is not there are one. */
const trimmed = (record: Readonly<Record<string, Json | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
