/** The catalogue is whole: every id is on the shelf once, the page says what the detections say, and its links lead somewhere. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { page, written } from '../../test/catalogue.ts'
import { catalogue } from './catalogue.ts'
import { detections } from './detections/index.ts'
import { pageWords, readPage } from './pages.ts'

const promised = [
  ...(readFileSync(new URL('finding.ts', import.meta.url), 'utf8')
    .split('export type Level')[0]
    ?.matchAll(/^ {2}\| '([^']+)'$/gm) ?? []),
].map(([, id]) => id)

test('every id that is promised is on the shelf, once', () => {
  assert.ok(promised.length >= 50, `only ${promised.length} ids were read`)
  assert.deepEqual(detections.map(({ id }) => id).sort(), [...promised].sort())
})

test('techniques are ATT&CK ids, and every detection has a title of its own and a Graph type', () => {
  const wrong = detections.filter(({ technique }) => !technique.every((one) => /^T\d{4}(\.\d{3})?$/.test(one)))
  assert.deepEqual(
    wrong.map(({ id, technique }) => `${id}: ${technique.join()}`),
    [],
  )
  assert.equal(new Set(detections.map(({ title }) => title)).size, detections.length)
  assert.deepEqual(
    detections.filter(({ riskEventType }) => !/^[a-zA-Z]+$/.test(riskEventType)).map(({ id }) => id),
    [],
  )
})

test('every page says what it finds, how it is fooled, how to tune it and what to do', () => {
  const lacking = detections.flatMap(({ id }) =>
    Object.entries(readPage(id))
      .filter(([, text]) => text.length < 10)
      .map(([name]) => `${id}: ${name}`),
  )
  assert.deepEqual(lacking, [])
})

test('docs/catalogue.md is what node test/catalogue.ts writes', () => {
  const text = readFileSync(page, 'utf8')
  assert.equal(text, written(text), 'run node test/catalogue.ts')
})

test('the links of docs/catalogue.md lead to files', () => {
  const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, to]) => to ?? '')
  assert.ok(links.length > detections.length)
  assert.deepEqual(
    links.filter((to) => !existsSync(join(dirname(page), to))),
    [],
  )
})

test('a page is read whatever stands between its paragraphs, and its links are turned around', () => {
  const words = pageWords(
    '`mfa.push_spray` — **Many** (ATT&CK T1621; Graph’s\n`x`). Finds\nthis, see [risk](../../../docs/risk.md).\n\nMore.\n\n| setting |\n| --- |\n\n**How to tune it.** So.\n\n**How it is fooled.** Like [that](other.md).\n\n# Story\n\n**What to do.** Nothing.\n',
  )
  assert.deepEqual(words, {
    finds: 'Finds this, see [risk](../../../docs/risk.md).',
    fooled: 'Like [that](other.md).',
    tune: 'So.',
    todo: '',
  })
  const [detection] = detections
  assert.ok(detection)
  const text = catalogue([{ detection, words }], { pages: '../pages/', home: '../../../docs/' })
  assert.match(text, /Finds this, see \[risk\]\(risk\.md\)/)
  assert.match(text, /Like \[that\]\(\.\.\/pages\/other\.md\)/)
})
