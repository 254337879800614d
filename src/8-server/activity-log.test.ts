/** Activities wait for the store, go in as records of our own provider, and are never lost to a disk that was full for a while. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Activity } from '../7-provider/activity.ts'
import type { Accept, Given } from './accept.ts'
import { createActivityLog } from './activity-log.ts'
import { problem } from './problem.ts'

const activity = (id: string): Activity => ({
  id,
  time: Date.UTC(2026, 0, 5),
  account: { id: 'a', name: 'ada@example.com', displayName: 'Ada' },
  kind: 'password',
  result: 'right',
})

function world(options: { readonly ready: () => boolean; readonly fails?: () => boolean }) {
  const taken: Given[] = []
  const faults: string[] = []
  const kept: Activity[] = []
  const accept: Accept = {
    take: async (given) => {
      if (options.fails?.() === true) throw new Error('the disk is full')
      taken.push(...given)
      return { accepted: given.length, duplicates: 0, refused: [] }
    },
    forget: () => {},
  }
  const log = createActivityLog({
    accept: () => {
      if (!options.ready()) throw problem(503, 'starting', 'opening', 1)
      return accept
    },
    organisation: 'example',
    keep: async (activities) => void kept.push(...activities),
    fault: (error, doing) => faults.push(`${doing}: ${String(error)}`),
  })
  return { log, taken, faults, kept }
}

test('what was done before the store is open goes in when it is', async () => {
  let isReady = false
  const { log, taken, faults, kept } = world({ ready: () => isReady })
  log.tell([activity('one'), activity('two')])
  assert.equal(taken.length, 0)
  isReady = true
  log.tell([activity('three')])
  await log.settled()
  assert.deepEqual(
    taken.map(({ record, source }) => [source.name, record['Id'], record['SourceSystem']]),
    [
      ['provider', 'one', 'Tocsin'],
      ['provider', 'two', 'Tocsin'],
      ['provider', 'three', 'Tocsin'],
    ],
  )
  assert.equal(kept.length, 3)
  assert.deepEqual(faults, [])
})

test('a disk that is full for a while loses nothing, and is told of', async () => {
  let fails = true
  const { log, taken, faults } = world({ ready: () => true, fails: () => fails })
  log.tell([activity('one')])
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.deepEqual(faults, ['writing down what was done: Error: the disk is full'])
  fails = false
  await log.settled()
  assert.deepEqual(
    taken.map(({ record }) => record['Id']),
    ['one'],
  )
})

test('beyond the bound the oldest are let go, and that is said', async () => {
  let isReady = false
  const { log, taken, faults } = world({ ready: () => isReady })
  for (let n = 0; n < 10_050; n++) log.tell([activity(String(n))])
  assert.ok(faults.some((fault) => fault.includes('were let go')))
  isReady = true
  await log.close()
  assert.equal(taken.length, 10_000)
  assert.equal(taken[0]?.record['Id'], '50')
})

test('closing gives up what can not be written, with a word', async () => {
  const { log, faults } = world({ ready: () => true, fails: () => true })
  log.tell([activity('one')])
  await log.close()
  assert.ok(faults.some((fault) => fault.includes('before closing')))
})
