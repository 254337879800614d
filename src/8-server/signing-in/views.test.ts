/** Each view with strangers' words in every place where a stranger has a word. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { Offer, Problem, SignInView, Withheld } from '../../7-provider/sign-in-view.ts'
import { consentPage } from './consent.ts'
import { pageText } from './html.ts'
import type { Place } from './pieces.ts'
import { viewPage } from './views.ts'
import { problemWords, withheldWords } from './words.ts'

const place: Place = { frame: { organisation: 'Example', assets: { styles: [] } }, base: '/signin', token: 'token', now: 0 }
const offers: readonly Offer[] = ['passkey', 'push', 'quiet-push', 'totp', 'recovery-code', 'access-pass']
const problems = Object.keys(problemWords) as Problem[]
const reasons = Object.keys(withheldWords) as Withheld[]

function viewsWith(word: string): readonly SignInView[] {
  const named = { app: { id: 'x', name: word }, name: word, passkey: JSON.stringify({ challenge: word }) }
  return [
    { step: 'name', nonce: 'n', ...named },
    { step: 'password', nonce: 'n', ...named },
    ...reasons.map((why): SignInView => ({ step: 'method', offers, withheld: { why, until: 90_000 }, ...named })),
    ...problems.map((problem): SignInView => ({ step: 'method', offers: [], problem, ...named })),
    { step: 'push', number: '07', expires: 1000, quiet: false, offers, ...named },
    { step: 'push', number: '', qr: 'https://id.example.com/authenticator#number=1', expires: 1000, quiet: true, offers, ...named },
    ...(['totp', 'recovery-code', 'access-pass'] as const).map((factor): SignInView => ({ step: 'code', factor, offers, ...named })),
    { step: 'no-method', ...named },
    { step: 'done', app: named.app, purpose: { kind: 'oidc', app: named.app, anew: false } },
    ...(['expired', 'unknown', 'refused'] as const).map((why): SignInView => ({ step: 'over', why })),
  ]
}

const tags = (text: string): readonly string[] => [...text.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/"[^"]*"/g, '""'))

test('T49: whatever an application or a person is called, each page has the same elements', () => {
  const plain = viewsWith('plain').map((view) => tags(pageText(viewPage(place, view))))
  const word = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"><script>', "' onload='x", '--><!--', '</title>', '\u202e<b>', '&lt;'),
  )
  fc.assert(
    fc.property(word, (given) => {
      const seen = viewsWith(given).map((view) => tags(pageText(viewPage(place, view))))
      assert.deepEqual(seen, plain)
      const asked = (one: string) =>
        tags(pageText(consentPage(place, { app: { id: 'x', name: one }, host: one, person: one, wants: [one] })))
      assert.deepEqual(asked(given), asked('plain'))
    }),
    { numRuns: 60 },
  )
})

test('no page is a dead end: each has a form or a link that leads on, and the help desk with its name', () => {
  for (const view of viewsWith('x')) {
    const text = pageText(viewPage(place, view))
    assert.match(text, /<form method="post"|<a class="button main"/, view.step)
    assert.match(text, /Ask the help desk of <bdi>Example<\/bdi>/)
    assert.match(text, /<html lang="en">/)
    assert.equal([...text.matchAll(/<h1>/g)].length, 1)
  }
})

test('the number is told to the eye in groups and to the ear digit by digit; a QR code stands in its place where the policy wants it', () => {
  const [typed = '', scanned = ''] = viewsWith('x')
    .filter(({ step }) => step === 'push')
    .map((view) => pageText(viewPage(place, view)))
  assert.match(typed, /<span aria-hidden="true"><span>07<\/span><\/span><span class="away">0 7<\/span>/)
  assert.doesNotMatch(typed, /class="qr"/)
  assert.match(scanned, /<svg class="qr" role="img" aria-label="QR code for the authenticator on your phone"/)
  assert.doesNotMatch(scanned, /class="number"/)
  assert.match(scanned, /Nothing pops up/)
})
