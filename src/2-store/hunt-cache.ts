/** Compiled queries, kept for when the same text is asked again: a page that refreshes, a rule that runs every five minutes. */
import type { Compilation, CompileOptions, RemoteCompiler } from '@tocsin/kql'

/** At the bound the one asked for longest ago is forgotten. */
const compiledMax = 300

export interface Compiled {
  find(compiler: RemoteCompiler, text: string, options: CompileOptions): Compilation | undefined
  keep(compiler: RemoteCompiler, text: string, options: CompileOptions, compilation: Compilation): void
}

export function createCompiled(): Compiled {
  const kept = new Map<string, { readonly compiler: RemoteCompiler; readonly compilation: Compilation }>()
  return {
    find(compiler, text, options) {
      const key = keyOf(text, options)
      const found = kept.get(key)
      if (found === undefined || found.compiler !== compiler) return undefined
      kept.delete(key)
      kept.set(key, found)
      return found.compilation
    },
    keep(compiler, text, options, compilation) {
      if (kept.size >= compiledMax) kept.delete(kept.keys().next().value ?? '')
      kept.set(keyOf(text, options), { compiler, compilation })
    },
  }
}

/** Only where the time of asking matters is it part of what was asked. */
const keyOf = (text: string, { now, ...options }: CompileOptions): string =>
  JSON.stringify([options, /\b(?:now|ago)\b/i.test(text) ? now : undefined, text])
