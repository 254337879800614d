/** Runs the proofs of the detections: each story in Markdown beside its detection gives the findings it says. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { block, type Case, parseCases } from '../../../test/cases.ts'
import { readLists } from '../../../test/lists.ts'
import { readStory, tellDay } from '../../../test/story.ts'
import { hourMs } from '../../0-event/time.ts'
import { createEngine } from '../engine.ts'
import type { Finding } from '../finding.ts'
import { detections } from './index.ts'

const fileOf = (id: string): string => new URL(`${id.replaceAll(/[._]/g, '-')}.md`, import.meta.url).pathname

for (const { id, settings } of detections) {
  const page = existsSync(fileOf(id)) ? readFileSync(fileOf(id), 'utf8') : ''
  const cases = parseCases(page)

  test(`${id} has a page that names its settings, with a story that finds and one that does not`, () => {
    assert.ok(
      cases.some((one) => (block(one, 'findings') ?? '') !== ''),
      'no story that finds',
    )
    assert.ok(
      cases.some((one) => block(one, 'findings') === ''),
      'no story that finds nothing',
    )
    for (const word of ['How it is fooled.', 'How to tune it.', 'What to do.'])
      assert.ok(page.includes(`**${word}**`), `no paragraph "${word}"`)
    for (const [name, { default: value }] of Object.entries(settings)) {
      assert.match(page, new RegExp(`\\| \`${name}\` \\| ${value} \\|`), `the page does not give ${name} with its default ${value}`)
    }
  })

  for (const one of cases)
    test(`${id}: ${one.name}`, () => assert.deepEqual(run(one, id), (block(one, 'findings') ?? '').split('\n').filter(Boolean)))
}

/** The last state of every finding of the detection, as lines: time it first spoke, person, level, prompts by then; `why` where the case has it. */
function run(one: Case, id: string): string[] {
  const events = readStory(block(one, 'events') ?? '')
  const engine = createEngine(readLists(block(one, 'lists')))
  const found = new Map<string, Finding>()
  const keep = (findings: readonly Finding[]): void => {
    for (const finding of findings) if (finding.detection === id) found.set(finding.id, finding)
  }
  for (const event of events) keep(engine.step(event))
  keep(engine.advance((events.at(-1)?.time ?? 0) + hourMs))
  const sentences = block(one, 'findings')?.includes(': ') === true
  return [...found.values()].map(
    ({ detectedTime, person, level, promptsBefore, why }) =>
      `${tellDay(detectedTime)} ${person.name} ${level} at prompt ${promptsBefore}${sentences ? `: ${why}` : ''}`,
  )
}
