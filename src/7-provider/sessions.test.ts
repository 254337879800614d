/** Sessions of people: how they begin and end, and that whoever must know hears of every end. */
import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { dayMs, hourMs, minuteMs } from '../0-event/time.ts'
import type { AccountNames } from './parts.ts'
import { testProvider, visitor } from './provider.contract.ts'
import { createPersonSessions, type EndedSessions, sessionsMax } from './sessions.ts'
import { accountPurpose, addTotp, openBrowser, testNotices, testPush } from './sign-in/sign-in.contract.ts'
import { createSignIns, type SignedIn } from './sign-in/sign-ins.ts'

async function start(context: TestContext) {
  const provider = await testProvider()
  context.after(provider.end)
  const sessions = createPersonSessions(provider.parts)
  const heard: EndedSessions[] = []
  sessions.onEnd(async (ended) => {
    heard.push(ended)
  })
  sessions.onEnd(() => Promise.reject(new Error('a listener that fails')))
  const ada = await provider.account('ada', { password: 'correct horse battery' })
  const begin = (replaces?: string) => sessions.begin(signedIn(ada, provider.parts.clock()), visitor(), replaces)
  return { ...provider, sessions, heard, ada, begin }
}

const signedIn = (account: AccountNames, authTime: number): SignedIn => ({
  account,
  acr: 'aal2',
  amr: ['mfa', 'otp', 'pwd'],
  authTime,
  proofs: [],
  purpose: accountPurpose,
  flow: 'flow',
  enrolOnly: false,
})

test('a session lasts a day, and an hour without a sign of life; its secret is not in the database', async (context) => {
  const { sessions, begin, later, parts } = await start(context)
  const { secret, csrf } = await begin()
  const kept = JSON.stringify(await parts.identity.records.selectFrom('person_session').selectAll().execute())
  assert.ok(!kept.includes(secret))
  for (let minutes = 0; minutes < 23 * 60; minutes += 59) {
    later(59 * minuteMs)
    assert.equal((await sessions.look(secret))?.csrf, csrf)
  }
  later(59 * minuteMs)
  assert.equal(await sessions.look(secret), undefined, 'a day is over')
  const idle = await begin()
  later(hourMs)
  assert.equal(await sessions.look(idle.secret), undefined)
  assert.equal(await sessions.look('nonsense'), undefined)
})

test('T18: a step-up begins a new session and ends the one before', async (context) => {
  const { sessions, begin, heard } = await start(context)
  const first = await begin()
  const second = await begin(first.secret)
  assert.notEqual(first.secret, second.secret)
  assert.equal(await sessions.look(first.secret), undefined)
  assert.ok((await sessions.look(second.secret)) !== undefined)
  assert.equal(heard.length, 1)
})

test('T38: whoever comes back by a recovery code or an access pass is signed in there alone, and applications hear of it', async (context) => {
  const { sessions, begin, heard, ada, parts, told } = await start(context)
  for (const kind of ['recovery-code', 'access-pass'] as const) {
    const before = await begin()
    heard.length = 0
    told.length = 0
    const proof = { kind, time: parts.clock(), amr: ['otp'], resistant: false, multi: false, deviceBound: false } as const
    const { secret } = await sessions.begin({ ...signedIn(ada, parts.clock()), proofs: [proof] }, visitor())
    assert.equal(await sessions.look(before.secret), undefined, kind)
    assert.ok((await sessions.look(secret)) !== undefined, kind)
    assert.deepEqual(
      heard.map(({ all, allOthers }) => [all, allOthers]),
      [[false, true]],
    )
    assert.deepEqual(
      told.map((one) => one.kind),
      ['sessions_revoked'],
    )
  }
})

test('T85: every way a session ends is heard of once, and a listener that fails stops nothing', async (context) => {
  const { sessions, begin, heard, ada, later, parts, faults, told } = await start(context)
  const ways: Readonly<Record<string, () => Promise<unknown>>> = {
    'signed out': async () => sessions.end({ account: ada, sessions: [(await lookOf(await begin())).id], why: 'out', isSignOut: true }),
    'all but one': async () => sessions.end({ account: ada, except: (await lookOf(await begin())).id, why: 'others' }),
    'all ended': async () => [await begin(), await sessions.end({ account: ada, why: 'all', by: 'root' })],
    'none here, but perhaps elsewhere': () => sessions.end({ account: ada, why: 'all' }),
    replaced: async () => begin((await begin()).secret),
    'idle, seen by a look': async () => {
      const { secret } = await begin()
      later(hourMs)
      await sessions.look(secret)
    },
    'idle, seen by the sweep': async () => {
      await begin()
      later(hourMs)
      await sessions.sweep()
    },
    'too old': async () => {
      await begin()
      later(dayMs)
      await sessions.sweep()
    },
    'account disabled': async () => {
      const { secret } = await begin()
      const { records } = parts.identity
      await records.updateTable('account').set({ state: 'disabled' }).where('id', '=', ada.id).execute()
      await sessions.look(secret)
      await records.updateTable('account').set({ state: 'active' }).where('id', '=', ada.id).execute()
    },
    'deleted by another part': () => sessions.ended({ account: ada, sessions: [], all: true, why: 'directory', by: 'root' }),
  }
  async function lookOf({ secret }: { secret: string }) {
    const session = await sessions.look(secret)
    assert.ok(session !== undefined)
    return session
  }
  const missed: string[] = []
  for (const [way, end] of Object.entries(ways)) {
    await begin()
    const before = heard.length
    await end()
    if (heard.length === before) missed.push(way)
    await sessions.end({ account: ada, why: 'clean' })
  }
  assert.deepEqual(missed, [])
  assert.equal(faults.length, heard.length)
  assert.ok(told.every(({ kind }) => kind === 'sessions_revoked'))
})

test('one person has so many sessions at most: the one unseen longest ends', async (context) => {
  const { sessions, begin, later, ada } = await start(context)
  const first = await begin()
  for (let count = 0; count < sessionsMax; count++) {
    later(1000)
    await begin()
  }
  assert.equal(await sessions.look(first.secret), undefined)
  assert.equal((await sessions.list(ada.id)).length, sessionsMax)
})

test('ending all sessions ends a sign-in that is half done as well', async (context) => {
  const { sessions, ada, parts } = await start(context)
  await addTotp(parts, ada)
  const signIns = createSignIns(parts, testPush(), testNotices())
  const half = await openBrowser(signIns)
  assert.equal((await half.password('ada', 'correct horse battery')).step, 'method')
  await sessions.end({ account: ada, why: 'reported' })
  assert.equal((await half.act({ do: 'choose', offer: 'totp' })).step, 'over')
})
