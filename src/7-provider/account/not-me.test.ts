/** Saying "not me", of something in the history or by the link in a notice: once, and whoever did it is stopped. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { dayMs } from '../../0-event/time.ts'
import { keepActivities } from '../activities.ts'
import { keepDevice } from '../devices.ts'
import { issueAccessPass } from '../methods/access-pass.ts'
import { repudiation } from '../notices/repudiation.ts'
import { visitor } from '../provider.contract.ts'
import { addMethod, codeAt, testNotices } from '../sign-in/sign-in.contract.ts'
import { accountWorld, why } from './account.contract.ts'
import { createMyAccount } from './my-account.ts'
import { createRepudiations } from './repudiation.ts'

test('"not me" in the history: told as a report once, prompts fall silent, all other sessions end', async (context) => {
  const { account, mine, signIn, parts, told, push, sessions } = await accountWorld(context)
  const ada = await account('ada')
  const bea = await account('bea')
  const common = { time: parts.clock(), account: ada, app: { id: 'payroll', name: 'Payroll' }, src: visitor().src }
  await keepActivities(parts.identity, [
    { id: 'p', kind: 'prompt', result: 'sent', numberLength: 6, familiar: false, quiet: false, protocol: 'oidc', ...common },
    { id: 'p', kind: 'prompt', result: 'approved', numberLength: 6, familiar: false, quiet: false, protocol: 'oidc', ...common },
    {
      id: 's',
      kind: 'sign_in',
      result: 'success',
      methods: ['push'],
      single: false,
      browserKnown: false,
      ...common,
      time: common.time + 1,
    },
    { id: 'w', kind: 'password', result: 'unknown_user', ...common, account: { id: '', name: 'x', displayName: 'x' } },
  ])
  const actor = await signIn(ada)
  const other = await signIn(ada)
  const items = await mine.history(actor)
  assert.deepEqual(
    items.map(({ what, outcome, where, askable }) => [what, outcome, where, askable]),
    [
      ['Signed in to Payroll with phone', 'good', 'Utrecht, NL', true],
      ['Approved a sign-in to Payroll', 'good', 'Utrecht, NL', true],
    ],
  )
  assert.equal(why(await mine.verdict(await signIn(bea), 's', 'not-me')), 'refused')
  assert.equal(why(await mine.verdict(actor, 'p', 'me')), 'done')
  assert.equal(told.length, 0)
  for (let taps = 0; taps < 2; taps++) assert.equal(why(await mine.verdict(actor, 's', 'not-me')), 'done')
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ['report', 'sessions_revoked'],
  )
  assert.deepEqual(push.suppressedFor, [ada.id])
  assert.equal(await sessions.look(other.secret), undefined)
  assert.deepEqual(
    (await mine.history(actor)).map(({ verdict }) => verdict),
    ['not-me', 'me'],
  )
})

test('the link in a notice: looking changes nothing; saying "not me" suspends the method, ends sessions, silences the phone, once, for a week', async (context) => {
  const { account, signIn, parts, told, push, sessions, later, methods } = await accountWorld(context)
  const ada = await account('ada')
  const totp = await addMethod(parts, ada, 'totp', { name: 'Aegis' })
  const { identity } = parts
  const link = async (): Promise<string> => {
    const what = { kind: 'method-added', method: 'Aegis', methodId: totp } as const
    const made = await identity.transaction(async (records) => repudiation(parts, records, ada.id, what, await identity.now(records)))
    return new URL(made).hash.slice(1)
  }
  const repudiations = createRepudiations(parts, sessions, push)
  const secret = await link()
  const thief = await signIn(ada)
  const mine = createMyAccount({ parts, sessions, push, notices: testNotices() })
  const offered = await mine.offerTotp(thief)
  assert.ok(offered.ok)
  assert.equal((await repudiations.look(secret))?.method, 'Aegis')
  assert.equal((await methods())[0]?.state, 'active')
  const said = await Promise.all([1, 2].map(() => repudiations.say(secret)))
  assert.deepEqual(said.map(({ state }) => state).sort(), ['done', 'gone'])
  assert.equal((await methods())[0]?.state, 'suspended')
  assert.equal(await sessions.look(thief.secret), undefined)
  const code = codeAt(offered.secret, parts.clock())
  assert.equal(why(await mine.confirmTotp(thief, offered.offer, code, '')), 'refused', 'what was being added is over as well')
  assert.deepEqual(push.suppressedFor, [ada.id])
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ['report', 'method', 'sessions_revoked'],
  )
  assert.equal(await repudiations.look(secret), undefined)
  const old = await link()
  later(7 * dayMs)
  assert.equal((await repudiations.say(old)).state, 'gone')
  assert.equal((await repudiations.say('nonsense')).state, 'gone')
})

test('"not me" makes a stranger of the browser that did it, and of those that were new then; one used for long stays, and the one it is said in', async (context) => {
  const { account, mine, signIn, parts, later, push, sessions } = await accountWorld(context)
  const { identity, chance } = parts
  const ada = await account('ada')
  const remember = async (thumbprint: string): Promise<string> =>
    identity.transaction(async (records) =>
      keepDevice(records, chance, ada.id, { thumbprint, jwk: '{}' }, thumbprint, await identity.now(records)),
    )
  const known = async (): Promise<readonly string[]> => {
    const rows = await identity.records.selectFrom('device').select('thumbprint').orderBy('thumbprint').execute()
    return rows.map(({ thumbprint }) => thumbprint)
  }
  await remember('old')
  await remember('thief, long ago')
  later(3 * dayMs)
  const own = await remember('own')
  await remember('thief')
  const common = { time: parts.clock(), account: ada, app: { id: 'payroll', name: 'Payroll' } }
  const signedIn = { ...common, kind: 'sign_in', result: 'success', methods: ['push'], single: false, browserKnown: true } as const
  await keepActivities(identity, [
    { ...signedIn, id: 's', src: { ...visitor().src, deviceId: 'thief, long ago' } },
    { ...common, id: 'c', kind: 'password_changed', how: 'changed', by: undefined },
  ])
  const actor = await signIn(ada, { device: own })
  assert.equal(why(await mine.verdict(actor, 's', 'not-me')), 'done')
  assert.deepEqual(await known(), ['old', 'own', 'thief'])
  assert.equal(why(await mine.verdict(actor, 'c', 'not-me')), 'done')
  assert.deepEqual(await known(), ['old', 'own'])
  await remember('thief again')
  const made = await identity.transaction(async (records) =>
    repudiation(parts, records, ada.id, { kind: 'access-pass-issued' }, await identity.now(records)),
  )
  await issueAccessPass(parts, ada, 'help desk')
  assert.equal((await createRepudiations(parts, sessions, push).say(new URL(made).hash.slice(1))).state, 'done')
  assert.deepEqual(await known(), ['old'], 'a link may be opened anywhere')
  const [pass] = await identity.records.selectFrom('method').selectAll().execute()
  assert.equal(pass?.state, 'disabled', 'a pass that somebody talked the help desk into is over')
})
