/** One event of Okta's System Log with the fields that a real one has. */
import type { JsonObject } from '../0-event/json.ts'
import { dayMs } from '../0-event/time.ts'
import type { Change } from './simulate-change.ts'
import { type Client, userAgent } from './simulate-clients.ts'
import type { AppName, SignIn } from './simulate-happening.ts'
import type { Place } from './simulate-places.ts'

export interface Told {
  readonly eventType: string
  readonly displayMessage: string
  readonly result: string
  readonly reason: string | null
  readonly debug?: JsonObject
  /** Which targets it names: the phone, the app, the policy, the person themselves. */
  readonly enrolment?: boolean
  readonly app?: boolean
  readonly policy?: boolean
  readonly subject?: boolean
  /** Further targets. */
  readonly targets?: readonly JsonObject[]
}

/** Okta notices a device as new until it was seen for a while. */
const newDeviceMs = 2 * dayMs

export function logEvent(one: SignIn | Change, time: number, name: string, told: Told): JsonObject {
  const chance = one.chance.fork('record', name)
  const transaction = chance.letters(27)
  const session = sessionOf(one)
  return {
    actor: actorOf(one),
    authenticationContext: {
      authenticationProvider: told.debug === undefined ? null : 'FACTOR_PROVIDER',
      authenticationStep: 0,
      credentialProvider: told.debug === undefined ? null : 'OKTA_CREDENTIAL_PROVIDER',
      credentialType: null,
      // One sign-in keeps its session over its requests; each request is a transaction of its own.
      externalSessionId: session,
      rootSessionId: session,
      interface: null,
      issuer: null,
    },
    client: clientOf(one, time),
    debugContext: { debugData: debugOf(one, time, transaction, told) },
    device: null,
    displayMessage: told.displayMessage,
    eventType: told.eventType,
    legacyEventType: null,
    outcome: { reason: told.reason, result: told.result },
    published: new Date(time).toISOString(),
    request: {
      ipChain: [
        { geographicalContext: geography(one.place), ip: one.place.ip, source: null, version: one.place.ip.includes(':') ? 'V6' : 'V4' },
      ],
    },
    securityContext: {
      asNumber: one.place.asn,
      asOrg: one.place.isp.toLowerCase(),
      domain: '.',
      isProxy: one.place.kind === 'tor' || one.place.kind === 'vpn',
      isp: one.place.isp.toLowerCase(),
    },
    severity: told.result === 'FAILURE' ? 'WARN' : 'INFO',
    target: targetsOf(one, told),
    transaction: { detail: {}, id: transaction, type: 'WEB' },
    uuid: chance.uuid(),
    version: '0',
  }
}

const sessionOf = (one: SignIn | Change): string =>
  one.kind === 'sign-in' && one.session !== undefined
    ? `102${one.session.replaceAll('-', '').slice(0, 22)}`
    : `102${one.chance.fork('session').letters(22)}`

function actorOf(one: SignIn | Change): JsonObject {
  const who = one.kind === 'change' ? (one.by ?? one.person) : one.person
  if (one.kind === 'sign-in' && one.password === 'unknown-name') return user('unknown', one.typed ?? 'unknown', 'unknown')
  // An administrator may have no Okta account of their own in the simulation; Okta then names the system.
  return user(who.accounts.okta?.uid ?? 'system', who.accounts.okta?.login ?? 'system@okta.com', who.displayName)
}

const user = (id: string, alternateId: string, displayName: string): JsonObject => ({
  alternateId,
  detailEntry: null,
  displayName,
  id,
  type: 'User',
})

function clientOf({ place, client }: SignIn | Change, time: number): JsonObject {
  return {
    device: client.os === 'Ios' || client.os === 'Android' ? 'Mobile' : 'Computer',
    geographicalContext: geography(place),
    id: null,
    ipAddress: place.ip,
    userAgent: { browser: browserWord(client), os: systemWord(client), rawUserAgent: userAgent(client, time) },
    zone: place.kind === 'office' ? 'Offices' : 'null',
  }
}

