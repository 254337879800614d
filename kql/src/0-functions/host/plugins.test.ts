/** Plugins that see all rows, and `reduce`, against the documentation's examples; pages: learn.microsoft.com/kusto/query/<name>-plugin. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { activityFunctions } from './activity.ts'
import { called } from './called.ts'
import { clusterFunctions } from './clusters.ts'
import type { Row } from './plugin.ts'
import { reduceFunctions } from './reduce.ts'
import { rollingFunctions } from './rolling.ts'
import { sequenceFunctions } from './sequences.ts'

const call = called([...activityFunctions, ...clusterFunctions, ...reduceFunctions, ...rollingFunctions, ...sequenceFunctions])

const day = (text: string): string => `${text}T00:00:00.0000000Z`
const column = (name: string, type = 'string') => ({ name, column: name, type })
const constant = (value: unknown, type: string) => ({ value, type })
const moment = (text: string) => constant(day(text), 'datetime')
const span = (text: string) => constant(text, 'timespan')

function asked(name: string, rows: readonly Row[], given: readonly object[], types: Readonly<Record<string, string>> = {}): readonly Row[] {
  const columns = Object.keys(rows[0] ?? {}).map((one) => ({ name: one, type: types[one] ?? 'string' }))
  const found = call(name, rows, { arguments: given, columns })
  assert.ok(Array.isArray(found))
  return found as readonly Row[]
}

const seen = (list: string, year: string): Row[] =>
  list.split(' ').map((one) => {
    const [UserId = '', date = ''] = one.split('@')
    return { UserId, Timestamp: day(`${year}-${date}`) }
  })

const opening = [column('UserId'), column('Timestamp', 'datetime')]

test('activity_counts_metrics', () => {
  const rows = seen(
    'A@08-01 D@08-01 J@08-01 B@08-01 C@08-02 T@08-02 J@08-02 H@08-03 T@08-03 T@08-03 J@08-03 B@08-03 S@08-03 S@08-04 Z@08-05 Y@07-31',
    '2017',
  )
  const found = asked('activity_counts_metrics', rows, [...opening, moment('2017-08-01'), moment('2017-08-04'), span('1.00:00:00')])
  assert.deepEqual(found, [
    { Timestamp: day('2017-08-01'), count: 4, dcount: 4, new_dcount: 4, aggregated_dcount: 4 },
    { Timestamp: day('2017-08-02'), count: 3, dcount: 3, new_dcount: 2, aggregated_dcount: 6 },
    { Timestamp: day('2017-08-03'), count: 6, dcount: 5, new_dcount: 2, aggregated_dcount: 8 },
    { Timestamp: day('2017-08-04'), count: 1, dcount: 1, new_dcount: 0, aggregated_dcount: 8 },
  ])
})

test('activity_counts_metrics by dimension, by calendar month', () => {
  const rows = seen('A@01-31 A@02-01 B@02-28 B@03-05', '2021').map((row, i) => ({ ...row, App: i < 2 ? 'x' : 'y' }))
  const given = [...opening, moment('2021-01-15'), moment('2021-12-31'), constant('month', 'string'), column('App')]
  assert.deepEqual(asked('activity_counts_metrics', rows, given), [
    { Timestamp: day('2021-01-01'), App: 'x', count: 1, dcount: 1, new_dcount: 1, aggregated_dcount: 1 },
    { Timestamp: day('2021-02-01'), App: 'x', count: 1, dcount: 1, new_dcount: 0, aggregated_dcount: 1 },
    { Timestamp: day('2021-02-01'), App: 'y', count: 1, dcount: 1, new_dcount: 1, aggregated_dcount: 1 },
    { Timestamp: day('2021-03-01'), App: 'y', count: 1, dcount: 1, new_dcount: 0, aggregated_dcount: 1 },
  ])
})

test('new_activity_metrics', () => {
  const days = [
    ['0', '2', '3', '4'],
    ['0', '1', '3', '4', '5'],
    ['0', '2', '4', '5'],
    ['0', '1', '2', '3'],
    ['0', '1', '2', '3', '4'],
  ]
  const rows = days.flatMap((ids, i) => ids.map((UserId) => ({ UserId, Timestamp: day(`2019-11-0${i + 1}`) })))
  const end = constant('2019-11-06T23:59:59.9999999Z', 'datetime')
  const found = asked('new_activity_metrics', rows, [...opening, moment('2019-11-01'), end, span('1.00:00:00')])
  const shape = (row: Row) => [
    String(row['from_Timestamp']).slice(8, 10),
    String(row['to_Timestamp']).slice(8, 10),
    row['dcount_new_values'],
    row['dcount_retained_values'],
    row['dcount_churn_values'],
    row['retention_rate'],
    row['churn_rate'],
  ]
  assert.deepEqual(found.map(shape), [
    ['01', '01', 4, 4, 0, 1, 0],
    ['01', '02', 2, 3, 1, 0.75, 0.25],
    ['01', '03', 1, 3, 1, 0.75, 0.25],
    ['01', '04', 1, 3, 1, 0.75, 0.25],
    ['01', '05', 1, 4, 0, 1, 0],
    ['01', '06', 0, 0, 4, 0, 1],
    ['02', '02', 2, 2, 0, 1, 0],
    ['02', '03', 0, 1, 1, 0.5, 0.5],
    ['02', '04', 0, 1, 1, 0.5, 0.5],
    ['02', '05', 0, 1, 1, 0.5, 0.5],
    ['02', '06', 0, 0, 2, 0, 1],
  ])
  const one = asked('new_activity_metrics', rows, [...opening, moment('2019-11-01'), end, span('1.00:00:00'), moment('2019-11-02')])
  assert.deepEqual(one.map(shape), found.slice(6).map(shape))
})

test('activity_metrics and activity_engagement follow their definitions', () => {
  const rows = seen('A@01-01 B@01-01 A@01-02 C@01-02 D@01-02 D@01-04', '2021')
  const found = asked('activity_metrics', rows, [...opening, span('1.00:00:00')])
  assert.deepEqual(
    found.map((row) => Object.values(row)),
    [
      [day('2021-01-01'), 2, 2, 'NaN', 'NaN'],
      [day('2021-01-02'), 3, 2, 0.5, 0.5],
      [day('2021-01-04'), 1, 1, 'NaN', 'NaN'],
    ],
  )
  const ratio = asked('activity_engagement', rows, [
    ...opening,
    moment('2021-01-01'),
    moment('2021-01-04'),
    span('1.00:00:00'),
    span('3.00:00:00'),
  ])
  assert.deepEqual(
    ratio.map((row) => Object.values(row).slice(1)),
    [
      [2, 2, 1],
      [3, 4, 0.75],
      [1, 3, 1 / 3],
    ],
  )
})

test('sliding_window_counts', () => {
  const rows = seen(
    'Bob@08-01 David@08-01 David@08-01 John@08-01 Bob@08-01 Ananda@08-02 Atul@08-02 John@08-02 Ananda@08-03 Atul@08-03 Atul@08-03 John@08-03 Bob@08-03 Betsy@08-04 Bob@08-05',
    '2017',
  )
  const given = [...opening, moment('2017-08-01'), moment('2017-08-07'), span('3.00:00:00'), span('1.00:00:00')]
  assert.deepEqual(
    asked('sliding_window_counts', rows, given).map((row) => [row['Count'], row['Dcount']]),
    [
      [5, 3],
      [8, 5],
      [13, 5],
      [9, 5],
      [7, 5],
      [2, 2],
      [1, 1],
    ],
  )
})

test('active_users_count', () => {
  const rows = seen('B@06-29 B@06-30 A@07-02 B@07-04 B@07-08 A@07-10 A@07-14 A@07-17 A@07-20 B@07-24', '2018')
  const given = [
    ...opening,
    moment('2018-07-01'),
    moment('2018-07-31'),
    span('8.00:00:00'),
    span('1.00:00:00'),
    constant(3, 'long'),
    span('7.00:00:00'),
  ]
  assert.deepEqual(asked('active_users_count', rows, given), [
    { Timestamp: day('2018-07-01'), dcount: 1 },
    { Timestamp: day('2018-07-15'), dcount: 1 },
  ])
})

test('rolling_percentile, alone and by a dimension', () => {
  const rows = Array.from({ length: 240 }, (_, i) => ({
    Timestamp: new Date(Date.UTC(2018, 0, 1, i)).toISOString().replace('Z', '0000Z'),
    val: i + 1,
    EvenOrOdd: (i + 1) % 2 === 0 ? 'Even' : 'Odd',
  }))
  const given = [column('val', 'long'), constant(50, 'long'), column('Timestamp', 'datetime'), span('1.00:00:00'), constant(3, 'long')]
  const name = 'rolling_3_percentile_val_50'
  const found = asked('rolling_percentile', rows, given)
  assert.deepEqual(
    found.map((row) => row[name]),
    [12, 24, 36, 60, 84, 108, 132, 156, 180, 204],
  )
  assert.equal(found[1]?.['Timestamp'], day('2018-01-02'))
  const each = asked('rolling_percentile', rows, [...given, column('EvenOrOdd')])
  const of = (which: string) => each.filter((row) => row['EvenOrOdd'] === which).map((row) => row[name])
  assert.deepEqual(of('Odd'), [11, 23, 35, 59, 83, 107, 131, 155, 179, 203])
  assert.deepEqual(of('Even'), [12, 24, 36, 60, 84, 108, 132, 156, 180, 204])
})

test('rows_near', () => {
  const states = 'Success Success Success Success Success Success Error Success Success Success Success Success'.split(' ')
  const rows = states.map((State, i) => ({ Timestamp: day(`2021-06-${String(i + 1).padStart(2, '0')}`), State, '·0': State === 'Error' }))
  const found = asked('rows_near', rows, [{ column: '·0', type: 'bool' }, constant(2, 'long')])
  assert.deepEqual(
    found.map((row) => String(row['Timestamp']).slice(8, 10)),
    ['05', '06', '07', '08', '09'],
  )
})

/** The events of California that the page's table shows, and one that is in no chain. */
const storms: Row[] = [
  ['heat', '05-08T00:00'],
  ['fire', '05-08T16:02'],
  ['fire', '05-10T11:30'],
  ['heat', '07-04T09:00'],
  ['fire', '07-05T23:01'],
  ['heat', '08-31T08:00'],
  ['fire', '09-01T11:28'],
  ['fire', '09-02T13:30'],
  ['heat', '09-02T12:00'],
  ['heat', '09-02T12:00'],
  ['fire', '10-20T00:00'],
].map(([kind = '', at = '']) => ({
  State: 'CALIFORNIA',
  StartTime: `2007-${at}:00.0000000Z`,
  '·e1': kind === 'heat',
  '·e2': kind === 'fire',
}))

