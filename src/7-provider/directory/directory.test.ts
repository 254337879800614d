/** The directory: names, changes that are told, sessions that end, groups, and what an administrator may do for a person. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { createNotices } from '../notices/queue.ts'
import { type TestProvider, testProvider } from '../provider.contract.ts'
import { createDirectory, type Directory } from './directory.ts'
import { cleanText, isRefused, passwordHashProblem } from './fields.ts'
import { groupsOfPersonMax } from './groups.ts'
import type { AccountView, GroupView } from './wire.ts'

interface TestDirectory extends TestProvider {
  readonly directory: Directory
  readonly ended: string[]
  readonly lifted: string[]
}

async function open(context: TestContext): Promise<TestDirectory> {
  const provider = await testProvider()
  context.after(() => provider.end())
  const ended: string[] = []
  const lifted: string[] = []
  const directory = createDirectory({
    ...provider.parts,
    notices: createNotices(provider.parts),
    ended: async ({ name }, why) => void ended.push(`${name}: ${why}`),
    lift: async ({ name }, by) => void lifted.push(`${name} by ${by}`),
  })
  return { ...provider, directory, ended, lifted }
}

async function made<T>(answer: Promise<T>): Promise<Exclude<T, { refused: unknown }>> {
  const value = await answer
  assert.ok(!isRefused(value), JSON.stringify(value))
  return value as Exclude<T, { refused: unknown }>
}

const person = (directory: Directory, name: string, more: object = {}): Promise<AccountView> =>
  made(directory.add({ name, ...more }, 'admin')) as Promise<AccountView>

test('a name is one name however it is typed, and nobody gets it twice', async (context) => {
  const { directory } = await open(context)
  const ada = await person(directory, 'Ada@Example.com', { displayName: 'Ada L.' })
  assert.equal((await directory.byName('  ADA@example.COM '))?.id, ada.id)
  // Full-width letters are the same letters (NFKC).
  assert.equal((await directory.byName('\uff21da@example.com'))?.id, ada.id)
  assert.match(JSON.stringify(await directory.add({ name: 'ADA@EXAMPLE.COM' }, 'admin')), /"taken"/)
  const bob = await person(directory, 'bob')
  assert.match(JSON.stringify(await directory.change(bob.id, { name: 'Ada@example.com' }, 'admin')), /"taken"/)
  assert.equal((await directory.byName('bob'))?.id, bob.id)
})

test('what is not seen makes no second name: it is refused, or finds the one that is there', async (context) => {
  const { directory } = await open(context)
  const ada = await person(directory, 'ada')
  for (const hidden of ['\u200b', '\u00ad', '\u2060', '\u3164', '\u{e0061}'])
    assert.match(JSON.stringify(await directory.add({ name: `ad${hidden}a` }, 'admin')), /cannot be seen/)
  for (const joiner of ['\u200c', '\u200d', '\ufe0f']) {
    assert.match(JSON.stringify(await directory.add({ name: `ad${joiner}a` }, 'admin')), /"taken"/)
    assert.equal((await directory.byName(`a${joiner}da`))?.id, ada.id)
  }
  assert.match(JSON.stringify(await directory.add({ name: '\u200d' }, 'admin')), /name is/)
  await person(directory, '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645')
  assert.ok('id' in (await directory.add({ name: 'bea', displayName: '\u845b\u{e0100}\u57ce' }, 'admin')))
})

test('names, addresses and hashes out of bounds are refused with a sentence', async (context) => {
  const { directory } = await open(context)
  const refused = async (given: object, why: RegExp) => assert.match(JSON.stringify(await directory.add({ name: 'x', ...given }, 'a')), why)
  await refused({ name: '' }, /name is missing/)
  await refused({ name: 'a'.repeat(257) }, /longer than 256/)
  await refused({ name: 'a\nb' }, /cannot be seen/)
  await refused({ displayName: 'Bob \u202egro.live' }, /cannot be seen/)
  await refused({ email: 'no address' }, /no e-mail address/)
  await refused({ email: 'a@b.c\r\nBcc: all@b.c' }, /cannot be seen|no e-mail/)
  await refused({ emails: ['a@b.c, d@e.f'] }, /no e-mail address/)
  await refused({ emails: Array.from({ length: 11 }, (_, n) => `a${n}@b.c`) }, /more than 10/)
  await refused({ passwordHash: '$2y$10$abc' }, /Argon2id/)
  assert.equal(passwordHashProblem('$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b8dWRWJTmaaJObG'), undefined)
  assert.match(
    passwordHashProblem('$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b8dWRWJTmaaJObG') ?? '',
    /bounds/,
  )
})

test('T49: whatever a stranger puts into a name, what is kept can be seen for what it is', () => {
  fc.assert(
    fc.property(
      fc
        .array(fc.oneof(fc.integer({ min: 0, max: 0xff }), fc.integer({ min: 0x2000, max: 0x206f })), { maxLength: 400 })
        .map((codes) => String.fromCharCode(...codes)),
      (text) => {
        const clean = cleanText(text, 'It')
        if (clean === null || isRefused(clean)) return true
        return clean.length <= 256 && !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(clean)
      },
    ),
  )
})

test('each change is told once, with who did it and what', async (context) => {
  const { directory, told } = await open(context)
  const ada = await person(directory, 'ada', { email: 'ada@example.com' })
  await directory.change(ada.id, { displayName: 'Ada', privileged: true }, 'grace')
  await directory.change(ada.id, { displayName: 'Ada', privileged: true }, 'grace')
  await directory.change(ada.id, { state: 'disabled' }, 'grace')
  await directory.change(ada.id, { state: 'active', privileged: false }, 'grace')
  assert.equal(await directory.remove(ada.id, 'grace'), true)
  assert.equal(await directory.remove(ada.id, 'grace'), false)
  const said = told.map((each) => (each.kind === 'account' ? `${each.what} by ${each.by} ${each.changes ?? ''}`.trim() : each.kind))
  assert.deepEqual(said, [
    'created by admin',
    'changed by grace display name',
    'privileged by grace',
    'disabled by grace',
    'enabled by grace',
    'unprivileged by grace',
    'removed by grace',
  ])
})

test('disabling ends every session and nothing else: methods and password stay', async (context) => {
  const { directory, parts, told, ended } = await open(context)
  const ada = await person(directory, 'ada')
  const { records } = parts.identity
  const session = {
    csrf: 'c',
    acr: 'aal2',
    amr: '[]',
    auth_time: 0,
    device_id: null,
    ip: null,
    user_agent: null,
    created: 0,
    seen: 0,
    enrol_only: 0,
  }
  for (const id_hash of ['one', 'two'])
    await records
      .insertInto('person_session')
      .values({ id_hash, account_id: ada.id, ...session })
      .execute()
  const item = { body: '{}', grant_id: null, user_code: null, uid: null, consumed: null, expires: null }
  await records
    .insertInto('oidc_item')
    .values({ model: 'RefreshToken', id: 'r', account_id: ada.id, ...item })
    .execute()
  await addPhone(parts, ada.id)
  await directory.change(ada.id, { state: 'disabled' }, 'grace')
  assert.equal((await records.selectFrom('person_session').selectAll().execute()).length, 0)
  assert.equal((await records.selectFrom('oidc_item').selectAll().execute()).length, 0)
  assert.equal((await directory.detail(ada.id))?.allMethods.length, 1)
  assert.deepEqual(ended, ['ada: The account was disabled.'])
  const revoked = told.find(({ kind }) => kind === 'sessions_revoked')
  assert.ok(revoked?.kind === 'sessions_revoked' && revoked.count === 2)
})

async function addPhone({ identity, seals }: TestProvider['parts'], account: string): Promise<void> {
  const sealed = seals.seal('method.sealed:phone', 'a secret of the phone')
  const times = { failures: 0, counter: 0, created: 5, used: null }
  const phone = {
    id: `phone-${account}`,
    account_id: account,
    kind: 'push',
    name: "Ada's phone",
    state: 'active',
    key: account,
    data: '{}',
  } as const
  await identity.records
    .insertInto('method')
    .values({ ...phone, sealed, ...times })
    .execute()
}

test('an administrator sees methods but no secret, and what they remove is told to every address of the person', async (context) => {
  const { directory, parts, told } = await open(context)
  const ada = await person(directory, 'ada', { email: 'ada@example.com', emails: ['ada@example.com', 'home@example.org'] })
  await addPhone(parts, ada.id)
  const detail = await directory.detail(ada.id)
  assert.deepEqual(
    detail?.allMethods.map(({ kind, name }) => [kind, name]),
    [['push', "Ada's phone"]],
  )
  assert.doesNotMatch(JSON.stringify(detail), /sealed|v1\.|password_hash/)
  assert.match(JSON.stringify(await directory.removeMethod(ada.id, 'another', 'grace')), /no such method/)
  assert.equal(await directory.removeMethod(ada.id, `phone-${ada.id}`, 'grace'), undefined)
  const removed = told.at(-1)
  assert.ok(removed?.kind === 'method' && removed.what === 'removed' && removed.by === 'grace')
  assert.deepEqual((await directory.detail(ada.id))?.notices.map(({ kind, to }) => `${kind} ${to}`).sort(), [
    'method-removed ada@example.com',
    'method-removed home@example.org',
  ])
})

test('an access pass is shown once, told to the person, and never given to a disabled account', async (context) => {
  const { directory, parts, told } = await open(context)
  const ada = await person(directory, 'ada', { email: 'ada@example.com' })
  const pass = await made(directory.issuePass(ada.id, 'grace'))
  assert.ok('code' in pass && pass.code.length >= 16)
  const kept = JSON.stringify(await parts.identity.records.selectFrom('method').selectAll().execute())
  assert.ok(!kept.includes(pass.code), 'the code is not kept')
  assert.ok(!JSON.stringify(told).includes(pass.code), 'the code is not told')
  assert.equal((await directory.detail(ada.id))?.notices[0]?.kind, 'access-pass-issued')
  await directory.change(ada.id, { state: 'disabled' }, 'grace')
  assert.match(JSON.stringify(await directory.issuePass(ada.id, 'grace')), /disabled/)
  assert.match(JSON.stringify(await directory.issuePass('nobody', 'grace')), /no such account/)
})

test('lifting a suppression says who did it', async (context) => {
  const { directory, lifted } = await open(context)
  const ada = await person(directory, 'ada')
  assert.equal(await directory.lift(ada.id, 'grace'), undefined)
  assert.deepEqual(lifted, ['ada by grace'])
})

test('whoever changes an e-mail address is told of at the old one', async (context) => {
  const { directory } = await open(context)
  const ada = await person(directory, 'ada', { email: 'old@example.com' })
  await directory.change(ada.id, { email: 'new@example.com' }, 'mallory')
  assert.deepEqual(
    (await directory.detail(ada.id))?.notices.map(({ kind, to }) => `${kind} ${to}`),
    ['address-changed old@example.com'],
  )
  assert.deepEqual((await directory.detail(ada.id))?.emails, ['new@example.com'])
})

test('searching goes by name, display name and address, page by page, and takes signs as they stand', async (context) => {
  const { directory } = await open(context)
  for (let n = 0; n < 25; n++) await person(directory, `user${String(n).padStart(2, '0')}`, { displayName: `Person ${n}` })
  await person(directory, '100%_sure', { email: 'odd@example.com' })
  const first = await directory.find({ search: 'USER', limit: 10 })
  assert.equal(first.total, 25)
  assert.equal(first.accounts.length, 10)
  const second = await directory.find({ search: 'user', limit: 10, after: first.next })
  const third = await directory.find({ search: 'user', limit: 10, after: second.next })
  const names = [...first.accounts, ...second.accounts, ...third.accounts].map(({ name }) => name)
  assert.deepEqual(names, [...new Set(names)].sort())
  assert.equal(names.length, 25)
  assert.equal(third.next, undefined)
  assert.deepEqual(
    (await directory.find({ search: '%', limit: 5 })).accounts.map(({ name }) => name),
    ['100%_sure'],
  )
  assert.equal((await directory.find({ search: 'odd@', limit: 5 })).total, 1)
  assert.equal((await directory.find({ search: 'person 7', limit: 5 })).total, 1)
  assert.equal((await directory.find({ search: "' or 1=1 --", limit: 5 })).total, 0)
})

test('groups: members join and leave, each told; a person has a most of groups; an unknown one undoes all', async (context) => {
  const { directory, parts, told } = await open(context)
  const ada = await person(directory, 'ada')
  const bob = await person(directory, 'bob')
  const group = (await made(directory.addGroup({ name: 'Finance' }, 'admin'))) as GroupView
  assert.match(JSON.stringify(await directory.addGroup({ name: 'FINANCE' }, 'admin')), /"taken"/)
  assert.match(JSON.stringify(await directory.join(group.id, [ada.id, 'nobody'], 'admin')), /no account with the id/)
  assert.equal((await directory.group(group.id))?.members, 0)
  assert.equal(await directory.join(group.id, [ada.id, bob.id, ada.id], 'admin'), 2)
  assert.equal(await directory.join(group.id, [ada.id], 'admin'), 0)
  assert.deepEqual(
    (await directory.members(group.id, { limit: 10 }))?.members.map(({ name }) => name),
    ['ada', 'bob'],
  )
  assert.equal(await directory.leave(group.id, [bob.id, 'nobody'], 'admin'), 1)
  const said = told.flatMap((each) =>
    each.kind === 'account' ? (each.changes ?? []).map((change) => `${each.account.name} ${change}`) : [],
  )
  assert.deepEqual(said, ['ada joined the group Finance', 'bob joined the group Finance', 'bob left the group Finance'])
  const many = Array.from({ length: groupsOfPersonMax - 1 }, (_, n) => ({
    id: `g${n}`,
    name: `G${n}`,
    name_key: `g${n}`,
    external_id: null,
    created: 0,
    updated: 0,
  }))
  await parts.identity.records.insertInto('people_group').values(many).execute()
  await parts.identity.records
    .insertInto('membership')
    .values(many.map(({ id }) => ({ group_id: id, account_id: ada.id })))
    .execute()
  const last = (await made(directory.addGroup({ name: 'Last' }, 'admin'))) as GroupView
  assert.match(JSON.stringify(await directory.join(last.id, [bob.id, ada.id], 'admin')), /"full"/)
  assert.equal((await directory.group(last.id))?.members, 0, 'all or nothing')
  assert.equal(await directory.removeGroup(group.id, 'admin'), true)
  assert.equal((await directory.detail(ada.id))?.groups.length, groupsOfPersonMax - 1)
})