const geography = ({ city }: Place): JsonObject => ({
  city: city.name,
  country: city.countryName,
  geolocation: { lat: city.latitude, lon: city.longitude },
  postalCode: null,
  state: city.region,
})

const browserWord = ({ browser, agent }: Client): string =>
  agent !== undefined ? 'UNKNOWN' : browser.endsWith('Safari') ? 'SAFARI' : browser === 'Chrome Mobile' ? 'CHROME' : browser.toUpperCase()

function systemWord({ os, osVersion, agent }: Client): string {
  if (agent !== undefined) return 'Unknown'
  switch (os) {
    case 'Windows':
      return `Windows ${osVersion}`
    case 'Mac':
      return 'Mac OS X'
    case 'Ios':
      return 'iOS'
    case 'Android':
    case 'Linux':
      return os
  }
}

function debugOf(one: SignIn | Change, time: number, transaction: string, told: Told): JsonObject {
  return {
    requestId: transaction,
    requestUri: one.person.accounts.okta?.engine === 'classic' ? '/api/v1/authn' : '/idp/idx/challenge/answer',
    threatSuspected: 'false',
    dtHash: one.client.token,
    deviceFingerprint: one.client.token.slice(0, 32),
    authnRequestId: one.chance.fork('request').letters(22),
    behaviors: behaviours(one, time),
    risk: '{level=LOW}',
    ...told.debug,
  }
}

/** Okta compares with the person's last sign-ins: away from home and office is a new place, a young device a new device. */
function behaviours(one: SignIn | Change, time: number): string {
  const { place, client } = one
  const person = one.kind === 'change' ? (one.by ?? one.person) : one.person
  const word = (strange: boolean): string => (strange ? 'POSITIVE' : 'NEGATIVE')
  const ours = place.kind === 'home' || place.kind === 'office' || place.kind === 'gateway' || place.kind === 'mobile'
  const city = word(place.city.name !== person.home.name)
  const country = word(place.city.country !== person.home.country)
  return `{New Geo-Location=${city}, New Device=${word(time - client.since < newDeviceMs)}, New IP=${word(!ours)}, New State=${city}, New Country=${country}, Velocity=NEGATIVE, New City=${city}}`
}

const appNames: Readonly<Record<AppName, string>> = {
  office: 'Microsoft Office 365',
  'office-app': 'Microsoft Office 365',
  broker: 'Microsoft Office 365',
  'azure-cli': 'Azure Portal',
  powershell: 'Azure Portal',
  payroll: 'Payroll',
  teams: 'Microsoft Teams',
  mail: 'Mail',
  'azure-portal': 'Azure Portal',
  vpn: 'Simulated VPN (RADIUS)',
  'okta-dashboard': 'Okta Dashboard',
  crm: 'Customers',
}

function targetsOf(one: SignIn | Change, told: Told): readonly JsonObject[] | null {
  const account = one.person.accounts.okta
  const targets: JsonObject[] = []
  if (told.subject === true || told.enrolment === true)
    targets.push(user(account?.uid ?? 'unknown', account?.login ?? one.person.email, one.person.displayName))
  if (told.enrolment === true) targets.push(other(account?.verifyId ?? 'unknown', 'AuthenticatorEnrollment', 'Okta Verify'))
  targets.push(...(told.targets ?? []))
  if (told.app === true && one.kind === 'sign-in') targets.push(other(`0oa${one.app}`, 'AppInstance', appNames[one.app]))
  if (told.policy === true)
    targets.push({ ...other('00psimulatedpolicy00', 'PolicyEntity', 'Default Policy'), detailEntry: { policyType: 'OktaSignOn' } })
  return targets.length === 0 ? null : targets
}

export const other = (id: string, type: string, displayName: string): JsonObject => ({
  alternateId: 'unknown',
  detailEntry: null,
  displayName,
  id,
  type,
})
