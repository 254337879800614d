/** Stories for rules: log records as providers send them, a record a line, repeated where a line says so. */
import { parseDuration } from '../src/3-detect/rule-duration.ts'

/**
 * Each line is a record in JSON. Before it may stand `TIME: ` (put in for `$time`; `$epoch` are its seconds since 1970) or `TIME, N times every 20s: `;
 * then `$n` counts from 1. A line that begins with `//` is a remark.
 */
export function readRecords(text: string): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('//'))
    .flatMap(readLine)
    .join('\n')
}

const lineForm = /^(?:(\d{4}-\d\d-\d\dT[\d:]+Z)(?:, (\d+) times every (\w+))?: )?(\{.*\})$/

function readLine(line: string): string[] {
  const parts = lineForm.exec(line)
  if (parts === null) throw new SyntaxError(`This line of the story is no record: ${line.slice(0, 80)}`)
  const [, time, count = '1', every = '1s', record = ''] = parts
  const step = parseDuration(every)
  if (step === undefined) throw new SyntaxError(`${every} is no length of time`)
  return Array.from({ length: Number(count) }, (_, index) => {
    const at = time === undefined ? undefined : Date.parse(time) + index * step
    const filled = record.replaceAll('$n', String(index + 1))
    if (at === undefined) return filled
    return filled.replaceAll('$time', new Date(at).toISOString()).replaceAll('$epoch', String(Math.floor(at / 1000)))
  })
}
