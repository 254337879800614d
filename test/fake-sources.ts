/** Two small sources for tests of reading, so that those do not change when a real source does. */
import type { Event } from '../src/0-event/event.ts'
import { number, text } from '../src/0-event/json.ts'
import type { Shape, Source } from '../src/1-ingest/source.ts'

const prompt: Shape = {
  name: 'alpha-prompt',
  table: 'Alpha_CL',
  recognise: (record) => typeof record['alpha'] === 'string',
  events(record) {
    const time = number(record, 'time')
    if (time === undefined) return { refused: 'it has no time' }
    if (record['explode'] === true) throw new Error('a mistake of the source')
    const event: Event = {
      id: `duo:${text(record, 'alpha')}`,
      source: 'duo',
      kind: 'prompt',
      factor: 'push',
      outcome: 'denied',
      told: 'both',
      time,
      user: { name: text(record, 'user') },
      src: { ip: text(record, 'ip'), country: 'NL' },
    }
    return [event]
  },
  row: (record) => ({ ...record, TimeGenerated: new Date(0).toISOString(), _ItemId: text(record, 'alpha') }),
}

const quiet: Shape = {
  name: 'alpha-quiet',
  table: 'AlphaQuiet_CL',
  recognise: (record) => typeof record['quiet'] === 'string',
  events: () => [],
  row: (record) => record,
}

const other: Shape = { ...quiet, name: 'beta', table: 'Beta_CL', recognise: (record) => 'beta' in record }

const alpha: Source = {
  name: 'duo',
  title: 'Alpha',
  shapes: [prompt, quiet],
  unwrap: (value) => (Array.isArray(value['alphaPage']) ? value['alphaPage'] : undefined),
  readLine(line) {
    const [, id, time, user] = /^(?:\[\w+\] )?ALPHA id=(\w+) time=(\d+) user=(\S+)$/.exec(line) ?? []
    return id === undefined ? undefined : { alpha: id, time: Number(time), user: user ?? '' }
  },
  readCsv: (header) =>
    header.includes('Alpha ID')
      ? (cells) => ({ alpha: cells['Alpha ID'] ?? '', time: Number(cells['Time']), user: cells['User'] ?? '' })
      : undefined,
}

export const sources: readonly Source[] = [alpha, { name: 'okta', title: 'Beta', shapes: [other] }]
