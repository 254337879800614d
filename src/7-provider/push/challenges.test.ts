/** The updates that end a question, by themselves: they stand also where what was read before them is no longer true. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { secondMs } from '../../0-event/time.ts'
import type { ChallengeRow } from '../../2-store/identity/schema.ts'
import { approve, end, isApprovable, pendingOf } from './challenges.ts'
import { type Held, whileHeld } from './held.ts'
import { type PushWorld, pushWorld } from './push.contract.ts'

/** `change` happens after the row was read. */
async function late(context: { after(end: () => Promise<void>): void }, change: (made: PushWorld, held: Held) => Promise<unknown>) {
  const made = await pushWorld()
  context.after(() => made.provider.end())
  await made.sent()
  const phone = await made.phone.row()
  const work = async (held: Held) => {
    const row = (await pendingOf(held.records, made.ada.id)) ?? assert.fail('none')
    await change(made, held)
    const approved = isApprovable(row) && (await approve(held, row, false, { phone, from: {} }))
    const denied = await end(held, row, 'denied', { phone, from: {} })
    const { state } = (await held.records.selectFrom('challenge').select('state').executeTakeFirst()) ?? { state: 'gone' }
    return { approved, denied, state }
  }
  return whileHeld({ parts: made.provider.parts, hear: () => {} }, made.ada.id, work, undefined)
}

const set = ({ records }: Held, changes: Partial<ChallengeRow>) => records.updateTable('challenge').set(changes).execute()

test('T2: nothing ends as answered when its time is over, whatever was read before', async (context) => {
  const change = (made: PushWorld, held: Held) => set(held, { expires: made.provider.parts.clock() })
  assert.deepEqual(await late(context, change), { approved: false, denied: false, state: 'pending' })
})

test('T15: nothing ends twice', async (context) => {
  const change = (_: PushWorld, held: Held) => set(held, { state: 'cancelled' })
  assert.deepEqual(await late(context, change), { approved: false, denied: false, state: 'cancelled' })
})

test('T103: a drill is not approved even by the update itself', async (context) => {
  const change = (_: PushWorld, held: Held) => set(held, { kind: 'drill' })
  assert.deepEqual(await late(context, change), { approved: false, denied: true, state: 'denied' })
})

test('an unanswered end needs its time to be over', async (context) => {
  const made = await pushWorld()
  context.after(() => made.provider.end())
  await made.sent()
  const ended = (held: Held) => pendingOf(held.records, made.ada.id).then((row) => row !== undefined && end(held, row, 'unanswered'))
  const about = () => whileHeld({ parts: made.provider.parts, hear: () => {} }, made.ada.id, ended, undefined)
  assert.equal(await about(), false)
  made.provider.later(120 * secondMs)
  assert.equal(await about(), true)
})
