/** Finding log files: folders with all that lies in them, each file once, and what cannot be read as a problem. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { listFiles } from './files.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-files-'))
  await mkdir(join(folder, 'b', 'deep'), { recursive: true })
  await mkdir(join(folder, '.git'))
  for (const name of ['z.json', 'a.ndjson', '.hidden', 'labels.json', 'b/2.csv', 'b/deep/1.gz', '.git/config'])
    await writeFile(join(folder, name), '')
  await symlink(folder, join(folder, 'b', 'circle'))
  await symlink(join(folder, 'a.ndjson'), join(folder, 'b', 'again'))
  await symlink(join(folder, 'nowhere'), join(folder, 'b', 'broken'))
})
after(() => rm(folder, { recursive: true }))

const listed = async (...names: readonly string[]) => {
  const { files, problems } = await listFiles(names.map((name) => (name === '-' ? name : join(folder, name))))
  const short = (path: string) => (path === '-' ? path : path.slice(folder.length + 1))
  return { files: files.map(short), problems: problems.map(({ path, why }) => `${short(path)}: ${why}`) }
}

test('a folder gives its files sorted, without hidden ones, our labels, circles and repetitions', async () => {
  assert.deepEqual(await listed('.'), {
    files: ['a.ndjson', 'b/2.csv', 'b/deep/1.gz', 'z.json'],
    problems: ['b/broken: there is no such file (any more)'],
  })
})

test('what is named is taken as it is, in order, once', async () => {
  assert.deepEqual((await listed('z.json', '.hidden', 'labels.json', '-', 'b', 'z.json')).files, [
    'z.json',
    '.hidden',
    'labels.json',
    '-',
    'b/2.csv',
    'b/again',
    'b/deep/1.gz',
  ])
})

test('what is missing is a problem, and the rest goes on', async () => {
  assert.deepEqual(await listed('gone', 'z.json'), { files: ['z.json'], problems: ['gone: there is no such file (any more)'] })
})

test('a folder of lists beside the logs is passed over and told, but not one with something else in it', async () => {
  for (const inside of ['lists/reference', 'mixed/reference', 'empty/reference'])
    await mkdir(join(folder, 'beside', inside), { recursive: true })
  for (const name of [
    'lists/log.json',
    'lists/reference/tor-exits.txt',
    'lists/reference/README.md',
    'mixed/reference/tor-exits.txt',
    'mixed/reference/log.json',
  ])
    await writeFile(join(folder, 'beside', name), '')
  const path = join(folder, 'beside')
  const { files, references } = await listFiles([path])
  assert.deepEqual(
    files,
    ['lists/log.json', 'mixed/reference/log.json', 'mixed/reference/tor-exits.txt'].map((name) => join(path, name)),
  )
  assert.deepEqual(references, [join(path, 'lists', 'reference')])
  assert.deepEqual((await listFiles([join(path, 'lists', 'reference', 'tor-exits.txt')])).files.length, 1)
  await rm(path, { recursive: true })
})

test('a pipe that is named is taken, as shells hand over the output of a command', async () => {
  assert.equal(spawnSync('mkfifo', [join(folder, 'pipe')]).status, 0)
  assert.deepEqual((await listed('pipe')).files, ['pipe'])
  assert.equal((await listed('.')).files.includes('pipe'), false)
})
