/** Every change, at every provider that knows it, comes back from our sources as the event it was. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Event } from '../0-event/event.ts'
import { firstDay } from './scenario.ts'
import { scenarioNamed } from './scenarios/index.ts'
import { play, written } from './simulate.ts'
import { works } from './simulate-administration.ts'
import type { Change, What } from './simulate-change.ts'
import { createOrganisation, has, type ProviderName } from './simulate-people.ts'
import { hostingPlace } from './simulate-places.ts'
import { isRefused } from './source.ts'
import { sources } from './sources/index.ts'

const organisation = createOrganisation({ seed: 1, users: 60, days: 10, start: firstDay })
const known = organisation.people.filter((one) => has(one, 'entra-id') && has(one, 'okta') && has(one, 'duo'))
const who = known[0] ?? organisation.people[0]
const admin = known[1] ?? who
assert.notEqual(who, admin)
const shapes = new Map(sources.flatMap((source) => source.shapes.map((shape) => [shape.name, shape] as const)))

function eventsOf(provider: ProviderName, what: What, byAdmin: boolean, seed = 1): readonly Event[] {
  const chance = organisation.chance.fork('test', seed)
  const base = {
    kind: 'change',
    provider,
    person: who,
    time: firstDay + seed,
    place: hostingPlace(chance),
    client: who.laptops[0],
    cause: 'test',
    chance,
  } as const
  const change: Change = byAdmin ? { ...base, by: admin, ...what } : { ...base, ...what }
  return written(change).flatMap(({ shape, record }) => {
    const events = shapes.get(shape)?.events(JSON.parse(JSON.stringify(record)))
    assert.ok(events !== undefined && !isRefused(events), JSON.stringify(record))
    return events
  })
}

const device = { id: 'dev-1', name: 'DESKTOP-1', os: 'Windows', build: '10.0.19045.2006' } as const

/** What happens, who does it, and how it is told: kind and what, with the part of the detail that matters. */
const table: readonly (readonly [ProviderName, What, 'self' | 'admin', string, string?])[] = [
  ['entra-id', { what: 'method-added', factor: 'sms', number: '+44 7000000001' }, 'self', 'enrolment added sms', 'phone:+44 7000000001'],
  ['entra-id', { what: 'method-added', factor: 'passkey' }, 'self', 'enrolment added passkey'],
  ['entra-id', { what: 'method-removed', factor: 'push' }, 'self', 'enrolment removed push'],
  ['entra-id', { what: 'methods-reset-by-admin', factor: 'push' }, 'admin', 'enrolment removed push'],
  ['entra-id', { what: 'password-changed' }, 'self', 'change password_changed'],
  ['entra-id', { what: 'password-reset-by-self' }, 'self', 'change password_reset'],
  ['entra-id', { what: 'password-reset-by-admin' }, 'admin', 'change password_reset'],
  ['entra-id', { what: 'access-pass' }, 'admin', 'enrolment access_pass access-pass'],
  ['entra-id', { what: 'disabled' }, 'admin', 'change disabled'],
  ['entra-id', { what: 'enabled' }, 'admin', 'change enabled'],
  ['entra-id', { what: 'sessions-revoked' }, 'admin', 'change sessions_revoked'],
  ['entra-id', { what: 'device-registered', device }, 'self', 'change device_registered', '10.0.19045.2006'],
  ['entra-id', { what: 'role-granted', role: 'Global Administrator' }, 'admin', 'change role_granted', 'Global Administrator'],
  ['entra-id', { what: 'role-granted', role: 'User Administrator', activated: true }, 'self', 'change role_granted', 'User Administrator'],
  [
    'entra-id',
    { what: 'consent', app: { id: 'app-1', name: 'Upgrade' }, scopes: ['Mail.Read', 'offline_access'] },
    'self',
    'change consent_granted',
    '["Mail.Read","offline_access"],"consentFor":"person"',
  ],
  [
    'entra-id',
    { what: 'consent', app: { id: 'app-1', name: 'Upgrade' }, scopes: ['Mail.Read'] },
    'admin',
    'change consent_granted',
    '"consentFor":"everybody"',
  ],
  [
    'entra-id',
    { what: 'policy', policy: 'off', name: 'MFA' },
    'self',
    'change policy_changed',
    '"area":"access","weakens":"conditional access policy off"',
  ],
  ['entra-id', { what: 'policy', policy: 'excludes', name: 'MFA' }, 'self', 'change policy_changed', 'conditional access excludes more'],
  ['entra-id', { what: 'policy', policy: 'methods', name: 'number matching' }, 'self', 'change policy_changed', 'number matching off'],
  ['entra-id', { what: 'policy', policy: 'methods', name: 'Voice' }, 'self', 'change policy_changed', 'telephone calls allowed'],
  [
    'entra-id',
    { what: 'policy', policy: 'place', name: 'Branch' },
    'self',
    'change policy_changed',
    '"area":"place","weakens":"network trusted"',
  ],
  ['entra-id', { what: 'policy', policy: 'federated', name: 'b.example' }, 'self', 'change policy_changed', '"area":"federation"'],
  [
    'entra-id',
    { what: 'inbox-rule', rule: { name: '.', moveTo: 'RSS Feeds', marksRead: true, words: ['invoice'] } },
    'self',
    'change inbox_rule',
    '"moveTo":"RSS Feeds","marksRead":true,"words":["invoice"]',
  ],
  [
    'entra-id',
    { what: 'inbox-rule', rule: { name: 'x', forwardTo: 'Box@elsewhere.example' } },
    'self',
    'change inbox_rule',
    '"forwardTo":["box@elsewhere.example"]',
  ],
  [
    'entra-id',
    { what: 'mail-forwarding', to: 'box@elsewhere.example' },
    'admin',
    'change mail_forwarding',
    '"forwardTo":["box@elsewhere.example"]',
  ],
  [
    'entra-id',
    { what: 'mail-deleted', subject: 'Your security info was changed', forGood: true },
    'self',
    'change mail_deleted',
    '"deletes":true',
  ],
  ['okta', { what: 'method-added', factor: 'sms', number: '+44 7000000001' }, 'self', 'enrolment added sms', 'device:mbl447000000001'],
  ['okta', { what: 'method-added', factor: 'push' }, 'self', 'enrolment added push'],
  ['okta', { what: 'methods-reset-by-admin', factor: 'push' }, 'admin', 'enrolment reset other'],
  ['okta', { what: 'enabled' }, 'admin', 'change enabled'],
  ['okta', { what: 'impersonation' }, 'admin', 'change impersonation'],
  ['okta', { what: 'device-registered', device }, 'self', 'change device_registered', '"deviceId":"dev-1"'],
  ['okta', { what: 'role-granted', role: 'Super administrator' }, 'admin', 'change role_granted', 'Super administrator'],
  [
    'okta',
    { what: 'consent', app: { id: 'app-1', name: 'Upgrade' }, scopes: ['okta.users.read'] },
    'self',
    'change consent_granted',
    'okta.users.read',
  ],
  ['okta', { what: 'policy', policy: 'excludes', name: 'Catch-all' }, 'self', 'change policy_changed', 'one factor is enough'],
  ['okta', { what: 'policy', policy: 'federated', name: 'IdP' }, 'self', 'change policy_changed', 'another issuer may sign people in'],
  ['okta', { what: 'admin-console' }, 'self', 'sign_in success', 'Okta Admin Console'],
  ['duo', { what: 'method-added', factor: 'push' }, 'self', 'enrolment added other', 'phone:'],
  ['duo', { what: 'bypass-code' }, 'admin', 'enrolment bypass recovery-code'],
  ['duo', { what: 'bypass-status' }, 'admin', 'enrolment bypass other'],
  ['duo', { what: 'policy', policy: 'off', name: 'Global Policy' }, 'self', 'change policy_changed', 'people are let in without Duo'],
  [
    'duo',
    { what: 'policy', policy: 'place', name: 'Global Policy' },
    'self',
    'change policy_changed',
    'addresses that skip the second factor',
  ],
  ['duo', { what: 'admin-console' }, 'self', 'sign_in success'],
]

