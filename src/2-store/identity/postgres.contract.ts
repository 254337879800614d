/** A PostgreSQL of its own for tests: a cluster in a temporary folder, reached on this machine only, that ends with the test however the test ends. */
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'

export interface TestPostgres {
  /** The address of an empty place for tables: a schema of its own, which is made in a tenth of a database's time. */
  database(): Promise<string>
  readonly port: number
  readonly password: string
  /** Ends the server by its process id and removes its folder. */
  stop(): Promise<void>
}

const startMaxMs = 30_000

/** The folder with `initdb` and `postgres`: on the path, or where Debian puts them. Undefined where there is none. */
export function postgresPrograms(): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const debian = globSync('/usr/lib/postgresql/*/bin').sort((one, other) => version(other) - version(one))
  return [...onPath, ...debian].find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
}

/**
 * Whether tests that need PostgreSQL can run. Where everything must run (CI) a missing one is an error; elsewhere it is said plainly, once a file,
 * that they do not run.
 */
export function hasPostgres(): boolean {
  if (postgresPrograms() !== undefined) return true
  if (process.env['CI'] !== undefined) throw new Error('PostgreSQL is not installed, and CI runs everything (apt-get install postgresql).')
  if (!told) process.stderr.write('PostgreSQL is not installed: its tests are not run (apt-get install postgresql).\n')
  told = true
  return false
}

let told = false

const version = (folder: string): number => Number(dirname(folder).split('/').at(-1) ?? 0)

/**
 * `fsync`: whether what is acknowledged is on disk; only measurements need it. Rejects where PostgreSQL is not installed or does not start.
 */
export async function startPostgres(options: { readonly fsync?: boolean } = {}): Promise<TestPostgres> {
  const programs = postgresPrograms()
  if (programs === undefined) throw new Error('PostgreSQL is not installed (apt-get install postgresql).')
  const owner = unprivileged()
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-postgres-'))
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  const password = randomBytes(12).toString('hex')
  const port = await freePort()
  try {
    initialise(programs, folder, password, owner)
    const server = run(programs, folder, port, options.fsync === true, owner)
    await answers(port, password, folder)
    return {
      port,
      password,
      database: () => newDatabase(port, password),
      stop: async () => {
        const ended = once(server, 'close')
        server.stdin.end()
        await ended
      },
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

interface Owner {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const found = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody')
  return { uid: Number(found?.[2] ?? 65_534), gid: Number(found?.[3] ?? 65_534) }
}

function initialise(programs: string, folder: string, password: string, owner: Owner | undefined): void {
  const secret = join(folder, 'password')
  writeFileSync(secret, password, { mode: 0o600 })
  mkdirSync(join(folder, 'socket'))
  for (const path of owner === undefined ? [] : [secret, join(folder, 'socket')]) chownSync(path, owner?.uid ?? 0, owner?.gid ?? 0)
  const settings = ['--auth=scram-sha-256', '--username=tocsin', `--pwfile=${secret}`, '--encoding=UTF8', '--no-locale', '--no-sync']
  const done = spawnSync(join(programs, 'initdb'), [`--pgdata=${join(folder, 'data')}`, ...settings], {
    ...owner,
    cwd: folder,
    encoding: 'utf8',
  })
  if (done.status !== 0) throw new Error(`initdb failed: ${done.stderr}`)
}

/**
 * A shell holds the server: it ends it when its own input ends, which happens also when the test process is killed. SIGINT is PostgreSQL's
 * fast shutdown.
 */
const holder = '"$@" > "$0/log" 2>&1 & server=$!; cat > "$0/input"; kill -INT "$server"; wait "$server"; cd /; rm -rf "$0"'

function run(programs: string, folder: string, port: number, fsync: boolean, owner: Owner | undefined) {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: join(folder, 'socket'),
    fsync: fsync ? 'on' : 'off',
    synchronous_commit: fsync ? 'on' : 'off',
    full_page_writes: fsync ? 'on' : 'off',
    max_connections: 100,
    shared_buffers: '64MB',
    // Tests provoke deadlocks; the default of a second would be most of their time.
    deadlock_timeout: fsync ? '1s' : '50ms',
  }
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return spawn('/bin/sh', ['-c', holder, folder, join(programs, 'postgres'), '-D', join(folder, 'data'), ...words], {
    ...owner,
    cwd: folder,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

const address = (port: number, password: string): string => `postgres://tocsin:${password}@127.0.0.1:${port}/postgres`

async function answers(port: number, password: string, folder: string): Promise<void> {
  const end = Date.now() + startMaxMs
  for (;;) {
    const client = new pg.Client(address(port, password))
    try {
      await client.connect()
      return
    } catch (error) {
      if (Date.now() > end) throw new Error(`PostgreSQL does not start: ${readFileSync(join(folder, 'log'), 'utf8')}`, { cause: error })
    } finally {
      await client.end().catch(() => {})
    }
    await pause(50)
  }
}

let made = 0

async function newDatabase(port: number, password: string): Promise<string> {
  const client = new pg.Client(address(port, password))
  await client.connect()
  const name = `people_${++made}`
  await client.query(`create schema ${name}`)
  await client.end()
  return `${address(port, password)}?options=${encodeURIComponent(`-c search_path=${name}`)}`
}