test('sequence_detect finds the chains of its example', () => {
  const given = [
    column('StartTime', 'datetime'),
    span('5.00:00:00'),
    span('5.00:00:00'),
    { name: 'heat', column: '·e1', type: 'bool' },
    { name: 'wildfire', column: '·e2', type: 'bool' },
    column('State'),
  ]
  const found = asked('sequence_detect', storms, given)
  assert.deepEqual(Object.keys(found[0] ?? {}), ['State', 'heat_StartTime', 'wildfire_StartTime', 'Duration'])
  assert.deepEqual(
    found.map((row) => [
      String(row['heat_StartTime']).slice(5, 16),
      String(row['wildfire_StartTime']).slice(5, 16),
      Number(row['Duration']) / 600_000_000,
    ]),
    [
      ['05-08T00:00', '05-08T16:02', 16 * 60 + 2],
      ['05-08T00:00', '05-10T11:30', 59 * 60 + 30],
      ['07-04T09:00', '07-05T23:01', 38 * 60 + 1],
      ['08-31T08:00', '09-01T11:28', 27 * 60 + 28],
      ['08-31T08:00', '09-02T13:30', 53 * 60 + 30],
      ['09-02T12:00', '09-02T13:30', 90],
    ],
  )
  const apart = asked(
    'sequence_detect',
    storms.map((row, i) => ({ ...row, State: `${i}` })),
    given,
  )
  assert.deepEqual(apart, [])
})

