/** Text from logs cannot steer the page. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { clean, shownMax } from './clean.ts'

test('characters that turn the reading direction are shown, not obeyed', () => {
  assert.equal(clean('ada\u202Emoc.elpmaxe@'), 'ada⟨U+202E⟩moc.elpmaxe@')
  assert.equal(clean('a\u0000b\nc\u007f'), 'a␀b␊c␡')
  assert.equal(clean('zero\u200bwidth\ufeff'), 'zero⟨U+200B⟩width⟨U+FEFF⟩')
})

test('ordinary text in any script stays as it is', () => {
  for (const text of ['ada@example.com', 'عائشة', 'שלום', '東京', 'Zoë 🙂']) assert.equal(clean(text), text)
})

test('whatever comes in, nothing steering goes out, and it stays short', () => {
  const steering = /\p{Cc}|\p{Bidi_Control}|\p{Zl}|\p{Zp}/u
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 4000 }), (text) => {
      const shown = clean(text)
      assert.ok(!steering.test(shown))
      assert.ok([...shown].length <= (shownMax + 1) * 10)
    }),
  )
})
