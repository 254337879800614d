/** The tables of what is kept in `docs/detections.md` name every bound in the code, with its number, and none that is not there. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'

/** Bounds of scheduled rules stand in `docs/rules.md`; evaluations and comparators are no part of what runs. */
const elsewhere = /^(rule|schedule|evaluate|comparator)|\.test\.ts$/
/** A size in the model, and no bound of anything kept. */
const noBounds = new Set(['freeman-features.ts shareMax'])

const inCode = globSync(join(import.meta.dirname, '*.ts'))
  .filter((file) => !elsewhere.test(basename(file)))
  .flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^(?:export )?const (\w+(?:Max|MaxDefault)) = ([\d_.]+)$/gm)].map(
      ([, name, value]) => [`${basename(file)} ${name}`, Number(value?.replaceAll('_', ''))] as const,
    ),
  )
  .filter(([name]) => !noBounds.has(name))

const page = readFileSync(new URL('../../docs/detections.md', import.meta.url), 'utf8')
const onPage = [...page.matchAll(/^\| [^|]+ \| ([\d,]+) \| `([\w-]+\.ts)` `(\w+)` \|/gm)].map(
  ([, value, file, name]) => [`${file} ${name}`, Number(value?.replaceAll(',', ''))] as const,
)

test('every bound is told with its number', () => {
  assert.ok(inCode.length > 50, `only ${inCode.length} bounds were read`)
  assert.deepEqual([...onPage].sort(), [...inCode].sort())
})
