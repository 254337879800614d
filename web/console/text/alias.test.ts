/** Accounts in words. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aliasText } from './alias.ts'

test('providers’ ids and bare names are said to be such', () => {
  assert.deepEqual(['ada@example.com', 'id entra-id f029', 'id duo DU1', 'name ada'].map(aliasText), [
    'ada@example.com',
    'Entra ID id f029',
    'Duo id DU1',
    'ada (name alone)',
  ])
})