test('basket finds exactly the closed patterns that are frequent enough', () => {
  const rows = [
    ...Array<Row>(5).fill({ State: 'a', Type: 'Hail', Damage: 'NO' }),
    ...Array<Row>(3).fill({ State: 'b', Type: 'Hail', Damage: 'YES' }),
    { State: 'c', Type: 'Wind', Damage: 'NO' },
    { State: 'd', Type: 'Rain', Damage: 'NO' },
  ]
  const found = asked('basket', rows, [constant(0.3, 'real'), constant('~', 'string'), constant('~', 'string'), constant('*', 'string')])
  assert.deepEqual(found, [
    { SegmentId: 0, Count: 8, Percent: 80, State: '*', Type: 'Hail', Damage: '*' },
    { SegmentId: 1, Count: 7, Percent: 70, State: '*', Type: '*', Damage: 'NO' },
    { SegmentId: 2, Count: 5, Percent: 50, State: 'a', Type: 'Hail', Damage: 'NO' },
    { SegmentId: 3, Count: 3, Percent: 30, State: 'b', Type: 'Hail', Damage: 'YES' },
  ])
})

const letter = fc.constantFrom('p', 'q', 'r')
const someRows = fc.array(fc.record({ a: letter, b: letter, c: letter, n: fc.integer({ min: 1, max: 3 }) }), {
  minLength: 1,
  maxLength: 30,
})

