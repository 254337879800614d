/** All checks, quick ones first: types, lint, house rules and cases, then stories in a browser. Ends with `N passed, N failed`. */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { postgresPrograms } from '../src/2-store/identity/postgres.contract.ts'

const bin = (name: string): string => join('node_modules', '.bin', name)
const folder = mkdtempSync(join(tmpdir(), 'tocsin-test-'))
let passed = 0
let failed = 0

/** Each step is one of the passed or failed; a step that counts its own adds those instead. */
function step(title: string, command: string, args: readonly string[], count?: () => { passed: number; failed: number }): void {
  process.stdout.write(`\n── ${title}\n`)
  const done = spawnSync(command, [...args], { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, FORCE_COLOR: '0' } })
  const counted = count?.() ?? { passed: done.status === 0 ? 1 : 0, failed: done.status === 0 ? 0 : 1 }
  passed += counted.passed
  failed += counted.failed
  if (done.status !== 0 && counted.failed === 0) failed++
}

function nodeTests(title: string, patterns: readonly string[]): void {
  const files = globSync([...patterns]).sort()
  const counts = join(folder, 'counts.json')
  const reporters = [
    '--test-reporter=dot',
    '--test-reporter-destination=stdout',
    '--test-reporter=./test/count.mjs',
    `--test-reporter-destination=${counts}`,
  ]
  step(title, process.execPath, ['--test', ...reporters, ...files], () => {
    const text = existsSync(counts) ? readFileSync(counts, 'utf8') : ''
    return text === '' ? { passed: 0, failed: 1 } : (JSON.parse(text) as { passed: number; failed: number })
  })
}

/** Browsers that may be on the machine; none is ever downloaded. */
const browsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Without a browser the stories fail where everything must run (CI), and elsewhere are left out with a word about it. */
function stories(): void {
  const browser = process.env['TOCSIN_CHROMIUM'] ?? browsers.find((path) => existsSync(path))
  if (browser === undefined && process.env['CI'] === undefined) {
    process.stdout.write('\n── stories, in a browser: not run, there is no Chromium (apt-get install chromium, or set TOCSIN_CHROMIUM)\n')
    return
  }
  process.env['TOCSIN_CHROMIUM'] = browser ?? '/usr/bin/chromium'
  const report = join(folder, 'stories.json')
  process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] = report
  step(
    'stories, in a browser',
    bin('playwright'),
    ['test', '--config', 'test/stories/playwright.config.ts', '--reporter=line,json'],
    () => {
      if (!existsSync(report)) return { passed: 0, failed: 1 }
      const { stats } = JSON.parse(readFileSync(report, 'utf8')) as { stats: { expected: number; unexpected: number; flaky: number } }
      return { passed: stats.expected, failed: stats.unexpected + stats.flaky }
    },
  )
}

/** The files themselves fail without it where everything must run (CI). */
function sayWithoutPostgres(): void {
  if (postgresPrograms() !== undefined || process.env['CI'] !== undefined) return
  process.stdout.write('\n── the records of people in PostgreSQL: not run, there is none (apt-get install postgresql)\n')
}

const quick = process.argv[2] === 'check'
step('types', bin('tsc'), [])
step('types of the console', bin('tsc'), ['--project', 'web/tsconfig.json'])
step("types of the authenticator's service worker", bin('tsc'), ['--project', 'web/authenticator/worker/tsconfig.json'])
step('types of its build', bin('tsc'), ['--project', 'web/tsconfig.node.json'])
step('format and lint', bin('biome'), ['check', '--error-on-warnings', '.'])
step('dead code', bin('knip'), ['--no-progress', '--no-config-hints', '--include', 'files,dependencies,unlisted,unresolved,exports'])
nodeTests('house rules', ['test/*.test.ts'])
nodeTests('the language', ['kql/{src,cases}/**/*.test.ts'])
sayWithoutPostgres()
nodeTests('cases', ['src/**/*.test.ts'])
nodeTests('the console', ['web/**/*.test.ts'])
if (!quick) {
  nodeTests('crashes', ['test/crash/*.test.ts'])
  stories()
}
rmSync(folder, { recursive: true, force: true })
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
