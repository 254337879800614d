/** What the provider does becomes rows that its own source reads back as the same events, whatever strangers wrote into names. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isObject, type JsonObject } from '../0-event/json.ts'
import { isRefused } from '../1-ingest/source.ts'
import { sources } from '../1-ingest/sources/index.ts'
import { rereads } from '../1-ingest/sources/proof.contract.ts'
import { provider } from '../1-ingest/sources/provider.ts'
import type { Activity, PromptResult } from './activity.ts'
import { recordOf } from './told.ts'

const account = { id: 'a-ada', name: 'ada@example.com', displayName: 'Ada Lovelace', email: 'ada@example.com' }
const common = { id: 'one', time: Date.UTC(2026, 10, 2, 1, 4, 11), account, flow: 'flow' }
const method = { id: 'm', kind: 'push', name: 'Pixel 9', key: 'thumb' } as const
const prompt = (result: PromptResult): Activity => ({
  ...common,
  kind: 'prompt',
  result,
  numberLength: 6,
  familiar: false,
  quiet: false,
  protocol: 'oidc',
})

const record = (activity: Activity): JsonObject => {
  const made: unknown = JSON.parse(JSON.stringify(recordOf(activity, 'tocsin')))
  assert.ok(isObject(made))
  return made
}

function eventsOf(activity: Activity) {
  const made = record(activity)
  const claims = sources.flatMap((source) => source.shapes.filter((shape) => shape.recognise(made)).map((shape) => ({ source, shape })))
  assert.deepEqual(
    claims.map(({ source }) => source.name),
    ['provider'],
  )
  const [claim = assert.fail()] = claims
  const events = claim.shape.events(made)
  assert.ok(!isRefused(events), isRefused(events) ? events.refused : '')
  rereads(provider, claim.shape, made)
  return events
}

test('each way a prompt can end is told so that nothing counts as approved but an approval', () => {
  const results: readonly PromptResult[] = [
    'sent',
    'approved',
    'denied',
    'mistyped',
    'reported',
    'wrong_number',
    'unanswered',
    'cancelled',
    'withheld',
  ]
  assert.deepEqual(
    results.map((result) => [
      result,
      ...eventsOf(prompt(result)).map((event) => ('outcome' in event ? event.outcome : event.kind)),
      record(prompt(result))['ResultType'],
    ]),
    [
      ['sent', 'open', '50074'],
      ['approved', 'approved', '50074'],
      ['denied', 'denied', '500121'],
      ['mistyped', 'unknown', '500121'],
      ['reported', 'fraud', '500121'],
      ['wrong_number', 'wrong_number', '500121'],
      ['unanswered', 'unanswered', '500121'],
      ['cancelled', 'unanswered', '500121'],
      ['withheld', 'withheld', '500121'],
    ],
  )
})

test('a change is told with who made it, and a phone by its key', () => {
  const [added] = eventsOf({ ...common, kind: 'method', what: 'added', method, by: 'root' })
  assert.ok(added?.kind === 'enrolment')
  assert.deepEqual(
    [added.what, added.factor, added.by?.name, added.methodKey, added.src],
    ['added', 'push', 'root', 'device:thumb', undefined],
  )
  const [ended] = eventsOf({ ...common, kind: 'sessions_revoked', by: undefined, why: 'reported', count: 3 })
  assert.ok(ended?.kind === 'change' && ended.what === 'sessions_revoked')
})

test('hostile names change nothing but themselves', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }), fc.string({ unit: 'binary', maxLength: 80 }), (name, agent) => {
      const events = eventsOf({
        ...prompt('denied'),
        app: { id: 'app', name },
        src: { ip: '203.0.113.9', userAgent: agent, browser: name },
        account: { ...account, displayName: name },
      })
      assert.equal(events.length, 1)
      assert.ok(events[0]?.kind === 'prompt' && events[0].outcome === 'denied' && events[0].src?.ip === '203.0.113.9')
      assert.equal(events[0].app?.name, name)
    }),
    { numRuns: 200 },
  )
})

test('a record that does not say what happened is refused with a sentence', () => {
  const made = { ...record(prompt('denied')), AuthenticationProcessingDetails: '[{"key":"Activity","value":"prompt"}]' }
  const told = provider.shapes[0]?.events(made)
  assert.ok(told !== undefined && isRefused(told))
  assert.match(told.refused, /does not say what happened/)
})