test('every pattern of basket is counted right, closed, frequent, and none is missing', () => {
  fc.assert(
    fc.property(someRows, fc.boolean(), (rows, isWeighed) => {
      const found = asked('basket', rows, [
        constant(0.2, 'real'),
        isWeighed ? column('n', 'long') : constant('~', 'string'),
        constant(4, 'long'),
      ])
      const columns = isWeighed ? ['a', 'b', 'c'] : ['a', 'b', 'c', 'n']
      const weight = (row: Row): number => (isWeighed ? Number(row['n']) : 1)
      const weigh = (members: readonly Row[]): number => members.reduce((so, row) => so + weight(row), 0)
      const matching = (pattern: Row): Row[] =>
        rows.filter((row: Row) => columns.every((name) => pattern[name] === null || row[name] === pattern[name]))
      const wanted = new Set<string>()
      for (const seed of rows as Row[]) {
        for (let mask = 0; mask < 2 ** columns.length; mask++) {
          const members = matching(Object.fromEntries(columns.map((name, i) => [name, mask & (1 << i) ? seed[name] : null])))
          const shared = columns.map((name) =>
            members.every((row) => row[name] === members[0]?.[name]) ? (members[0]?.[name] ?? null) : null,
          )
          if (weigh(members) >= 0.2 * weigh(rows) && shared.some((value) => value !== null))
            wanted.add(JSON.stringify([weigh(members), shared]))
        }
      }
      assert.deepEqual(new Set(found.map((row) => JSON.stringify([row['Count'], columns.map((name) => row[name])]))), wanted)
    }),
    { numRuns: 60 },
  )
})

