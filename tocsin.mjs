#!/usr/bin/env node
/** The `tocsin` command: goes on under the project's own Node 24, whatever Node from 20 the machine has. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const main = join(root, 'src', '9-cli', 'main.ts')

if (Number(process.versions.node.split('.')[0]) >= 24) {
  process.argv[1] = main
  if (existsSync(join(root, 'node_modules'))) await import(pathToFileURL(main).href)
  else notInstalled()
} else {
  const own = ownNode(root)
  if (own === undefined) notInstalled()
  else goOn(own)
}

/** The binary of the `node` package: beside us, or further up where the package manager put it. */
function ownNode(folder) {
  const node = join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(node)) return node
  return dirname(folder) === folder ? undefined : ownNode(dirname(folder))
}

/** The other process has our streams and arguments; its signals and its end are ours. */
function goOn(node) {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 0)))
  child.on('error', (error) => fail(`${node} cannot be started (${error.message}): run npm ci once more.`))
}

function notInstalled() {
  fail('Tocsin is not installed yet: run npm start once, or npm ci, in its folder.')
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(3)
}
