/** Builds the authenticator's service worker after its page: one script at a fixed address that knows which files the app needs without a network. */
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build, type Plugin, type Rolldown } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const page = 'authenticator/index.html'

export const shellWorker = (): Plugin => ({
  name: 'tocsin-authenticator-worker',
  apply: 'build',
  async writeBundle(options, bundle) {
    if (!(page in bundle)) return
    const files = shellOf(bundle)
    const version = createHash('sha256')
    for (const file of files) version.update(file).update(contentOf(bundle[file]))
    await buildWorker(options.dir ?? here('./dist'), version.digest('hex').slice(0, 16), files)
  },
})

/** The page, its scripts also of later screens, their styles and other files; sorted. */
function shellOf(bundle: Rolldown.OutputBundle): readonly string[] {
  const entry = Object.values(bundle).find((file) => file.type === 'chunk' && file.isEntry && file.name === 'authenticator')
  const found = new Set<string>([page])
  const waiting = entry === undefined ? [] : [entry.fileName]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const chunk = bundle[file]
    if (chunk?.type !== 'chunk' || found.has(file)) continue
    found.add(file)
    for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style)
    for (const asset of chunk.viteMetadata?.importedAssets ?? []) found.add(asset)
    waiting.push(...chunk.imports, ...chunk.dynamicImports)
  }
  return [...found].sort()
}

function contentOf(file: Rolldown.OutputBundle[string] | undefined): string | Uint8Array {
  if (file === undefined) return ''
  return file.type === 'chunk' ? file.code : file.source
}

/** A classic script: not every browser that has Web Push runs modules as a service worker. */
async function buildWorker(dist: string, version: string, files: readonly string[]): Promise<void> {
  await build({
    configFile: false,
    root: here('.'),
    logLevel: 'error',
    publicDir: false,
    define: {
      __SHELL_VERSION__: JSON.stringify(version),
      __SHELL_FILES__: JSON.stringify(files.map((file) => (file === page ? '/authenticator' : `/${file}`))),
    },
    build: {
      outDir: `${dist}/authenticator`,
      emptyOutDir: false,
      target: 'es2023',
      rolldownOptions: {
        input: here('./authenticator/worker/sw.ts'),
        output: { format: 'iife', entryFileNames: 'sw.js', codeSplitting: false },
      },
    },
  })
}
