/** What is taken for a password in a name field, and that it is nowhere afterwards. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../../0-event/json.ts'
import { isRefused, type Source } from '../source.ts'
import { auth0 } from './auth0.ts'
import { keycloak } from './keycloak.ts'
import { okta } from './okta.ts'
import { hide, isSecret, masked } from './typed-secret.ts'

test('where people sign in by address, what is no address is secret', () => {
  for (const name of ['Summer2026!', 'hunter2', 'my password', '@home', 'a@b', 'x'.repeat(300), masked])
    assert.ok(isSecret(name, 'addresses'), name)
  for (const name of ['ada@example.com', "o'hara+x@sub.example.co.uk"]) assert.ok(!isSecret(name, 'addresses'), name)
})

test('where names are of any form, what no name looks like is secret', () => {
  for (const name of ['my password', 'hunter2!', 'Summer2026', 'CORP\\Summer2026', 'a#b', masked]) assert.ok(isSecret(name, 'words'), name)
  for (const name of ['ada', 'ada.lovelace', 'CORP\\Ada', 'o-hara_7', 'svc-backup01', 'Ada1', 'ada@example.com', 'Zoë'])
    assert.ok(!isSecret(name, 'words'), name)
})

test('hides in whatever case, under the named keys only, at any depth, and keeps prototype keys', () => {
  const record = JSON.parse(
    '{"name":"HUNTER 2","type":"hunter 2","in":[{"name":"hunter 2","__proto__":{"name":"Hunter 2"}}]}',
  ) as JsonObject
  const hidden = JSON.stringify(hide(record, 'hunter 2', new Set(['name'])))
  assert.equal(hidden, '{"name":"(masked)","type":"hunter 2","in":[{"name":"(masked)","__proto__":{"name":"(masked)"}}]}')
})

const secret = 'Correct Horse 7!'
const failed: readonly (readonly [Source, JsonObject])[] = [
  [
    okta,
    {
      uuid: '1',
      published: '2026-11-02T08:00:00Z',
      eventType: 'user.session.start',
      actor: { id: 'unknown', type: 'User', alternateId: secret, displayName: secret },
      outcome: { result: 'FAILURE', reason: 'VERIFICATION_ERROR' },
      target: [{ type: 'User', alternateId: secret.toLowerCase() }],
    },
  ],
  [
    okta,
    {
      class_uid: 3002,
      time: 1793606400000,
      status_id: 2,
      metadata: { uid: '2' },
      user: { name: secret, email_addr: secret },
      unmapped: { okta: { event_type: 'user.session.start' } },
    },
  ],
  [keycloak, { time: 1793606400000, type: 'LOGIN_ERROR', realmId: 'r', error: 'user_not_found', details: { username: secret } }],
  [
    keycloak,
    {
      '@timestamp': '2026-11-02T08:00:00Z',
      'log.logger': 'org.keycloak.events',
      message: `type="LOGIN_ERROR", realmId="r", error="user_not_found", username="${secret}"`,
    },
  ],
  [auth0, { date: '2026-11-02T08:00:00Z', type: 'fu', log_id: '3', user_name: secret, details: { body: { username: secret } } }],
]

test('a password typed as a name is in no event and no row', () => {
  for (const [source, record] of failed) {
    const shape = source.shapes.find((one) => one.recognise(record))
    assert.ok(shape, source.name)
    const events = shape.events(record)
    assert.ok(!isRefused(events) && events.length > 0, source.name)
    const kept = JSON.stringify([events, shape.row(record)]).toLowerCase()
    assert.ok(kept.includes(masked) && !kept.includes('horse'), `${source.name}: ${kept}`)
  }
})
