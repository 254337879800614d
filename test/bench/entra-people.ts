/** The people of the benchmarks and what happens to them: a town that signs in to Entra ID all day. */
import { createHash } from 'node:crypto'

interface Person {
  readonly id: string
  readonly name: string
  readonly mail: string
  readonly country: string
  readonly city: string
  readonly latitude: number
  readonly longitude: number
  readonly asn: number
  readonly ips: readonly string[]
  readonly deviceId: string
  readonly os: string
  readonly browser: string
  readonly agent: string
  readonly policies: readonly number[]
}

export interface SignIn {
  readonly person: Person
  readonly time: number
  readonly ticks: string
  readonly id: string
  readonly correlation: string
  readonly session: string
  readonly token: string
  readonly ip: string
  readonly app: App
  readonly resource: App
  readonly outcome: Outcome
  readonly processing: number
}

interface App {
  readonly id: string
  readonly name: string
}

interface Outcome {
  readonly code: number
  readonly weight: number
  readonly reason: string
  readonly detail: string
  readonly mfa: boolean
  readonly steps: readonly { readonly method: string; readonly detail: string; readonly succeeded: boolean; readonly result: string }[]
}

/** Mulberry32: small, and the same on every machine. Numbers from 0 up to 1. */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const tenant = '5d3c1f0e-8a47-4b0e-9c52-70e1a6b4d911'
export const workspace = '0b9a7f3e-2c1d-4e5f-8a6b-9c0d1e2f3a4b'
const domain = 'contoso.example'

