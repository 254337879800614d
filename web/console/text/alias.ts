/** Accounts as people would write them; the detections write `id duo DU1`, `name ada`, `ada@example.com`. */
import { sourceText } from '../look/source.ts'

export function aliasText(alias: string): string {
  const [, source = '', id = ''] = /^id (\S+) (.+)$/.exec(alias) ?? []
  if (id !== '') return `${sourceText(source)} id ${id}`
  const name = /^name (.+)$/.exec(alias)?.[1]
  return name === undefined ? alias : `${name} (name alone)`
}
