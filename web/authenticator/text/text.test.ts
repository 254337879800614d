/** Every language says everything, with the same slots and the plural forms it needs; slots are filled without letting a value reorder the sentence. */
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Entry } from './catalogue.ts'
import { en } from './en.ts'
import { languages, speechFor } from './languages.ts'
import { sayIn, writingIn } from './say.ts'

const filled = await Promise.all(
  languages.flatMap(({ tag, load }) =>
    load === undefined ? [] : [load().then((catalogue) => ({ tag, catalogue: catalogue as Readonly<Record<string, Entry>> }))],
  ),
)
const english: Readonly<Record<string, Entry>> = en
const slots = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort()
const all = (entry: Entry): string[] => (typeof entry === 'string' ? [entry] : Object.values(entry))

test('twelve languages are listed, two are filled in, and one of them runs from right to left', () => {
  assert.equal(new Set(languages.map(({ tag }) => tag)).size, 12)
  assert.deepEqual(
    filled.map(({ tag }) => tag),
    ['en', 'de'],
  )
  assert.deepEqual(
    languages.filter(({ direction }) => direction === 'rtl').map(({ tag }) => tag),
    ['ar'],
  )
})

for (const { tag, catalogue } of filled) {
  test(`${tag} has every key, none besides, and no empty text`, () => {
    assert.deepEqual(Object.keys(catalogue).sort(), Object.keys(english).sort())
    assert.deepEqual(
      Object.entries(catalogue).filter(([, entry]) => all(entry).some((text) => text.trim() === '')),
      [],
    )
  })

  test(`${tag} fills the same slots as English`, () => {
    for (const [key, entry] of Object.entries(catalogue)) {
      const wanted = new Set(all(english[key] ?? '').flatMap(slots))
      for (const text of all(entry)) for (const slot of slots(text)) assert.ok(wanted.has(slot), `${key}: {${slot}}`)
      const most = typeof entry === 'string' ? entry : entry.other
      assert.deepEqual(new Set(slots(most)), wanted, key)
    }
  })

  test(`${tag} has the plural forms its rules ask for`, () => {
    const forms = new Intl.PluralRules(tag).resolvedOptions().pluralCategories
    const lacking = Object.entries(catalogue).filter(([, entry]) => typeof entry !== 'string' && forms.some((form) => !(form in entry)))
    assert.deepEqual(
      lacking.map(([key]) => key),
      [],
    )
  })
}

test('plurals are picked by the language, numbers are written by it', async () => {
  const say = sayIn(await speechFor(['de-AT']))
  assert.equal(say('prompt.left', { count: 1 }), 'Noch eine Sekunde')
  assert.equal(say('prompt.left', { count: 1200 }), 'Noch 1200 Sekunden'.replace('1200', new Intl.NumberFormat('de-AT').format(1200)))
  assert.equal(sayIn(await speechFor(['en']))('prompt.competing', { count: 2 }).startsWith('2 other sign-ins'), true)
})

test('a language without a catalogue is passed over for the next that has one, and English is the last', async () => {
  assert.equal((await speechFor(['fr-FR', 'de'])).locale, 'de')
  const fallen = await speechFor(['ar', 'xx'])
  assert.deepEqual([fallen.locale, fallen.direction], ['en', 'ltr'])
  assert.equal((await speechFor(['en-GB'])).locale, 'en-GB')
  assert.equal((await speechFor(['de_broken!'])).locale, 'en')
})

test('T49: a stranger’s value cannot steer the sentence, break out of it, or fill other slots', async () => {
  const say = sayIn(await speechFor(['en']))
  assert.equal(say('notice.title', { app: 'Pay\u202eroll' }), 'Sign-in to Pay⟨U+202E⟩roll')
  assert.equal(say('notice.title', { app: 'מייל' }), 'Sign-in to \u2068מייל\u2069')
  assert.equal(say('notice.title', { app: '{app}$&' }), 'Sign-in to {app}$&')
  assert.ok(say('notice.title', { app: 'x'.repeat(5000) }).length < 250)
})

test('times, distances and countries are the reader’s', async () => {
  const [german, british] = await Promise.all([speechFor(['de']), speechFor(['en-GB'])])
  assert.equal(writingIn(german).country('NL'), 'Niederlande')
  assert.equal(writingIn(british).country('Atlantis'), 'Atlantis')
  assert.match(writingIn(german).km(20), /^20.km$/)
})
