/** Writes what happened as Duo logs it (Admin API v2): one authentication record a prompt when it is over, and telephony for calls and texts. */
import type { JsonObject } from '../0-event/json.ts'
import type { SimulatedRecord } from './scenario.ts'
import { type Change, numberOf } from './simulate-change.ts'
import { browserVersion, type Client } from './simulate-clients.ts'
import { duoWords } from './simulate-duo-change.ts'
import type { SignIn, SimulatedPrompt } from './simulate-happening.ts'
import { homeCities, type Place } from './simulate-places.ts'
import * as rates from './simulate-rates.ts'

/** Duo is only asked after the password was right; wrong ones and held sessions are not in its log. */
export function duoSignIn(one: SignIn): SimulatedRecord[] {
  return one.prompts.flatMap((prompt, nth) => {
    const txid = one.chance.fork('txid', nth).uuid()
    const records: SimulatedRecord[] = []
    if (prompt.factor === 'sms' || prompt.factor === 'call') records.push(telephony(one, prompt, nth, txid))
    // A passcode that is texted but never typed leaves only the text message.
    if (prompt.factor !== 'sms' || prompt.outcome !== 'unanswered') records.push(authentication(one, prompt, nth, txid))
    return records
  })
}

function authentication(one: SignIn, prompt: SimulatedPrompt, nth: number, txid: string): SimulatedRecord {
  const { duo } = one.person.accounts
  const record: JsonObject = {
    access_device: accessDevice(one),
    alias: '',
    application: { key: 'DISIMULATEDVPN000001', name: 'Simulated VPN' },
    auth_device: authDevice(one, prompt),
    email: duo?.email ?? '',
    event_type: 'authentication',
    factor: factorName[prompt.factor],
    ...stamps(prompt.ended),
    ood_software: '',
    reason: reasonOf(prompt),
    result: prompt.outcome === 'approved' ? 'success' : prompt.outcome === 'fraud' ? 'fraud' : 'denied',
    trusted_endpoint_status: overRadius(one.person) ? 'unknown' : one.client.managed ? 'trusted' : 'not trusted',
    txid,
    user: userOf(one),
  }
  return logged(one, 'duo-authentication', `authentication${nth}`, prompt.ended, record)
}

const factorName = {
  push: 'duo_push',
  otp: 'duo_mobile_passcode',
  sms: 'sms_passcode',
  call: 'phone_call',
  passkey: 'webauthn_credential',
} as const

function reasonOf({ outcome, factor }: SimulatedPrompt): string {
  switch (outcome) {
    case 'approved':
      return factor === 'push' || factor === 'call' ? 'user_approved' : 'valid_passcode'
    case 'denied':
    case 'wrong_number':
      return 'user_mistake'
    case 'unanswered':
    case 'duplicate':
      return factor === 'call' ? 'call_timed_out' : 'no_response'
    case 'wrong_code':
      return 'invalid_passcode'
    case 'fraud':
      return 'user_marked_fraud'
  }
}

/** The VPN asks Duo over RADIUS in some cities, which tells nothing but the address; in the others over a page in the browser. */
const overRadius = ({ home }: SignIn['person']): boolean => homeCities.indexOf(home) % 2 === 0

function accessDevice({ person, place, client, time }: SignIn): JsonObject {
  const page = !overRadius(person)
  const told = page && client.managed
  return {
    browser: page ? client.browser : null,
    browser_version: page ? `${browserVersion(client, time)}.0.0.0` : null,
    epkey: told ? `EP${client.deviceId.replaceAll('-', '').slice(0, 18).toUpperCase()}` : null,
    flash_version: null,
    hostname: told ? client.deviceName : null,
    ip: place.ip,
    is_encryption_enabled: told ? 'true' : 'unknown',
    is_firewall_enabled: told ? 'true' : 'unknown',
    is_password_set: told ? 'true' : 'unknown',
    java_version: null,
    location: location(place),
    os: page ? systemName(client) : null,
    os_version: page ? client.osVersion : null,
    security_agents: 'unknown',
  }
}

/** The phone tells where it is only when its owner answers. */
function authDevice({ person }: SignIn, prompt: SimulatedPrompt): JsonObject {
  const silent = prompt.outcome === 'unanswered' || prompt.factor !== 'push'
  return {
    ip: silent ? null : prompt.phone.ip,
    key: person.accounts.duo?.phoneKey ?? '',
    location: silent ? { city: null, country: null, state: null } : location(prompt.phone),
    name: person.phoneNumber,
  }
}

const location = ({ city }: Place): JsonObject => ({ city: city.name, country: city.countryName, state: city.region })
const systemName = ({ os }: Client): string => (os === 'Mac' ? 'Mac OS X' : os === 'Ios' ? 'iOS' : os)
const userOf = ({ person }: SignIn | Change): JsonObject => ({
  groups: ['Everybody'],
  key: person.accounts.duo?.key ?? '',
  name: person.accounts.duo?.name ?? '',
})
const stamps = (time: number): JsonObject => ({
  timestamp: Math.floor(time / 1000),
  isotimestamp: `${new Date(time).toISOString().slice(0, -1)}000+00:00`,
})

function telephony(one: SignIn, prompt: SimulatedPrompt, nth: number, txid: string): SimulatedRecord {
  const record: JsonObject = {
    context: 'authentication',
    credits: prompt.factor === 'call' ? 5 : 1,
    phone: one.person.phoneNumber,
    telephony_id: one.chance.fork('telephony', nth).uuid(),
    ts: `${new Date(prompt.sent).toISOString().slice(0, -1)}000+00:00`,
    txid,
    type: prompt.factor === 'call' ? 'phone' : 'sms',
  }
  return logged(one, 'duo-telephony', `telephony${nth}`, prompt.sent, record)
}

/** What people enrol by themselves is in the authentication log; what administrators do, in theirs, which says when to the second. */
export function duoChange(one: Change): SimulatedRecord[] {
  if (one.what === 'method-added') return [enrolled(one, one.number ?? numberOf(one.person))]
  const words = duoWords(one)
  if (words === undefined) return []
  const seconds = Math.floor(one.time / 1000)
  const record: JsonObject = {
    action: words.action,
    description: JSON.stringify(words.description),
    isotimestamp: `${new Date(seconds * 1000).toISOString().slice(0, 19)}+00:00`,
    object: words.object,
    timestamp: seconds,
    username: (one.by ?? one.person).displayName,
  }
  return [logged(one, 'duo-administrator', 'administrator', one.time, record)]
}

function enrolled(one: Change, number: string): SimulatedRecord {
  const { duo } = one.person.accounts
  const record: JsonObject = {
    access_device: { ip: one.place.ip, location: location(one.place) },
    alias: '',
    application: { key: 'DISIMULATEDVPN000001', name: 'Simulated VPN' },
    auth_device: { ip: null, key: duo?.phoneKey ?? '', location: { city: null, country: null, state: null }, name: number },
    email: duo?.email ?? '',
    event_type: 'enrollment',
    factor: 'not_available',
    ...stamps(one.time),
    reason: 'user_approved',
    result: 'success',
    txid: one.chance.fork('txid').uuid(),
    user: userOf(one),
  }
  return logged(one, 'duo-authentication', 'enrolment', one.time, record)
}

function logged(one: SignIn | Change, shape: string, name: string, time: number, record: JsonObject): SimulatedRecord {
  const delay = rates.duoDelayMs + one.chance.fork('delay', name).between(0, rates.duoFetchMs)
  return { source: 'duo', shape, time: Math.round(time + delay), record }
}
