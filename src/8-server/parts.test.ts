/** Smaller parts of the server: what it refuses to start with, what it says of a disk, its file for commands, retention, removing the simulated. */
import assert from 'node:assert/strict'
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { feed, ndjson, oktaDenial, storm, testConfig, testFolder, testServer, until } from '../../test/server.ts'
import { weakness } from '../7-provider/methods/password.ts'
import { configProblems } from './config.ts'
import { diskTrouble, prepareFolder } from './disk.ts'
import { createLog } from './log.ts'
import { startServer } from './main.ts'
import { createPasswords } from './passwords.ts'
import { prune } from './retention.ts'
import { removeServerFile, runningServer, writeServerFile } from './server-file.ts'
import type { IncidentPage, Status } from './wire.ts'

const day = 86_400_000

test('beyond this machine it listens only with TLS or behind a proxy that it is told of', () => {
  const problems = (change: object): readonly string[] => configProblems(testConfig('.', change))
  for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) assert.deepEqual(problems({ host }), [], host)
  for (const host of ['0.0.0.0', '::', '192.168.1.2', 'tocsin.example.com']) assert.match(problems({ host }).join(), /without TLS/, host)
  assert.deepEqual(problems({ host: '0.0.0.0', trustedProxies: ['10.0.0.0/8', '::1', '192.168.1.1'] }), [])
  assert.deepEqual(problems({ host: '0.0.0.0', tls: { cert: 'c', key: 'k' } }), [])
  for (const proxy of ['10.0.0.0/33', 'proxy', '10.0.0.0/8/8', '1.2.3.4/'])
    assert.match(problems({ trustedProxies: [proxy] }).join(), /neither an address nor a network/, proxy)
  assert.match(problems({ hosts: ['https://x'] }).join(), /no host name/)
})

test('a folder that is a file, a full disk, a damaged file: a sentence and what to do, never a code', async (context) => {
  const folder = testFolder(context)
  const file = join(folder, 'file')
  writeFileSync(file, 'this is no database, whatever its name says: it is text, and enough of it to fill a page header')
  assert.throws(() => prepareFolder(join(file, 'inside')), /is a file, not a folder/)
  assert.throws(() => prepareFolder(file), /is a file, not a folder/)
  prepareFolder(join(folder, 'made', 'here'))
  assert.equal(statSync(join(folder, 'made', 'here')).mode & 0o777, 0o700)
  const errors: readonly (readonly [object, RegExp])[] = [
    [{ code: 'ENOSPC' }, /is full/],
    [{ errcode: 13 }, /is full/],
    [{ code: 'EROFS' }, /read-only/],
    [{ errcode: 8 }, /read-only/],
    [{ code: 'EACCES' }, /may not be written by this user/],
    [{ errcode: 26 }, /damaged/],
    [{ errcode: 5 }, /Another program/],
  ]
  for (const [code, sentence] of errors) assert.match(diskTrouble(Object.assign(new Error('x'), code), folder) ?? '', sentence)
  assert.equal(diskTrouble(new Error('something else'), folder), undefined)

  const data = testFolder(context)
  writeFileSync(join(data, 'records.sqlite'), 'this is no database'.repeat(100))
  await assert.rejects(startServer(testConfig(data), world()), /damaged: put back a copy/)
})

const world = () => ({ log: createLog('silent', { write: () => {} }), clock: () => Date.now(), pid: process.pid })

test('a port that is taken is told with what to do', async (context) => {
  const first = await testServer(context, testFolder(context))
  const port = Number(new URL(first.url).port)
  await assert.rejects(startServer(testConfig(testFolder(context), { port }), world()), new RegExp(`Port ${port} is taken`))
})

test('a store that another process holds ends the start with a sentence', async (context) => {
  const data = testFolder(context)
  await testServer(context, data)
  const second = await startServer(testConfig(data), world())
  await assert.rejects(second.ready, /open already/)
  await second.close()
})

test('commands find the running server by its file, which its owner alone can read, and a dead one is not taken for it', async (context) => {
  const data = testFolder(context)
  const server = await testServer(context, data)
  const file = join(data, 'server.json')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.deepEqual(runningServer(data), { url: server.url, token: server.runToken, pid: process.pid })
  await server.close()
  assert.equal(existsSync(file), false)
  writeServerFile(data, { url: 'http://127.0.0.1:1', token: 't', pid: 2 ** 22 + 1 })
  assert.equal(runningServer(data), undefined)
  removeServerFile(data, process.pid)
  assert.equal(existsSync(file), true, 'another one is left alone')
  writeFileSync(file, '{"url":1}')
  assert.equal(runningServer(data), undefined)
})

