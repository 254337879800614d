/** Notes: the bound, what is forgotten at it, and a restart at any moment. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { createNotes } from './notes.ts'

const disk = () => {
  const kept = new Map<string, string>()
  return {
    kept,
    load: (key: string) => kept.get(key),
    save: (changes: readonly { readonly key: string; readonly state: string | undefined }[]) => {
      for (const { key, state } of changes) {
        if (state === undefined) kept.delete(key)
        else kept.set(key, state)
      }
    },
  }
}

test('at the bound the entry longest unchanged is forgotten', () => {
  const notes = createNotes<number>('n', 2, undefined)
  notes.set('a', 1)
  notes.set('b', 2)
  notes.set('a', 3)
  notes.set('c', 4)
  assert.deepEqual(
    [...notes.entries()],
    [
      ['a', 3],
      ['c', 4],
    ],
  )
})

test('a restart finds what was kept in the order of its changes, and the disk holds no more than the bound', () => {
  const step = fc.tuple(fc.constantFrom('set', 'delete', 'save', 'restart'), fc.constantFrom(...'abcdefgh'), fc.nat(9))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { kept, load, save } = disk()
      let notes = createNotes<number>('n', 4, load)
      for (const [what, key, value] of steps) {
        if (what === 'set') notes.set(key, value)
        if (what === 'delete') notes.delete(key)
        if (what === 'save' || what === 'restart') save(notes.changes())
        if (what === 'restart') {
          const before = [...notes.entries()]
          notes = createNotes<number>('n', 4, load)
          assert.deepEqual([...notes.entries()], before)
        }
        assert.ok(notes.size() <= 4 && kept.size <= 5)
      }
    }),
  )
})
