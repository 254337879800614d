/** `npm start` and `npm test` on a fresh clone: installs what is missing, builds the console, and goes on under the project's own Node. */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
const [task = 'start', ...rest] = process.argv.slice(2)

if (Number(process.versions.node.split('.')[0]) < 20) fail(`Node 20 or later is needed to begin; this is ${process.versions.node}.`)

install()
switch (task) {
  case 'start':
    build()
    run(node, ['src/9-cli/main.ts', 'serve', ...rest])
    break
  case 'build':
    build()
    break
  case 'check':
  case 'test':
    build()
    run(node, ['test/run.ts', task, ...rest])
    break
  default:
    fail(`There is no task ${task}; there are start, test, check and build.`)
}

/** Runs `npm ci` where the lockfile changed since the last time, so that an installed tree starts at once. */
function install() {
  const lock = hash([join(root, 'package-lock.json')])
  const stamp = join(root, 'node_modules', '.tocsin-installed')
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  say('Installing (once)…')
  const npm = process.env.npm_execpath
  const [command, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]]
  const done = spawnSync(command, [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (done.status !== 0) fail('npm ci failed; its message stands above. Is the package registry within reach?')
  if (!existsSync(node)) fetchNode()
  writeFileSync(stamp, lock)
}

/** The `node` package puts its binary in place by an install script, which npm may have been told not to run. */
function fetchNode() {
  const script = join(root, 'node_modules', 'node', 'installArchSpecificPackage.js')
  if (existsSync(script)) spawnSync(process.execPath, [script], { cwd: dirname(script), stdio: 'inherit' })
  if (!existsSync(node))
    fail('The `node` package has no binary: allow its install script (npm install-scripts approve node) and run npm ci.')
}

function build() {
  const inputs = [
    join(root, 'package-lock.json'),
    ...files(join(root, 'web')),
    ...files(join(root, 'src', '0-event')),
    ...files(join(root, 'src')).filter((file) => file.endsWith('wire.ts')),
  ]
  const stamp = join(root, 'web', 'dist', '.built')
  const wanted = hash(inputs)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('Building the console (once)…')
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const done = spawnSync(node, [vite, 'build', '--config', 'web/vite.config.ts', '--logLevel', 'error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (done.status !== 0) fail('The console could not be built; the message stands above.')
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !path.startsWith(join(root, 'web', 'dist')))
    .sort()
}

function hash(paths) {
  const sum = createHash('sha256')
  for (const path of paths) if (statSync(path).isFile()) sum.update(path.slice(root.length)).update(readFileSync(path))
  return sum.digest('hex')
}

/** Goes on as the other program: its output, its signals and its exit code are ours. */
function run(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
  child.on('error', (error) => fail(`${command} could not be started: ${error.message}`))
}

function say(text) {
  process.stderr.write(`${text}\n`)
}

function fail(text) {
  say(text)
  process.exit(3)
}
