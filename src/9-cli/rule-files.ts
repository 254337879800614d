/** Rule files as they are named on the command line, and what is wrong with them, shown where it stands. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Diagnostic } from '@tocsin/kql'
import type { ReadRule } from '../3-detect/rule.ts'
import { inFile, missingColumns } from '../3-detect/rule-place.ts'
import { readRule } from '../3-detect/rule-read.ts'
import { type Context, failure } from './command.ts'
import type { Asker } from './hunt-ask.ts'
import { mistakes } from './hunt-mistakes.ts'
import { printable } from './terminal.ts'

export interface RuleText extends ReadRule {
  readonly path: string
  readonly text: string
}

/** Reads files, and every YAML file of folders. Throws a failure where one cannot be read or there is none. */
export async function readRules(paths: readonly string[]): Promise<readonly RuleText[]> {
  const files = (await Promise.all(paths.map((path) => yamlFiles(path)))).flat()
  if (files.length === 0) throw failure('There is no rule: none of the paths holds a file that ends in .yaml or .yml.')
  return Promise.all(
    files.map(async (path) => {
      const text = await readFile(path, 'utf8').catch(unreadable(path))
      return { path, text, ...readRule(text) }
    }),
  )
}

async function yamlFiles(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(unreadable(path))
  if (!found.isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

const unreadable =
  (path: string) =>
  (error: unknown): never => {
    throw failure(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }

export interface Mistakes {
  readonly problems: readonly Diagnostic[]
  readonly isWrong: boolean
}

/** Everything that is wrong with a rule: its fields, its query, and the columns that it reads from the result. */
export async function mistakesOf({ rule, problems, wanted, queryAt, text }: RuleText, asker: Asker): Promise<Mistakes> {
  const all: Diagnostic[] = [...problems]
  if (rule !== undefined) {
    const plan = await asker.explain(rule.query, {})
    if (plan.ok) all.push(...missingColumns(wanted, plan.queries.at(-1)?.columns ?? [], text))
    else all.push(...plan.diagnostics.map((one) => inFile(one, queryAt, text)))
  }
  return { problems: all, isWrong: all.some(({ severity }) => severity === 'error') }
}

/** `path:line:column`, the sentence, the line, and a caret under the place. */
export const shown = ({ path, text }: RuleText, problems: readonly Diagnostic[], context: Context): string =>
  problems.map((one) => `${printable(path)}:${one.line}:${one.column} ${one.severity} ${mistakes(text, [one], context)}\n`).join('\n')
