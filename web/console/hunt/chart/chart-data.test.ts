/** What charts draw of results. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HuntColumn, HuntTable } from '../../../../src/8-server/hunting/wire.ts'
import { chartData, seriesMax } from './chart-data.ts'
import { mapPoints } from './map-data.ts'

type Shape = Record<string, HuntColumn['type']>
const table = (shape: Shape, rows: HuntTable['rows'], kind: string, properties: Record<string, string> = {}): HuntTable => ({
  isCut: false,
  columns: Object.entries(shape).map(([name, type]) => ({ name, type })),
  rows,
  render: { kind, properties },
})
const noon = Date.UTC(2026, 10, 24, 12)

test('a time chart takes the first datetime wherever it stands, and text parts the numbers', () => {
  const data = chartData(
    table(
      { who: 'string', at: 'datetime', n: 'long' },
      [
        ['ada', '2026-11-24T13:00:00.0000000Z', 2],
        ['ada', '2026-11-24T12:00:00.0000000Z', 1],
        ['eve', '2026-11-24T12:00:00.0000000Z', 7],
        ['eve', null, 7],
      ],
      'timechart',
    ),
  )
  assert.equal(data?.axis, 'time')
  assert.equal(data.xName, 'at')
  assert.deepEqual(data.series, [
    {
      name: 'ada',
      points: [
        [noon, 1],
        [noon + 3_600_000, 2],
      ],
    },
    { name: 'eve', points: [[noon, 7]] },
  ])
})

test('bars take the first column as words, also where it is a number', () => {
  const data = chartData(
    table(
      { code: 'int', n: 'long', m: 'real' },
      [
        [50074, 3, 1.5],
        [0, 9, null],
      ],
      'columnchart',
    ),
  )
  assert.deepEqual(data?.categories, ['50074', '0'])
  assert.deepEqual(data.series, [
    {
      name: 'n',
      points: [
        [0, 3],
        [1, 9],
      ],
    },
    { name: 'm', points: [[0, 1.5]] },
  ])
})

test('properties say which columns are what', () => {
  const data = chartData(
    table({ a: 'long', b: 'long', c: 'string', d: 'string' }, [[1, 2, 'x', 'y']], 'linechart', {
      xcolumn: 'b',
      ycolumns: 'a',
      series: 'd',
    }),
  )
  assert.deepEqual(data, { axis: 'number', xName: 'b', categories: [], left: 0, series: [{ name: 'y', points: [[2, 1]] }] })
})

test('the lists of make-series become points', () => {
  const times = ['2026-11-24T12:00:00.0000000Z', '2026-11-24T13:00:00.0000000Z']
  const data = chartData(table({ who: 'string', n: 'dynamic', at: 'dynamic' }, [['ada', [1, 4], times]], 'timechart'))
  assert.deepEqual(data?.series, [
    {
      name: 'ada',
      points: [
        [noon, 1],
        [noon + 3_600_000, 4],
      ],
    },
  ])
})

test('without numbers there is no chart, and too many series are counted', () => {
  assert.equal(chartData(table({ a: 'string' }, [['x']], 'piechart')), undefined)
  assert.equal(chartData(table({}, [], 'piechart')), undefined)
  const rows = Array.from({ length: seriesMax + 3 }, (_, at) => [1, `s${at}`, at])
  assert.equal(chartData(table({ x: 'int', s: 'string', y: 'int' }, rows, 'linechart'))?.left, 3)
})

test('a map takes longitude, then latitude, and what is drawn there', () => {
  const points = mapPoints(
    table(
      { lon: 'real', lat: 'real', who: 'string', n: 'long' },
      [
        [4.4, 51.9, 'ada', 2],
        [4.4, 51.9, 'eve', 1],
        [null, 3, 'x', 1],
        [900, 3, 'x', 1],
      ],
      'piechart',
      { kind: 'map' },
    ),
  )
  assert.deepEqual(points, {
    names: ['ada', 'eve'],
    points: [{ longitude: 4.4, latitude: 51.9, total: 3, parts: [2, 1] }],
    left: 0,
  })
  const geo = mapPoints(table({ p: 'dynamic', n: 'long' }, [[{ type: 'Point', coordinates: [1, 2] }, 5]], 'scatterchart', { kind: 'map' }))
  assert.deepEqual(geo?.points, [{ longitude: 1, latitude: 2, total: 5, parts: [5] }])
})
