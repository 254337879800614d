/** Comments and changes as one list in words; pure. */
import type { IncidentChange, IncidentDetail } from '../../../src/8-server/wire.ts'
import { classificationText, determinationText } from './verdicts.ts'

export type LogEntry = { readonly key: string; readonly by: string | undefined; readonly time: number } & (
  | { readonly kind: 'comment'; readonly text: string }
  /** What one person changed in one go. */
  | { readonly kind: 'changes'; readonly changes: readonly IncidentChange[] }
)

export function logOf({ comments, history }: Pick<IncidentDetail, 'comments' | 'history'>): readonly LogEntry[] {
  const said = comments.map(({ id, by, time, text }): LogEntry => ({ kind: 'comment', key: `comment ${id}`, by, time, text }))
  const done = [...Map.groupBy(history, ({ by, time }) => `${time} ${by ?? ''}`)].flatMap(([key, changes]): LogEntry[] => {
    const [first] = changes
    return first === undefined ? [] : [{ kind: 'changes', key, by: first.by, time: first.time, changes }]
  })
  return [...said, ...done].sort((one, other) => one.time - other.time)
}

export function changeText({ what, before, after, by }: IncidentChange): string {
  switch (what) {
    case 'status':
      if (after === 'closed') return 'Closed it'
      if (before === 'closed') return by === undefined ? 'Opened it again: something new happened' : 'Opened it again'
      return after === 'active' ? 'Began to work on it' : 'Marked it as new'
    case 'assignedTo':
      return after === '' ? `Took it from ${before}` : before === '' ? `Gave it to ${after}` : `Gave it from ${before} to ${after}`
    case 'classification':
      return saidText(classificationText, before, after)
    case 'determination':
      return saidText(determinationText, before, after)
    case 'split':
      return 'Split findings off into an incident of their own'
    default:
      return `${what}: ${after}`
  }
}

const saidText = (texts: Readonly<Record<string, string>>, before: string, after: string): string =>
  after === 'unknown' ? `No longer said: ${textOf(texts, before)}` : `Said: ${textOf(texts, after)}`

const textOf = (texts: Readonly<Record<string, string>>, value: string): string => (texts[value] ?? value).toLowerCase()
