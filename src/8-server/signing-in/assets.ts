/** The built script and styles of the sign-in pages, as the console's build names them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Assets {
  /** Addresses on this server. */
  readonly script?: string | undefined
  readonly styles: readonly string[]
}

/** The key of our entry in the manifest that Vite writes: https://vite.dev/guide/backend-integration */
const entry = 'sign-in/main.ts'

/** Nothing where the console is not built: the pages work without, as plain forms. */
export function readAssets(web: string): Assets {
  const text = manifestText(web)
  if (text === undefined) return { styles: [] }
  const found = (JSON.parse(text) as Partial<Record<string, { readonly file: string; readonly css?: readonly string[] }>>)[entry]
  return found === undefined ? { styles: [] } : { script: `/${found.file}`, styles: (found.css ?? []).map((file) => `/${file}`) }
}

function manifestText(web: string): string | undefined {
  try {
    return readFileSync(join(web, '.vite', 'manifest.json'), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
