/** SCIM as Entra's and Okta's agents speak it: their documented requests one after another, and what must be refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { testOrigin } from '../../7-provider/provider.contract.ts'
import { type Answer, type DirectoryServer, directoryServer } from './directory.contract.ts'

const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const scim = { 'content-type': 'application/scim+json' }

const patch = (server: DirectoryServer, url: string, ...Operations: object[]): Promise<Answer> =>
  server.ask({ method: 'PATCH', url: `/scim/v2/${url}`, headers: scim, body: { schemas: [patchOp], Operations } })
const get = (server: DirectoryServer, url: string): Promise<Answer> => server.ask({ method: 'GET', url: `/scim/v2/${url}` })
const post = (server: DirectoryServer, url: string, body: object): Promise<Answer> =>
  server.ask({ method: 'POST', url: `/scim/v2/${url}`, headers: scim, body })
const filter = (text: string): string => `filter=${encodeURIComponent(text)}`
const idOf = ({ json }: Answer): string => String(json['id'])

// https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups
test('Entra: probe, look for, create, change with its odd patches, disable by "False", remove', async (context) => {
  const server = await directoryServer(context, 'scim')
  const probe = await get(server, `Users?${filter('userName eq "ea9a2c8a-6d7a-4a3b-8c7e-000000000000"')}`)
  assert.equal(probe.status, 200)
  assert.deepEqual([probe.json['totalResults'], probe.json['Resources']], [0, []])
  const made = await post(server, 'Users', {
    schemas: [core, enterprise],
    externalId: '0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef',
    userName: 'Test_User_ab6490ee@testuser.com',
    active: true,
    addresses: [],
    displayName: 'lennay',
    emails: [{ type: 'work', value: 'Test_User@testuser.com', primary: true }],
    meta: { resourceType: 'User' },
    name: { formatted: 'Ryan Leenay', familyName: 'Leenay', givenName: 'Ryan' },
    roles: [],
    [enterprise]: { department: 'bob' },
  })
  assert.equal(made.status, 201)
  const id = idOf(made)
  assert.equal(made.headers['location'], `${testOrigin}/scim/v2/Users/${id}`)
  assert.match(String(made.headers['content-type']), /application\/scim\+json/)
  for (const text of [
    'userName eq "test_user_AB6490ee@testuser.com"',
    'externalId eq "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"',
    'emails[type eq "work"].value eq "Test_User@testuser.com"',
    'emails.value eq "test_user@testuser.com" and active eq true',
  ]) {
    const found = await get(server, `Users?${filter(text)}`)
    assert.deepEqual([found.json['totalResults'], (found.json['Resources'] as { id: string }[])[0]?.id], [1, id], text)
  }
  const changed = await patch(
    server,
    `Users/${id}`,
    { op: 'Replace', path: 'emails[type eq "work"].value', value: 'updated@testuser.com' },
    { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 555 0100' },
    { op: 'Add', path: 'addresses[type eq "work"].streetAddress', value: '1 Main Street' },
    { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'Springfield' },
    { op: 'Replace', path: 'name.familyName', value: 'updatedFamilyName' },
    { op: 'Add', path: `${enterprise}:manager`, value: 'a-manager' },
    { op: 'Replace', path: `${enterprise}:department`, value: 'Sales' },
    { op: 'Add', path: 'roles[primary eq "True"].value', value: 'Approver' },
  )
  assert.equal(changed.status, 200, JSON.stringify(changed.json))
  assert.deepEqual(changed.json['emails'], [{ value: 'updated@testuser.com', type: 'work', primary: true }])
  assert.deepEqual(changed.json['phoneNumbers'], [{ value: '+1 555 0100', type: 'mobile' }])
  assert.deepEqual(changed.json['addresses'], [{ streetAddress: '1 Main Street', locality: 'Springfield', type: 'work' }])
  assert.deepEqual(changed.json[enterprise], { department: 'Sales', manager: { value: 'a-manager' } })
  assert.equal((changed.json['name'] as { familyName: string }).familyName, 'updatedFamilyName')
  const disabled = await patch(server, `Users/${id}`, { op: 'Replace', path: 'active', value: 'False' })
  assert.equal(disabled.json['active'], false)
  const told = server.told.filter(({ kind }) => kind === 'account')
  assert.ok(told.some((each) => each.kind === 'account' && each.what === 'disabled' && /^scim, token/.test(each.by ?? '')))
  assert.equal((await get(server, `Users?${filter('userName eq "Test_User_ab6490ee@testuser.com"')}`)).json['totalResults'], 1)
  assert.equal((await patch(server, `Users/${id}`, { op: 'replace', value: { active: 'True', displayName: 'L.' } })).json['active'], true)
  assert.equal((await server.ask({ method: 'DELETE', url: `/scim/v2/Users/${id}` })).status, 204)
  const gone = await get(server, `Users/${id}`)
  assert.deepEqual([gone.status, gone.json['status'], gone.json['schemas']], [404, '404', ['urn:ietf:params:scim:api:messages:2.0:Error']])
})

test('Entra: groups without members in the answer, members added and removed as it sends them, membership asked for', async (context) => {
  const server = await directoryServer(context, 'scim')
  const one = idOf(await post(server, 'Users', { schemas: [core], userName: 'one@example.com' }))
  const two = idOf(await post(server, 'Users', { schemas: [core], userName: 'two@example.com' }))
  const group = idOf(
    await post(server, 'Groups', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group', 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
      externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
      displayName: 'displayName',
      meta: { resourceType: 'Group' },
    }),
  )
  const found = await get(server, `Groups?excludedAttributes=members&${filter('displayName eq "DISPLAYNAME"')}`)
  assert.equal(found.json['totalResults'], 1)
  assert.equal((await patch(server, `Groups/${group}`, { op: 'Replace', path: 'displayName', value: '1879db59' })).status, 204)
  assert.equal((await patch(server, `Groups/${group}`, { op: 'Add', path: 'members', value: [{ $ref: null, value: one }] })).status, 204)
  assert.equal((await patch(server, `Groups/${group}`, { op: 'Add', path: 'members', value: [{ value: two }] })).status, 204)
  assert.equal((await get(server, `Groups?${filter(`id eq "${group}" and members eq "${one}"`)}`)).json['totalResults'], 1)
  assert.equal((await get(server, `Groups/${group}?excludedAttributes=members`)).json['members'], undefined)
  assert.equal(((await get(server, `Groups/${group}`)).json['members'] as object[]).length, 2)
  assert.deepEqual(
    ((await get(server, `Users/${one}`)).json['groups'] as { display: string }[]).map(({ display }) => display),
    ['1879db59'],
  )
  assert.equal((await patch(server, `Groups/${group}`, { op: 'Remove', path: 'members', value: [{ $ref: null, value: one }] })).status, 204)
  assert.equal((await get(server, `Groups?${filter(`id eq "${group}" and members eq "${one}"`)}`)).json['totalResults'], 0)
  assert.equal(((await get(server, `Groups/${group}`)).json['members'] as object[]).length, 1, 'the other stays')
  assert.equal((await server.ask({ method: 'DELETE', url: `/scim/v2/Groups/${group}` })).status, 204)
  assert.equal((await get(server, `Users/${two}`)).status, 200)
})

// https://developer.okta.com/docs/api/openapi/okta-scim/guides/scim-20
test('Okta: its test of the connection, create, read, PUT, deactivate by PATCH, groups with id among the values', async (context) => {
  const server = await directoryServer(context, 'scim')
  assert.equal((await get(server, 'Users?startIndex=1&count=2')).json['totalResults'], 0)
  assert.equal((await get(server, 'Groups?startIndex=1&count=100')).json['totalResults'], 0)
  assert.equal((await get(server, `Users?${filter('userName eq "test.user@okta.local"')}&startIndex=1&count=100`)).json['totalResults'], 0)
  const body = {
    schemas: [core],
    userName: 'test.user@okta.local',
    name: { givenName: 'Test', familyName: 'User' },
    emails: [{ primary: true, value: 'test.user@okta.local', type: 'work' }],
    displayName: 'Test User',
    locale: 'en-US',
    externalId: '00ujl29u0le5T6Aj10h7',
    groups: [],
    password: '1mz050nq',
    active: true,
  }
  const made = await post(server, 'Users', body)
  const id = idOf(made)
  assert.equal(made.status, 201)
  const kept = JSON.stringify(await server.parts.identity.records.selectFrom('account').selectAll().execute())
  assert.ok(!kept.includes('1mz050nq') && !JSON.stringify(made.json).includes('1mz050nq'), 'nobody chooses a password for another')
  const again = await post(server, 'Users', body)
  assert.deepEqual([again.status, again.json['scimType']], [409, 'uniqueness'])
  const put = await server.ask({
    method: 'PUT',
    url: `/scim/v2/Users/${id}`,
    headers: scim,
    body: { ...body, id, name: { givenName: 'Another', familyName: 'User' }, meta: { resourceType: 'User' } },
  })
  assert.deepEqual([put.status, (put.json['name'] as { givenName: string }).givenName], [200, 'Another'])
  assert.equal((await patch(server, `Users/${id}`, { op: 'replace', value: { active: false } })).json['active'], false)
  const without = await server.ask({
    method: 'PUT',
    url: `/scim/v2/Users/${id}`,
    headers: scim,
    body: { schemas: [core], userName: body.userName },
  })
  assert.equal(without.json['active'], false, 'what does not speak of it never lets anybody in again')
  const group = await post(server, 'Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: 'Test SCIMv2',
    members: [{ value: id, display: 'test.user@okta.local' }],
  })
  const renamed = await patch(server, `Groups/${idOf(group)}`, { op: 'replace', value: { id: idOf(group), displayName: 'Test SCIMv3' } })
  assert.equal(renamed.status, 204)
  assert.equal((await patch(server, `Groups/${idOf(group)}`, { op: 'remove', path: `members[value eq "${id}"]` })).status, 204)
  assert.equal((await get(server, `Groups/${idOf(group)}`)).json['members'], undefined)
  const replaced = await patch(server, `Groups/${idOf(group)}`, { op: 'replace', path: 'members', value: [{ value: id }] })
  assert.equal(replaced.status, 204)
})

test('pages, versions, attributes, and what the service says of itself', async (context) => {
  const server = await directoryServer(context, 'scim')
  for (let n = 0; n < 7; n++) {
    await post(server, 'Users', { schemas: [core], userName: `user${n}`, displayName: `User ${n}` })
    server.later(1)
  }
  const page = await get(server, 'Users?startIndex=3&count=2&attributes=userName')
  assert.deepEqual([page.json['totalResults'], page.json['startIndex'], page.json['itemsPerPage']], [7, 3, 2])
  assert.deepEqual(
    (page.json['Resources'] as { userName: string; displayName?: string }[]).map(({ userName, displayName }) => [userName, displayName]),
    [
      ['user2', undefined],
      ['user3', undefined],
    ],
  )
  assert.equal((await get(server, 'Users?count=0')).json['totalResults'], 7)
  assert.equal((await get(server, `Users?${filter('displayName sw "User"')}&count=1`)).json['totalResults'], 7)
  const [first] = page.json['Resources'] as { id: string }[]
  const read = await get(server, `Users/${first?.id}`)
  const version = String(read.headers['etag'])
  assert.equal((await server.ask({ method: 'GET', url: `/scim/v2/Users/${first?.id}`, headers: { 'if-none-match': version } })).status, 304)
  await patch(server, `Users/${first?.id}`, { op: 'replace', path: 'displayName', value: 'Changed' })
  const late = {
    method: 'PUT',
    url: `/scim/v2/Users/${first?.id}`,
    headers: { ...scim, 'if-match': version },
    body: { schemas: [core], userName: 'x' },
  } as const
  assert.equal((await server.ask(late)).status, 412)
  const about = await get(server, 'ServiceProviderConfig')
  assert.deepEqual([about.json['patch'], (about.json['bulk'] as { supported: boolean }).supported], [{ supported: true }, false])
  assert.equal((await get(server, 'ResourceTypes')).json['totalResults'], 2)
  const all = await get(server, 'Schemas')
  assert.ok((all.json['Resources'] as { id: string }[]).some(({ id }) => id === core))
  assert.equal((await get(server, `Schemas/${core}`)).json['id'], core)
})

test('what is wrong is told in SCIM: with status, kind and a sentence; only a token for SCIM gets in', async (context) => {
  const server = await directoryServer(context, 'scim')
  const refused = async (answer: Promise<Answer>, status: number, type?: string) => {
    const { status: got, json } = await answer
    assert.deepEqual([got, json['scimType'], json['status']], [status, type, String(status)], JSON.stringify(json))
  }
  const id = idOf(await post(server, 'Users', { schemas: [core], userName: 'ada' }))
  await refused(get(server, `Users?${filter('userName q')}`), 400, 'invalidFilter')
  await refused(get(server, `Groups?${filter('displayName co "x"')}`), 400, 'invalidFilter')
  await refused(post(server, 'Users', { schemas: [core] }), 400, 'invalidValue')
  await refused(post(server, 'Users', { schemas: [core], userName: 'x', emails: 'no list' }), 400, 'invalidValue')
  await refused(post(server, 'Users', { schemas: [core], userName: 'x', emails: [{ value: 'no address' }] }), 400, 'invalidValue')
  await refused(post(server, 'Groups', { displayName: 'g', members: [{ value: 'nobody' }] }), 400, 'invalidValue')
  assert.equal((await get(server, 'Groups')).json['totalResults'], 0, 'a group with a member that is none is not made')
  await refused(patch(server, `Users/${id}`, { op: 'replace', path: 'nothing', value: 'x' }), 400, 'invalidPath')
  await refused(patch(server, `Users/${id}`, { op: 'replace', path: 'id', value: 'x' }), 400, 'mutability')
  await refused(patch(server, `Users/${id}`, { op: 'shuffle' }), 400, 'invalidSyntax')
  await refused(patch(server, `Users/${id}`, { op: 'replace', path: 'userName', value: '' }), 400, 'invalidValue')
  await refused(patch(server, 'Users/nobody', { op: 'replace', path: 'active', value: false }), 404)
  await refused(server.ask({ method: 'POST', url: '/scim/v2/Users', headers: scim, body: '{"userName":' }), 400, 'invalidSyntax')
  await refused(
    server.ask({ method: 'POST', url: '/scim/v2/Users', headers: scim, body: '{"__proto__":{"active":true},"userName":"p"}' }),
    400,
    'invalidSyntax',
  )
  const large = { schemas: [core], userName: 'x', title: 'x'.repeat(1024 * 1024) }
  await refused(post(server, 'Users', large), 413)
  await refused(server.ask({ method: 'GET', url: '/scim/v2/Users', scope: 'read' }), 403)
  assert.equal((await server.app.inject({ method: 'GET', url: '/scim/v2/Users' })).statusCode, 401)
  assert.equal((await server.ask({ method: 'GET', url: '/api/accounts' })).status, 403, 'and it gets nowhere else')
})

test('whatever a stranger sends, the answer is one of SCIM and nothing breaks inside', async (context) => {
  const server = await directoryServer(context, 'scim')
  const id = idOf(await post(server, 'Users', { schemas: [core], userName: 'ada', emails: [{ value: 'a@b.c', type: 'work' }] }))
  const path = fc.oneof(
    fc.constantFrom(
      'active',
      'userName',
      'emails',
      'emails[type eq "work"].value',
      'emails[',
      'name',
      'name.givenName',
      'members',
      enterprise,
      '[]',
      'a.b.c',
      '__proto__',
    ),
    fc.string({ maxLength: 20 }),
  )
  const operation = fc.record({
    op: fc.constantFrom('add', 'Replace', 'remove', 'x'),
    path: fc.option(path),
    value: fc.option(fc.jsonValue()),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('Users', 'Groups'),
      fc.array(operation, { maxLength: 4 }),
      fc.string({ maxLength: 30 }),
      async (kind, Operations, text) => {
        const answers = [
          await server.ask({ method: 'PATCH', url: `/scim/v2/${kind}/${id}`, headers: scim, body: { schemas: [patchOp], Operations } }),
          await get(server, `${kind}?${filter(text)}`),
        ]
        for (const { status, json } of answers) assert.ok(status < 500, `${JSON.stringify(Operations)} ${text} ${JSON.stringify(json)}`)
      },
    ),
    { numRuns: 80 },
  )
})
