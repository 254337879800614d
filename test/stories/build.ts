/** The stories need the console as it ships: built here where it is not there. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

export default function build(): void {
  if (existsSync(join(root, 'web/dist/index.html'))) return
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const done = spawnSync(process.execPath, [vite, 'build', '--config', 'web/vite.config.ts', '--logLevel', 'error'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (done.status !== 0) throw new Error('The console could not be built.')
}
