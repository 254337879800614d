/** The files of rules: those that are shipped, and the administrator's in the data folder, read again when they change. */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { type ReadRule, type Rule, type RuleProblem, ruleTextMax } from '../3-detect/rule.ts'
import { readRule } from '../3-detect/rule-read.ts'

export interface RuleFile extends Omit<ReadRule, 'rule'> {
  /** As people know it: `password-spray.yaml`. */
  readonly name: string
  readonly path: string
  readonly origin: 'shipped' | 'own'
  readonly text: string
  readonly print: string
  readonly rule: Rule | undefined
}

export interface RuleFiles {
  /** Every file there is now, the administrator's first; one that cannot be read has its problem. */
  read(): Promise<readonly RuleFile[]>
  /** Writes a rule among the administrator's, over the file that has its id. */
  write(rule: Rule, text: string): Promise<void>
}

/** Files read of a folder; of more the last by name are passed over. */
const filesMax = 1000
const depthMax = 4

const shelf = join(import.meta.dirname, '..', '3-detect', 'rules')

/** `folder` need not be there. */
export function openRuleFiles(folder: string): RuleFiles {
  const known = new Map<string, { readonly stamp: string; readonly file: RuleFile }>()

  async function one(path: string, root: string, origin: RuleFile['origin']): Promise<RuleFile | undefined> {
    const found = await stat(path).catch(() => undefined)
    if (found === undefined) return undefined
    const stamp = `${found.mtimeMs} ${found.size}`
    const kept = known.get(path)
    if (kept?.stamp === stamp) return kept.file
    const file = await load(path, relative(root, path), origin, found.size)
    known.set(path, { stamp, file })
    return file
  }

  async function read(): Promise<readonly RuleFile[]> {
    const own = await yamlFiles(folder)
    const shipped = await yamlFiles(shelf)
    const all = [
      ...(await Promise.all(own.map((path) => one(path, folder, 'own')))),
      ...(await Promise.all(shipped.map((path) => one(path, shelf, 'shipped')))),
    ]
    const paths = new Set([...own, ...shipped])
    for (const path of known.keys()) if (!paths.has(path)) known.delete(path)
    return apart(all.filter((file) => file !== undefined))
  }

  return {
    read,
    write: async (rule, text) => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const before = (await read()).find((file) => file.origin === 'own' && file.rule?.id === rule.id)
      const path = before?.path ?? join(folder, `${rule.id}.yaml`)
      // A reader must never see half a rule.
      await writeFile(`${path}.new`, text, { mode: 0o600 })
      await rename(`${path}.new`, path)
    },
  }
}

async function yamlFiles(folder: string, depth = 0): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const found: string[] = []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && depth < depthMax) found.push(...(await yamlFiles(path, depth + 1)))
    else if (/\.ya?ml$/i.test(entry.name)) found.push(path)
  }
  return found.slice(0, filesMax)
}

async function load(path: string, name: string, origin: RuleFile['origin'], size: number): Promise<RuleFile> {
  const common = { name, path, origin }
  if (size > ruleTextMax * 4) return unreadable(common, `It is larger than ${ruleTextMax} characters.`)
  try {
    const text = await readFile(path, 'utf8')
    const print = createHash('sha256').update(text).digest('hex')
    return { ...common, text, print, ...readRule(text) }
  } catch (error) {
    return unreadable(common, `It cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const unreadable = (common: Pick<RuleFile, 'name' | 'path' | 'origin'>, message: string): RuleFile => ({
  ...common,
  text: '',
  print: '',
  rule: undefined,
  problems: [problemOf(message)],
  wanted: [],
  queryAt: undefined,
})

const problemOf = (message: string): RuleProblem => ({
  code: 'TR101',
  severity: 'error',
  field: '',
  message,
  start: 0,
  length: 1,
  line: 1,
  column: 1,
})

/** An id is one rule's: the administrator's goes before a shipped one, and of two the first by name. */
function apart(files: readonly RuleFile[]): readonly RuleFile[] {
  const taken = new Map<string, RuleFile>()
  return files.flatMap((file) => {
    if (file.rule === undefined) return [file]
    const first = taken.get(file.rule.id)
    if (first === undefined) taken.set(file.rule.id, file)
    if (first === undefined) return [file]
    if (file.origin === 'shipped') return []
    return [{ ...file, rule: undefined, problems: [problemOf(`Its id ${file.rule.id} is that of ${first.name}: give it one of its own.`)] }]
  })
}
