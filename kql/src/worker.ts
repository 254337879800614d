/** The compiler in a process of its own: loading Microsoft's parser and reading a text would hold up whoever runs the queries, and a process can be ended at any moment. */
import { enableCompileCache } from 'node:module'
import { type Compiler, createCompiler } from './compile.ts'
import type { CatalogueTable, ExternalData, Host } from './language.ts'
import type { FromWorker, ToWorker } from './remote.ts'

const send = (message: FromWorker): void => {
  process.send?.(message)
}
let compiler: Compiler | undefined
const answers = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
let questions = 0

// Whoever asked is gone.
process.on('disconnect', () => process.exit())

process.on('message', (message: ToWorker) => {
  if (message.kind === 'start') {
    if (message.compileCache !== undefined) enableCompileCache(message.compileCache)
    compiler = createCompiler(message.catalogue)
  } else if (message.kind === 'answer') {
    const waiting = answers.get(message.question)
    answers.delete(message.question)
    if (message.failed === undefined) waiting?.resolve(message.value)
    else waiting?.reject(new Error(message.failed))
  } else void work(message)
})

async function work(message: Exclude<ToWorker, { kind: 'answer' | 'start' }>): Promise<void> {
  const { id, text } = message
  const lists = new Map(message.watchlists.map(({ alias, table }) => [alias.toLowerCase(), table]))
  let isWatched = false
  const watchlist = (alias: string): CatalogueTable | undefined => {
    isWatched = true
    return lists.get(alias.toLowerCase())
  }
  try {
    if (compiler === undefined) throw new Error('The compiler has no catalogue yet.')
    if (message.kind === 'check') {
      send({ kind: 'checked', id, diagnostics: compiler.check(text, watchlist) })
      return
    }
    const compilation = await compiler.compile(text, hostOf(id, message.canRead, watchlist), message.options)
    send({ kind: 'compiled', id, compilation, isWatched })
  } catch (error) {
    send({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) })
  }
}

function hostOf(id: number, canRead: boolean, watchlist: (alias: string) => CatalogueTable | undefined): Host {
  const ask = (sql: string): Promise<readonly (readonly unknown[])[]> => question(id, { sql }) as Promise<readonly (readonly unknown[])[]>
  const external = (request: ExternalData) => question(id, { external: request }) as ReturnType<NonNullable<Host['external']>>
  return { ask, watchlist, ...(canRead ? { external } : {}) }
}

function question(id: number, asked: { readonly sql: string } | { readonly external: ExternalData }): Promise<unknown> {
  const number = ++questions
  return new Promise((resolve, reject) => {
    answers.set(number, { resolve, reject })
    send({ kind: 'question', id, question: number, ...asked })
  })
}
