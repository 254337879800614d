/** The API of accounts and groups: what it answers, what it refuses, and that nothing secret is in its answers or in the log. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, type DirectoryServer, directoryServer } from './directory.contract.ts'

const call = (server: DirectoryServer, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<Answer> =>
  server.ask({ method, url: `/api/${path}`, ...(body === undefined ? {} : { body }) })

test('an account from making to removing, with every mistake told by a sentence', async (context) => {
  const server = await directoryServer(context, 'admin')
  const made = await call(server, 'POST', 'accounts', { name: 'ada@example.com', displayName: 'Ada', email: 'ada@example.com' })
  assert.equal(made.status, 201)
  const id = String(made.json['id'])
  assert.equal((await call(server, 'POST', 'accounts', { name: 'ADA@example.com' })).status, 409)
  assert.equal((await call(server, 'POST', 'accounts', { name: 'x', email: 'nothing' })).status, 400)
  assert.equal((await call(server, 'POST', 'accounts', { name: 'x', password: 'chosen by another' })).status, 400)
  assert.equal((await call(server, 'PATCH', `accounts/${id}`, { state: 'disabled' })).json['state'], 'disabled')
  assert.equal((await call(server, 'POST', `accounts/${id}/access-pass`)).status, 400)
  assert.equal(
    (await call(server, 'PATCH', `accounts/${id}`, { state: 'active', displayName: null })).json['displayName'],
    'ada@example.com',
  )
  assert.equal((await call(server, 'GET', 'accounts?search=ADA&limit=5')).json['total'], 1)
  assert.equal((await call(server, 'GET', 'accounts?limit=5000')).status, 400)
  const pass = await call(server, 'POST', `accounts/${id}/access-pass`)
  assert.equal(pass.status, 201)
  assert.match(String(pass.json['code']), /^[\w-]{16,}$/)
  assert.ok(!server.log.join().includes(String(pass.json['code'])), 'the code is not in the log')
  const detail = await call(server, 'GET', `accounts/${id}`)
  assert.equal((detail.json['allMethods'] as object[]).length, 1)
  assert.doesNotMatch(JSON.stringify(detail.json), /digest|sealed|password_hash/)
  const [method] = detail.json['allMethods'] as { id: string }[]
  assert.equal((await call(server, 'DELETE', `accounts/${id}/methods/${method?.id}`)).status, 204)
  assert.equal((await call(server, 'DELETE', `accounts/${id}/methods/${method?.id}`)).status, 404)
  assert.deepEqual((await call(server, 'DELETE', `accounts/${id}/sessions`)).json, { ended: 0 })
  assert.equal((await call(server, 'DELETE', `accounts/${id}/suppression`)).status, 204)
  assert.equal((await call(server, 'DELETE', `accounts/${id}`)).status, 204)
  for (const path of [`accounts/${id}`, 'accounts/nobody']) assert.equal((await call(server, 'GET', path)).status, 404)
})

test('groups: made, renamed, joined, left, removed', async (context) => {
  const server = await directoryServer(context, 'admin')
  const ada = String((await call(server, 'POST', 'accounts', { name: 'ada' })).json['id'])
  const group = String((await call(server, 'POST', 'groups', { name: 'Finance' })).json['id'])
  assert.equal((await call(server, 'POST', 'groups', { name: 'finance' })).status, 409)
  assert.equal((await call(server, 'PATCH', `groups/${group}`, { name: 'Money' })).json['name'], 'Money')
  assert.deepEqual((await call(server, 'POST', `groups/${group}/members`, { accounts: [ada] })).json, { changed: 1 })
  assert.equal((await call(server, 'POST', `groups/${group}/members`, { accounts: ['nobody'] })).status, 400)
  assert.equal((await call(server, 'GET', `groups/${group}/members?limit=10`)).json['total'], 1)
  assert.deepEqual((await call(server, 'DELETE', `groups/${group}/members`, { accounts: [ada] })).json, { changed: 1 })
  assert.equal((await call(server, 'GET', 'groups')).json['total'], 1)
  assert.equal((await call(server, 'DELETE', `groups/${group}`)).status, 204)
  assert.equal((await call(server, 'GET', `groups/${group}`)).status, 404)
})

test('an import as a file: tried first, then done, with passes shown once', async (context) => {
  const server = await directoryServer(context, 'admin')
  const send = (query: string, body: string, type = 'text/csv') =>
    server.ask({ method: 'POST', url: `/api/accounts/import?${query}`, body, headers: { 'content-type': type } })
  const text = 'name,email\nada,ada@example.com\n,missing@example.com\n'
  const dry = await send('dry=true', text)
  assert.deepEqual(dry.json['counts'], { created: 1, updated: 0, unchanged: 0, refused: 1 })
  assert.equal((await call(server, 'GET', 'accounts')).json['total'], 0)
  const done = await send('passes=true', text)
  assert.match(String(done.json['passes']), /^name,displayName,accessPass,goodUntil\r\nada,ada,/)
  assert.equal((await call(server, 'GET', 'accounts')).json['total'], 1)
  assert.equal((await send('', 'colour\nred\n')).status, 400)
  assert.equal((await send('', '{"a":1}', 'application/json')).status, 415)
})

test('who may only read changes nothing', async (context) => {
  const server = await directoryServer(context, 'admin')
  const id = String((await call(server, 'POST', 'accounts', { name: 'ada' })).json['id'])
  for (const [method, path] of [
    ['POST', 'accounts'],
    ['PATCH', `accounts/${id}`],
    ['DELETE', `accounts/${id}`],
    ['POST', `accounts/${id}/access-pass`],
    ['DELETE', `accounts/${id}/sessions`],
    ['DELETE', `accounts/${id}/suppression`],
    ['POST', 'groups'],
  ] as const) {
    const body = method === 'DELETE' ? {} : { body: { name: 'x' } }
    assert.equal((await server.ask({ method, url: `/api/${path}`, scope: 'read', ...body })).status, 403, `${method} ${path}`)
  }
  assert.equal((await server.ask({ method: 'GET', url: `/api/accounts/${id}`, scope: 'read' })).status, 200)
  assert.equal((await server.ask({ method: 'GET', url: `/api/accounts/${id}`, scope: 'ingest' })).status, 403)
})