test('autocluster and diffpatterns tell the truth about what they show', () => {
  fc.assert(
    fc.property(someRows, (rows) => {
      const columns = ['a', 'b', 'c', 'n']
      const matches = (row: Row, pattern: Row, names: readonly string[]): boolean =>
        names.every((name) => pattern[name] === null || row[name] === pattern[name])
      for (const pattern of asked('autocluster', rows, []))
        assert.equal(pattern['Count'], rows.filter((row: Row) => matches(row, pattern, columns)).length)
      for (const pattern of asked('diffpatterns', rows, [column('a'), constant('p', 'string'), constant('q', 'string')])) {
        const counted = (side: string) => rows.filter((row: Row) => row['a'] === side && matches(row, pattern, ['b', 'c', 'n'])).length
        assert.deepEqual([pattern['CountA'], pattern['CountB']], [counted('p'), counted('q')])
      }
    }),
    { numRuns: 60 },
  )
})

test('autocluster shows the clusters, diffpatterns what sets two sets apart', () => {
  const rows = Array.from({ length: 100 }, (_, i) => ({
    App: i < 40 ? 'Mail' : `App ${i}`,
    Result: i < 40 ? 'Denied' : i < 70 ? 'Timeout' : 'Success',
    User: `user ${i}`,
  }))
  const clusters = asked('autocluster', rows, [])
  assert.deepEqual(clusters[0], { SegmentId: 0, Count: 40, Percent: 40, App: 'Mail', Result: 'Denied', User: null })
  assert.ok(clusters.some((row) => row['Count'] === 30 && row['Result'] === 'Timeout' && row['App'] === null))
  const split = rows.map((row, i) => ({ ...row, Failed: i < 50 ? '1' : '0' }))
  const [first] = asked('diffpatterns', split, [column('Failed'), constant('1', 'string'), constant('0', 'string')])
  assert.deepEqual(first, {
    SegmentId: 0,
    CountA: 40,
    CountB: 0,
    PercentA: 80,
    PercentB: 0,
    PercentDiffAB: 80,
    App: 'Mail',
    Result: 'Denied',
    User: null,
    Failed: null,
  })
})

const reduce = (values: readonly string[], settings: Row = {}) =>
  (
    call(
      'reduce',
      values.map((value) => ({ value })),
      settings,
    ) as readonly Row[]
  ).map((row) => [row['Pattern'], row['Count'], row['Representative']])

test('reduce gives what its page shows (its numbers are random there, here in turn)', () => {
  const machines = Array.from({ length: 1000 }, (_, i) => `MachineLearningX${i % 10}`)
  assert.deepEqual(reduce(machines, { threshold: 0.001, characters: 'X' }), [['MachineLearning*', 1000, 'MachineLearningX0']])
  assert.deepEqual(
    reduce(machines, { threshold: 0.9, characters: 'X' }),
    Array.from({ length: 10 }, (_, i) => ['MachineLearning*', 100, `MachineLearningX${i}`]),
  )
  const foos = Array.from({ length: 10 }, (_, i) => `fooZ${i + 1}`)
  assert.deepEqual(reduce(foos), [['others', 10, '']])
  assert.deepEqual(reduce(foos, { characters: 'Z' }), [['foo*', 10, 'fooZ1']])
})

test('reduce keeps what is frequent, keeps separators, and joins wildcards', () => {
  const lines = [
    ...Array.from({ length: 6 }, (_, i) => `user=u${i} from 10.0.0.${i}: denied`),
    ...Array.from({ length: 3 }, () => 'timeout'),
    'something else entirely',
  ]
  assert.deepEqual(reduce(lines), [
    ['user=* from 10.0.0.*: denied', 6, 'user=u0 from 10.0.0.0: denied'],
    ['timeout', 3, 'timeout'],
    ['others', 1, ''],
  ])
  assert.deepEqual(reduce(['log a b', 'log c d', 'log a d', 'log x b'], { threshold: 0.6 }).at(0)?.at(0), 'log *')
  const source = call(
    'reduce',
    [
      { value: 'a 1', id: 1 },
      { value: 'a 2', id: 2 },
    ],
    {},
  ) as readonly Row[]
  assert.deepEqual(
    source.map((row) => [row['id'], row['Pattern']]),
    [
      [1, 'a *'],
      [2, 'a *'],
    ],
  )
})