const words = (event: Event): string => {
  if (event.kind === 'enrolment') return `enrolment ${event.what} ${event.factor}`
  return 'what' in event ? `${event.kind} ${event.what}` : `${event.kind} ${'outcome' in event ? event.outcome : ''}`
}

for (const [provider, what, doer, told, detail] of table) {
  test(`${provider}: ${what.what}${'policy' in what ? ` ${what.policy} ${what.name}` : ''} by ${doer} is told as ${told}`, () => {
    const events = eventsOf(provider, what, doer === 'admin')
    const found = events.filter((event) => words(event) === told)
    assert.ok(found.length > 0, events.map(words).join(', '))
    if (detail !== undefined)
      assert.ok(
        found.some((event) => JSON.stringify(event).includes(detail)),
        JSON.stringify(found),
      )
    // `by` is there exactly where another did it; a consent names only who gave it.
    for (const event of what.what === 'consent' ? [] : found)
      if ('by' in event || doer === 'admin') assert.equal('by' in event && event.by !== undefined, doer === 'admin')
  })
}

test('what is as safe as before weakens nothing, at any provider', () => {
  for (const provider of ['entra-id', 'okta', 'duo'] as const) {
    const [event] = eventsOf(provider, { what: 'policy', policy: 'tuned', name: 'Sign-in frequency' }, false)
    assert.ok(event?.kind === 'change' && event.what === 'policy_changed')
    assert.equal(event.detail?.weakens, undefined)
  }
})

