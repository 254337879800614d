/** Runs every proof of the shelf, and reads the sample records that others published. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sources } from './index.ts'
import { proveSource } from './proof.ts'

const proofOf = (name: string): string => fileURLToPath(new URL(`${name}.md`, import.meta.url))

test('every source has its proof', () => {
  assert.deepEqual(
    sources.map(({ name }) => name).filter((name) => !existsSync(proofOf(name))),
    [],
  )
})

test('every shape has a name of its own', () => {
  const names = sources.flatMap(({ shapes }) => shapes.map(({ name }) => name))
  assert.deepEqual(names, [...new Set(names)])
})

for (const source of sources) proveSource(source, proofOf(source.name))