test('T54: of many who sign in at once a few are worked on, some wait, the rest are told to come again', async () => {
  const passwords = createPasswords()
  const results = await Promise.allSettled(Array.from({ length: 40 }, () => passwords.verify(undefined, 'x')))
  const refused = results.filter(({ status }) => status === 'rejected').length
  assert.equal(refused, 18)
  assert.ok(results.every((result) => result.status === 'rejected' || result.value === false))
  const kept = await passwords.hash('passphrase of mine')
  assert.match(kept, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.equal(await passwords.verify(kept, 'passphrase of mine'), true)
  assert.equal(await passwords.verify(kept, 'passphrase of yours'), false)
})

test('a password is long, and not just the name', () => {
  assert.match(weakness('fourteen chars', 'ada') ?? '', /at least 15/)
  assert.match(weakness('aaaaaaaaaaaaaaaaaaaa', 'ada') ?? '', /different characters/)
  assert.match(weakness('ada.lovelace-tocsin', 'ada.lovelace') ?? '', /other than your name/)
  assert.equal(weakness('a few words in a row', 'ada'), undefined)
})

test('retention counts back from the newest event and forgets rows, findings and incidents alike', async (context) => {
  const server = await testServer(context, testFolder(context))
  const { product } = server
  const newest = Date.now() - 1000 * day
  await server.send(
    ndjson([
      ...storm('old@example.com', newest - 95 * day),
      ...storm('kept@example.com', newest - 80 * day),
      oktaDenial('last', 'x@example.com', newest),
    ]),
  )
  await until(
    async () =>
      (await server.get<IncidentPage>('/api/incidents')).incidents.length >= 2 && (await server.get<Status>('/api/status')).records === 7,
  )
  const opened = {
    records: product.records,
    store: product.store,
    log: world().log,
    clock: () => Date.now(),
    retentionDays: 90,
    newest: () => newest,
    removed: () => {},
  }
  const messages = feed(server)
  await messages.next()
  const asked: number[] = []
  const quarantine = { prune: async (before: number) => asked.push(before) }
  await prune({ ...opened, quarantine, feed: product.feed, risk: product.risk })
  assert.ok(Math.abs((asked[0] ?? 0) - (Date.now() - 90 * 24 * 3_600_000)) < 60_000, 'the quarantine is asked by our own clock')
  for await (const message of messages) if (message.type === 'removed') break
  const { incidents } = await server.get<IncidentPage>('/api/incidents')
  assert.deepEqual(
    incidents.map(({ person }) => person.name).filter((name) => name !== 'x@example.com'),
    ['kept@example.com'],
  )
  assert.equal(
    Object.values(await product.store.counts()).reduce((sum, rows) => sum + rows, 0),
    4,
  )
})

test('a simulated attack is found while it is played, and removed without a trace of it, while the real stays', {
  timeout: 60_000,
}, async (context) => {
  const server = await testServer(context, testFolder(context))
  const { player } = server.product
  await server.send(ndjson(storm('ada@example.com', Date.now() - 300_000)))
  assert.equal(player.start({ scenario: 'nothing' }), false)
  assert.equal(player.start({ scenario: 'lapsus', seed: 7, seconds: 2 }), true)
  assert.equal(player.start({ scenario: 'lapsus', seed: 7, seconds: 2 }), false, 'one at a time')
  await player.ended()
  const incidents = await until(async () => {
    const page = await server.get<IncidentPage>('/api/incidents?level=high')
    return page.incidents.some(({ simulated }) => simulated) && page.incidents
  })
  const simulated = incidents.find((one) => one.simulated)
  assert.ok(Math.abs((simulated?.lastTime ?? 0) - Date.now()) < 40 * 60_000, 'it ends now')
  await server.product.removeSimulated()
  assert.deepEqual(
    (await server.get<IncidentPage>('/api/incidents')).incidents.map(({ person }) => person.name),
    ['ada@example.com'],
  )
  const status = await until(async () => {
    const read = await server.get<Status>('/api/status')
    return read.records === 3 && read
  })
  assert.deepEqual([status.simulatedRecords, status.findings > 0, status.persons], [0, true, 1])
  assert.deepEqual(server.log, [])
})