test('what a provider does not know leaves no record there', () => {
  assert.deepEqual(eventsOf('duo', { what: 'consent', app: { id: 'a', name: 'b' }, scopes: [] }, false), [])
  assert.deepEqual(eventsOf('okta', { what: 'access-pass' }, true), [])
  assert.deepEqual(eventsOf('entra-id', { what: 'bypass-code' }, true), [])
})

test('whatever a rule, a subject or an app is called, our source reads it back', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.string({ minLength: 1, maxLength: 30 }), fc.nat(1_000_000), (name, word, seed) => {
      const [rule] = eventsOf('entra-id', { what: 'inbox-rule', rule: { name, moveTo: 'Archive', words: [word] } }, false, seed)
      assert.ok(rule?.kind === 'change' && rule.what === 'inbox_rule')
      assert.equal(rule.detail?.moveTo, 'Archive')
      const consents = eventsOf('entra-id', { what: 'consent', app: { id: `app-${seed}`, name }, scopes: ['Mail.Read'] }, false, seed)
      for (const consent of consents) assert.deepEqual(consent.kind === 'change' ? consent.detail?.scopes : undefined, ['Mail.Read'])
    }),
    { numRuns: 100 },
  )
})

test('over the years laptops are rolled out by the dozen, a bought company is joined, and support is let in', () => {
  const large = createOrganisation({ seed: 5, users: 250, days: 2000, start: firstDay })
  const counts = new Map<string, number>()
  for (let day = 0; day < 2000; day++) for (const { cause } of works(large, day)) counts.set(cause, (counts.get(cause) ?? 0) + 1)
  assert.deepEqual([...counts.keys()].sort(), ['laptop-roll-out', 'merger', 'support-session'])
  assert.equal((counts.get('laptop-roll-out') ?? 0) % 30, 0)
})

test('ordinary life has every chore and every work of administrators among its look-alikes', () => {
  const ordinaryLife = scenarioNamed('ordinary-life')
  assert.ok(ordinaryLife)
  const played = play(ordinaryLife, { seed: 5, users: 250, days: 120, start: firstDay, attacks: 0 })
  for (const _ of played.records);
  const causes = new Set(played.lookAlikes.map(({ cause }) => cause))
  const expected = `new-joiner back-from-leave self-service-reset second-method shared-number private-device new-laptop mail-rule private-forwarding
    absence-forwarding app-consent mail-clean-up lost-phone forgotten-phone role-activation change-window role-given`
  for (const cause of expected.split(/\s+/)) assert.ok(causes.has(cause), `${cause} is missing: ${[...causes].sort().join(' ')}`)
})
