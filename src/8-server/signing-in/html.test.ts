/** The template of pages: whatever strangers send stays text. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { attributes, escaped, html, type Piece, pageText, type Trusted } from './html.ts'

/** Markup, entities, attribute ends, control characters, other directions and halves of pairs, in any order. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          '<',
          '>',
          '"',
          "'",
          '`',
          '&',
          '&lt;',
          '&#x3c;',
          '</p>',
          '<script>',
          '-->',
          '<!--',
          ']]>',
          '=',
          ' onload=',
          'javascript:',
          '\0',
          '\u202e',
        ],
        ...['\ud800', '\u2028', '</title>', '</textarea>', '<svg/onload=alert(1)>', 'x'],
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
)

const decoded = (text: string): string =>
  text.replaceAll(
    /&(amp|lt|gt|quot|#39|#96);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#96': '`' })[name] ?? '',
  )

test('T49: a stranger’s text never becomes markup, as text or as a value, and can be read again', () => {
  fc.assert(
    fc.property(hostile, hostile, (one, other) => {
      const { text } = html`<p title="${one}">${other}</p>`
      const [, title = '<', body = '<'] = /^<p title="([\s\S]*?)">([\s\S]*)<\/p>$/.exec(text) ?? []
      assert.doesNotMatch(title + body, /[<>"'`]/)
      assert.doesNotMatch(title + body, /&(?!(amp|lt|gt|quot|#39|#96);)/)
      const clean = (given: string): string => given.toWellFormed().replaceAll(/[^\P{Cc}\n\t]/gu, '\u{fffd}')
      assert.deepEqual([decoded(title), decoded(body)], [clean(one), clean(other)])
    }),
    { numRuns: 2000 },
  )
})

test('T49: attributes hold whatever they are given, and addresses never run', () => {
  fc.assert(
    fc.property(hostile, (given) => {
      const { text } = html`<a ${attributes({ href: given, 'data-name': given, hidden: true, id: undefined })}>x</a>`
      const [, href = 'javascript:', name = '"'] = /^<a href="([^"<>]*)" data-name="([^"<>]*)" hidden>x<\/a>$/.exec(text) ?? []
      assert.match(href, /^(#|\/(?![/\\])|https?:\/\/|otpauth:\/\/)/i)
      assert.doesNotMatch(name, /[<>"'`]/)
    }),
  )
  for (const url of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:x',
    '//evil.example',
    '/\\evil.example',
    'data:text/html,x',
    '\tjavascript:x',
  ])
    assert.equal(html`<a href="${url}">x</a>`.text, '<a href="#">x</a>')
  for (const url of ['/signin', '#x', 'https://id.example.com/a?b=1&c=2'])
    assert.equal(html`<a href="${url}">x</a>`.text, `<a href="${escaped(url)}">x</a>`)
})

test('pages are put together from pages; lists and what is left out as well', () => {
  const name = '<b>Ada</b>'
  const items = ['a&b', 'c'].map((one) => html`<li>${one}</li>`)
  assert.equal(
    html`<ul>${items}${undefined}${false}${3}</ul><p>${name}</p>`.text,
    '<ul><li>a&amp;b</li><li>c</li>3</ul><p>&lt;b&gt;Ada&lt;/b&gt;</p>',
  )
  assert.equal(pageText(html`<html lang="${'en'}"></html>`), '<!doctype html>\n<html lang="en"></html>\n')
  assert.equal(html`<title>${'</title>'}</title>`.text, '<title>&lt;/title&gt;</title>')
})

test('what only looks trusted is refused', () => {
  const forged = JSON.parse('{"kind":"markup","text":"<script>"}') as Trusted
  assert.throws(() => html`<p>${forged}</p>`, /no markup/)
  assert.throws(() => html`<p title="${html`<b>`}"></p>`, /no text/)
  assert.throws(() => html`<p>${attributes({ id: 'x' })}</p>`, /no markup/)
  assert.throws(() => attributes({ onclick: 'x' }), /No attribute/)
  assert.throws(() => attributes({ 'a b': 'x' }), /No attribute/)
})

test('a template with a hole in the wrong place fails at once', () => {
  const wrong: readonly ((piece: Piece) => Trusted)[] = [
    (piece) => html`<script>${piece}</script>`,
    (piece) => html`<style>${piece}</style>`,
    (piece) => html`<p title=${piece}></p>`,
    (piece) => html`<p title='${piece}'></p>`,
    (piece) => html`<${piece}></p>`,
    (piece) => html`<p></${piece}>`,
    (piece) => html`<!-- ${piece} -->`,
    (piece) => html`<p onclick="${piece}"></p>`,
    (piece) => html`<p style="color: ${piece}"></p>`,
    (piece) => html`<p ${piece}></p>`,
  ]
  for (const make of wrong) assert.throws(() => make('x'), Error, make.toString())
})
