/** A person's own history on SQLite, and the sentences in it. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { activitiesKeepTheirPromises } from './activities.contract.ts'
import type { Activity } from './activity.ts'
import { isStrangers, wordsOf } from './activity-words.ts'

activitiesKeepTheirPromises(undefined)

const common = { id: 'a', time: 0, account: { id: 'ada', name: 'ada', displayName: 'Ada' }, app: { id: 'p', name: 'Payroll' } }
const phone = { id: 'm', kind: 'push', name: 'Pixel 9' } as const
const prompt = { ...common, kind: 'prompt', numberLength: 2, familiar: true, quiet: false, protocol: 'oidc' } as const

/** Written by hand: what the person reads, and whether a stranger alone can cause it. */
const table: readonly (readonly [Activity, string | undefined, boolean])[] = [
  [{ ...common, kind: 'password', result: 'right' }, undefined, false],
  [{ ...common, kind: 'password', result: 'wrong' }, 'A wrong password was typed', true],
  [{ ...common, kind: 'password', result: 'locked' }, 'A password was refused: too many were wrong', true],
  [{ ...prompt, result: 'sent' }, 'Asked to approve a sign-in to Payroll', true],
  [{ ...prompt, result: 'approved' }, 'Approved a sign-in to Payroll', false],
  [{ ...prompt, result: 'reported' }, 'Reported a sign-in to Payroll as not you', true],
  [{ ...prompt, result: 'wrong_number' }, 'Typed a wrong number for a sign-in to Payroll', true],
  [{ ...prompt, result: 'unanswered' }, 'Did not answer a sign-in to Payroll', true],
  [{ ...prompt, result: 'withheld', why: 'too many today' }, 'A sign-in to Payroll was not shown to you: too many today', true],
  [{ ...common, kind: 'code', factor: 'totp', result: 'wrong' }, 'A wrong code was typed: code app', true],
  [
    { ...common, kind: 'sign_in', result: 'success', methods: ['push'], single: false, browserKnown: true },
    'Signed in to Payroll with phone',
    false,
  ],
  [{ ...common, kind: 'sign_in', result: 'failure', methods: [], single: false, browserKnown: true }, 'A sign-in to Payroll failed', true],
  [{ ...common, kind: 'method', what: 'added', method: phone, by: undefined }, 'Phone Pixel 9 added', false],
  [{ ...common, kind: 'method', what: 'removed', method: phone, by: 'Grace' }, 'Phone Pixel 9 removed by Grace', false],
  [
    { ...common, kind: 'method', what: 'refused', method: phone, by: undefined, why: 'A second phone used the same code' },
    'Phone Pixel 9 was not added: A second phone used the same code',
    true,
  ],
  [{ ...common, kind: 'password_changed', how: 'reset', by: 'Grace' }, 'Password reset by Grace', false],
  [{ ...common, kind: 'account', what: 'disabled', by: 'scim' }, 'Account disabled by scim', false],
  [{ ...common, kind: 'token', what: 'refreshed' }, undefined, false],
]

test('each activity is a sentence for its owner, or nothing', () => {
  for (const [activity, words, strangers] of table) {
    assert.equal(wordsOf(activity)?.what, words)
    assert.equal(isStrangers(activity), strangers, words)
  }
})