export const places = [
  { country: 'NL', city: 'Amsterdam', state: 'Noord-Holland', latitude: 52.35, longitude: 4.9, asns: [1136, 33915, 50266], first: 77 },
  { country: 'DE', city: 'Berlin', state: 'Berlin', latitude: 52.52, longitude: 13.4, asns: [3320, 3209, 6805], first: 84 },
  { country: 'US', city: 'Chicago', state: 'Illinois', latitude: 41.88, longitude: -87.63, asns: [7922, 7018, 21928], first: 24 },
  { country: 'GB', city: 'Leeds', state: 'West Yorkshire', latitude: 53.8, longitude: -1.55, asns: [2856, 5089, 5607], first: 81 },
  { country: 'IN', city: 'Pune', state: 'Maharashtra', latitude: 18.52, longitude: 73.86, asns: [55836, 24560, 9829], first: 49 },
  { country: 'BR', city: 'Curitiba', state: 'Parana', latitude: -25.43, longitude: -49.27, asns: [28573, 18881, 26599], first: 177 },
]
const systems = [
  {
    os: 'Windows10',
    browser: 'Edge 141.0.0',
    agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
  },
  {
    os: 'Windows10',
    browser: 'Chrome 141.0.0',
    agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  },
  {
    os: 'MacOs',
    browser: 'Safari 19.0',
    agent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15',
  },
  {
    os: 'Ios 19.1',
    browser: 'Mobile Safari',
    agent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  },
  {
    os: 'Android',
    browser: 'Chrome Mobile 141.0.0',
    agent: 'Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
  },
]
const apps: readonly App[] = [
  { id: '00000002-0000-0ff1-ce00-000000000000', name: 'Office 365 Exchange Online' },
  { id: '4765445b-32c6-49b0-83e6-1d93765276ca', name: 'OfficeHome' },
  { id: '1fec8e78-bce4-4aaf-ab1b-5451cc387264', name: 'Microsoft Teams' },
  { id: '00000003-0000-0ff1-ce00-000000000000', name: 'Office 365 SharePoint Online' },
  { id: 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c', name: 'Azure Portal' },
  { id: '6e3f2b1a-90c4-4d57-8f6e-2a1b0c9d8e7f', name: 'Contoso VPN' },
]
const resources: readonly App[] = [
  { id: '00000003-0000-0000-c000-000000000000', name: 'Microsoft Graph' },
  { id: '00000002-0000-0ff1-ce00-000000000000', name: 'Office 365 Exchange Online' },
  { id: '797f4846-ba00-4fd7-ba43-dac1f8f63013', name: 'Windows Azure Service Management API' },
]
export const policyNames = [
  'Require MFA for all users',
  'Block legacy authentication',
  'Require compliant device for administrators',
  'Block sign-ins from countries we do not work in',
  'Sign-in frequency: 12 hours for the portal',
  'Require MFA at medium sign-in risk',
  'Terms of use for guests',
]

const passwordRight = { method: 'Password', detail: 'Password in the cloud', succeeded: true, result: 'Correct password' }
const claim = { method: 'Previously satisfied', detail: '', succeeded: true, result: 'MFA requirement satisfied by claim in the token' }
const push = (succeeded: boolean, result: string) => ({
  method: 'Mobile app notification',
  detail: 'Microsoft Authenticator',
  succeeded,
  result,
})

const outcomes: readonly Outcome[] = [
  { code: 0, weight: 55, reason: 'Other.', detail: 'MFA requirement satisfied by claim in the token', mfa: true, steps: [claim] },
  {
    code: 0,
    weight: 25,
    reason: 'Other.',
    detail: 'MFA completed in Azure AD',
    mfa: true,
    steps: [passwordRight, push(true, 'MFA successfully completed')],
  },
  {
    code: 50140,
    weight: 6,
    reason: "This occurred due to 'Keep me signed in' interrupt when the user was signing in.",
    detail: '',
    mfa: false,
    steps: [passwordRight],
  },
  {
    code: 50126,
    weight: 6,
    reason: 'Error validating credentials due to invalid username or password.',
    detail: 'The user did not enter the right credentials. ',
    mfa: false,
    steps: [{ ...passwordRight, succeeded: false, result: 'Invalid username or password or Invalid on-premise username or password.' }],
  },
  {
    code: 50074,
    weight: 4,
    reason: 'Strong Authentication is required.',
    detail: 'MFA required in Azure AD',
    mfa: true,
    steps: [passwordRight, push(false, 'Authentication in progress')],
  },
  {
    code: 500121,
    weight: 2,
    reason: 'Authentication failed during strong authentication request.',
    detail: 'MFA denied; user did not respond to mobile app notification',
    mfa: true,
    steps: [passwordRight, push(false, 'MFA denied; user did not respond to mobile app notification')],
  },
  {
    code: 500121,
    weight: 1,
    reason: 'Authentication failed during strong authentication request.',
    detail: 'MFA denied; user declined the authentication',
    mfa: true,
    steps: [passwordRight, push(false, 'MFA denied; user declined the authentication')],
  },
  {
    code: 50034,
    weight: 1,
    reason:
      'The user account {EUII Hidden} does not exist in the {EUII Hidden} directory. To sign into this application, the account must be added to the directory.',
    detail: '',
    mfa: false,
    steps: [],
  },
]
const outcomeWeight = outcomes.reduce((sum, { weight }) => sum + weight, 0)

/** Ids from a counter, so that making them is cheap and they are still as unlike each other as real ones. */
function ids(seed: number): (what: string, n: number) => Buffer {
  return (what, n) => createHash('md5').update(`${seed}:${what}:${n}`).digest()
}
function guid(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function pick<T>(from: readonly T[], at: number): T {
  const found = from[Math.min(from.length - 1, Math.floor(at * from.length))]
  if (found === undefined) throw new Error('pick from an empty list')
  return found
}

const given = ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Katherine', 'Dennis', 'Margaret', 'Niklaus', 'Radia', 'Leslie', 'Frances']
const family = [
  'Lovelace',
  'Hopper',
  'Turing',
  'Dijkstra',
  'Liskov',
  'Johnson',
  'Ritchie',
  'Hamilton',
  'Wirth',
  'Perlman',
  'Lamport',
  'Allen',
]

function person(n: number, random: () => number, id: (what: string, n: number) => Buffer): Person {
  const place = pick(places, random())
  const system = pick(systems, random())
  const name = `${pick(given, random())} ${pick(family, random())} ${n}`
  const home = `${place.first}.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`
  return {
    id: guid(id('person', n)),
    name,
    mail: `${name.toLowerCase().replaceAll(' ', '.')}@${domain}`,
    ...place,
    asn: pick(place.asns, random()),
    ips: [
      `${home}.${1 + Math.floor(random() * 250)}`,
      `198.51.${place.first % 100}.${Math.floor(random() * 8)}`,
      `${home}.${1 + Math.floor(random() * 250)}`,
    ],
    deviceId: random() < 0.7 ? guid(id('device', n)) : '',
    ...system,
    policies: policyNames.map((_, index) => index).filter(() => random() < 0.12),
  }
}

function outcome(random: () => number): Outcome {
  let left = random() * outcomeWeight
  for (const one of outcomes) {
    left -= one.weight
    if (left < 0) return one
  }
  return pick(outcomes, 0)
}

/** Sign-ins in the order they happened, spread evenly over the days. */
export function* signIns(options: { count: number; people: number; days: number; seed: number; start: number }): Generator<SignIn> {
  const random = chance(options.seed)
  const id = ids(options.seed)
  const people = Array.from({ length: options.people }, (_, n) => person(n, random, id))
  const stepMs = (options.days * 86_400_000) / options.count
  for (let n = 0; n < options.count; n++) {
    const who = pick(people, random())
    const time = Math.floor(options.start + n * stepMs + random() * stepMs)
    yield {
      person: who,
      time,
      ticks: String(Math.floor(random() * 10_000)).padStart(4, '0'),
      id: guid(id('record', n)),
      correlation: guid(id('flow', n - (random() < 0.2 ? 1 : 0))),
      session: guid(id('session', Math.floor(random() * options.people * options.days))),
      token: id('token', n).toString('base64url'),
      ip: pick(who.ips, random() ** 3),
      app: pick(apps, random() ** 2),
      resource: pick(resources, random() ** 2),
      outcome: outcome(random),
      processing: Math.floor(40 + random() * 400),
    }
  }
}
