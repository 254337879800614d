/** Every screen's address leads back to it, and no address breaks the app. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { type Route, readRoute, writeRoute } from './route.ts'

const word = fc.string({ minLength: 1, maxLength: 40 })
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.record({ screen: fc.constantFrom('list' as const, 'help' as const, 'enrol' as const) }),
  fc.record({ screen: fc.constant('enrol' as const), code: fc.stringMatching(/^[\w-]{22}$/) }),
  fc.record({ screen: fc.constantFrom('words' as const, 'history' as const, 'remove' as const), account: word }),
  fc.record({ screen: fc.constant('prompt' as const), account: word, prompt: fc.option(word, { nil: undefined }) }),
)

test('an address written is an address read', () => {
  fc.assert(fc.property(route, (one) => assert.deepEqual({ ...readRoute(writeRoute(one)) }, { ...one })))
})

test('any address opens some screen', () => {
  fc.assert(fc.property(fc.string(), (text) => readRoute(`#${text}`).screen.length > 0))
  assert.deepEqual(readRoute('#prompt'), { screen: 'list' })
  assert.deepEqual(readRoute('#history/%zz'), { screen: 'list' })
  assert.deepEqual(readRoute('#enrol=<script>'), { screen: 'list' })
})

test('a number in a link is never taken: whoever sends the link would have typed it for the person', () => {
  assert.deepEqual(readRoute('#number=AbCdEfGhIjKlMnOpQrSt-_'), { screen: 'list' })
})
