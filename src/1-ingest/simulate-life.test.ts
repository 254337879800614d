/** What ordinary life and the takeovers must show in the logs: sessions that last, the codes that an attack leaves, and every harmless cause by its name. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Event } from '../0-event/event.ts'
import { firstDay, type Label, type PlayOptions, type Scenario } from './scenario.ts'
import { scenarioNamed, scenarios } from './scenarios/index.ts'
import { attacksOf, play, written } from './simulate.ts'
import type { Happening, SignIn } from './simulate-happening.ts'
import { inSessions } from './simulate-sessions.ts'
import { isRefused } from './source.ts'
import { sources } from './sources/index.ts'

const shapes = new Map(sources.flatMap((source) => source.shapes.map((shape) => [shape.name, shape] as const)))
const options: PlayOptions = { seed: 11, users: 150, days: 14, start: firstDay, attacks: 1 }

function named(name: string): Scenario {
  const scenario = scenarioNamed(name)
  assert.ok(scenario, name)
  return scenario
}

function eventsOf(records: ReturnType<typeof written>): readonly Event[] {
  return records.flatMap(({ shape, record }) => {
    const events = shapes.get(shape)?.events(record)
    assert.ok(events !== undefined && !isRefused(events), JSON.stringify(events))
    return events
  })
}

const codesOf = (one: Happening): string[] => written(one).map(({ record }) => String(record['ResultType']))
const signInsOf = (name: string, of = options): SignIn[] =>
  attacksOf(named(name), of).flatMap(({ happenings }) => happenings.flatMap((one) => (one.kind === 'sign-in' ? [one] : [])))

test('what follows on the same browser keeps the session of the sign-in that began it, until the browser is closed', () => {
  const played = play(named('ordinary-life'), { ...options, users: 60, days: 5 })
  const users = new Map<string, Set<string>>()
  let signIns = 0
  for (const { source, record } of played.records) {
    if (source !== 'entra-id' || record['ResultType'] !== '0') continue
    signIns++
    const session = String(record['SessionId'])
    users.set(session, (users.get(session) ?? new Set()).add(String(record['UserPrincipalName'])))
  }
  assert.ok(users.size < signIns * 0.85, `${users.size} sessions for ${signIns} sign-ins`)
  for (const [session, names] of users) assert.equal(names.size, 1, `${session} belongs to ${[...names].join(' and ')}`)
})

test('a sign-in begins a session, the next one on the browser joins it, and another browser does not', () => {
  const [one] = signInsOf('new-country')
  assert.ok(one)
  const { session: _, single: __, ...base } = one
  const typed: SignIn = { ...base, password: 'right', success: true, single: true, time: 1_000_000 }
  const held: SignIn = { ...base, password: 'held', time: 2_000_000, chance: one.chance.fork('held') }
  const other: SignIn = { ...held, client: { ...one.client, token: 'f'.repeat(64) }, chance: one.chance.fork('other') }
  const [first, second, third] = [...inSessions([typed, held, other])].map((each) => (each.kind === 'sign-in' ? each.session : undefined))
  assert.ok(first)
  assert.equal(second, first)
  assert.notEqual(third, first)
})

test('a phished session: 50074, 50140 and 0 in one correlation, then the same session from another address', () => {
  const all = [1, 2, 3, 4, 5].map((seed) => signInsOf('aitm', { ...options, seed }))
  const [phished, ...used] = all.find(([first]) => first?.provider === 'entra-id') ?? []
  assert.ok(phished && used.length > 0)
  const records = written(phished)
  assert.deepEqual([...new Set(records.map(({ record }) => record['CorrelationId']))].length, 1)
  assert.deepEqual(new Set(codesOf(phished)), new Set(['50074', '50140', '0']))
  for (const one of used) {
    assert.equal(one.session, phished.session)
    assert.notEqual(one.place.ip, phished.place.ip)
  }
})

test('a stolen cookie: one session on two networks and two browsers at once', () => {
  const all = signInsOf('session-replay')
  const label = attacksOf(named('session-replay'), options)[0]?.labels[0]
  assert.ok(label)
  assert.equal(new Set(all.map(({ session }) => session)).size, 1)
  const own = all.filter(({ place }) => label.addresses?.includes(place.ip) !== true)
  assert.ok(own.length > 0)
  assert.ok(own.some(({ time }) => time < label.firstTime))
  assert.ok(new Set(all.map(({ client }) => client.browser + client.os + client.deviceId)).size > 1)
})

test('a typed device code: 50199 and 0 at the victim, then tokens elsewhere; our source tells of the code', () => {
  const [code, ...used] = signInsOf('device-code')
  assert.ok(code)
  assert.deepEqual(codesOf(code), ['50199', '0'])
  assert.ok(eventsOf(written(code)).some((event) => event.kind === 'token' && event.what === 'device_code'))
  assert.ok(used.every(({ interactive, session }) => !interactive && session === code.session))
})

test('codes of passwords that are right and still stopped prove the password right', () => {
  const [one] = signInsOf('mfa-exempt-app')
  assert.ok(one)
  const { session: _, ...base } = one
  for (const [stopped, codes] of [
    ['policy', ['53003']],
    ['device', ['53000']],
    ['enrolment', ['50079']],
    ['factor', ['50074', '50076']],
  ] as const) {
    const told: SignIn = { ...base, stopped, success: false }
    assert.ok(
      codesOf(told).every((code) => codes.some((known) => known === code)),
      stopped,
    )
    assert.ok(
      eventsOf(written(told)).some((event) => event.kind === 'password' && event.outcome === 'right'),
      stopped,
    )
  }
})

test('old protocols and programs with the password are told as such', () => {
  const events = [1, 2, 3, 4].flatMap((seed) => signInsOf('legacy-password', { ...options, seed }).flatMap((one) => eventsOf(written(one))))
  const protocols = events.flatMap((event) => (event.kind === 'sign_in' ? [event.legacyProtocol] : []))
  assert.ok(protocols.length > 0 && protocols.every((protocol) => protocol !== undefined))
})

test('FastPass refusing a page is told as blocked, and as a doubt of the provider', () => {
  const events = signInsOf('fastpass-refused').flatMap((one) => eventsOf(written(one)))
  assert.ok(events.some((event) => event.kind === 'vendor_risk' && event.risk === 'fastpass_phishing'))
})

test('Okta tells of a refresh token used twice', () => {
  const events = [1, 2, 3, 4, 5, 6, 7, 8]
    .flatMap((seed) => signInsOf('refresh-reuse', { ...options, seed }))
    .flatMap((one) => eventsOf(written(one)))
  assert.ok(events.some((event) => event.kind === 'token' && event.what === 'reused'))
  assert.ok(events.some((event) => event.kind === 'token' && event.what === 'revoked'))
})

test('a spray names its victims once, and each account entered has a label of its own', () => {
  const labels = [1, 2, 3, 4, 5, 6].flatMap((seed) =>
    attacksOf(named('password-spray'), { ...options, seed, attacks: 2 }).flatMap((attack) => attack.labels),
  )
  const of = (kind: Label['kind']): Label[] => labels.filter((label) => label.kind === kind)
  assert.equal(of('spray').length, 12)
  for (const { persons } of of('spray')) assert.equal(new Set(persons).size, persons?.length)
  for (const { person, inTime } of of('takeover')) {
    assert.ok(of('spray').some(({ persons }) => persons?.includes(person)))
    assert.ok(inTime !== undefined)
  }
})

test('every harmless cause happens in the lives of a few organisations', () => {
  const seen = new Set<string>()
  for (let seed = 1; seed <= 12; seed++) {
    const played = play(named('ordinary-life'), { ...options, seed, users: 60, days: 30 })
    for (const _ of played.records);
    for (const { cause } of played.lookAlikes) seen.add(cause)
  }
  const expected =
    'guesses traveller conference team-abroad in-flight gateway-moved far-egress consumer-vpn private-relay dual-stack kiosk new-device new-joiner device-code office-single printer service-account vendor-monitoring stale-password password-expiry after-holidays broken-application'
  for (const cause of expected.split(' ')) assert.ok(seen.has(cause), `${cause} is missing among ${[...seen].join(', ')}`)
})

test('whatever the seed and size, each attack plays, and every record is read', () => {
  const attacks = scenarios.filter(({ attack }) => attack !== undefined)
  const size = { users: fc.integer({ min: 120, max: 200 }), days: fc.integer({ min: 3, max: 40 }) }
  fc.assert(
    fc.property(fc.nat(1_000_000), size.users, size.days, fc.nat(attacks.length - 1), (seed, users, days, nth) => {
      const scenario = attacks[nth]
      assert.ok(scenario)
      for (const { labels, happenings } of played(scenario, { ...options, seed, users, days })) {
        eventsOf(happenings.flatMap(written))
        const hostile = happenings.filter(({ place }) => labels.some(({ addresses }) => addresses?.includes(place.ip) === true))
        assert.ok(labels.length === 0 || hostile.length > 0, scenario.name)
      }
    }),
    { numRuns: 60 },
  )
})

/** A small organisation may have nobody whom a rare attack fits, and says so. */
function played(scenario: Scenario, of: PlayOptions): ReturnType<typeof attacksOf> {
  try {
    return attacksOf(scenario, of)
  } catch (error) {
    if (error instanceof RangeError && error.message.includes('nobody of')) return []
    throw error
  }
}
