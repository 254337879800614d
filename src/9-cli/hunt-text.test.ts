/** What a hunt prints: tables that fit, charts, mistakes with a caret, CSV and JSON. */
import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import type { Cell, ColumnShape } from '@tocsin/kql'
import type { HuntResult } from '../2-store/hunt.ts'
import type { Context } from './command.ts'
import { drawChart } from './hunt-chart.ts'
import { mistakes } from './hunt-mistakes.ts'
import { splitQueries } from './hunt-split.ts'
import { csvText, jsonText, ndjsonText, tableText, widthOf } from './hunt-text.ts'

const nobody: never[] = []

function context(columns?: number): Context {
  const isTerminal = { stdin: false, stdout: columns !== undefined, stderr: false }
  const stdout = Object.assign(new Writable(), columns === undefined ? {} : { columns })
  return { stdout, isTerminal, colours: false } as Partial<Context> as Context
}

function result(columns: string, rows: readonly (readonly Cell[])[], render?: HuntResult['render']): HuntResult {
  const shapes = columns.split(' ').map((word): ColumnShape => {
    const [name = '', type = 'string'] = word.split(':')
    return { name, type: type as ColumnShape['type'] }
  })
  return { columns: shapes, rows, render, isCut: false }
}

test('a table fits the terminal: long cells are cut, empty columns left out, numbers to the right', () => {
  const rows = [
    ['ada@example.com', 12, '', 'a long reason that goes on and on and on, and then some more of it'],
    ['日本@example.com', 3, '', 'line\nbreak \u001b[31mred'],
  ]
  const text = tableText(result('User Count:long Empty Reason', rows), context(60))
  const lines = text.split('\n')
  assert.ok(
    lines.every((line) => widthOf(line) <= 60),
    text,
  )
  assert.match(text, /User {14}Count {2}Reason/)
  assert.match(text, /ada@example\.com +12 {2}a long reason .*…/)
  assert.match(text, /line⏎break �\[31mred/)
  assert.match(text, /2 rows; 1 empty column left out/)
})

test('columns that find no room are counted; a pipe cuts no table', () => {
  const wide = result(Array.from({ length: 30 }, (_, at) => `Column${at}`).join(' '), [
    Array.from({ length: 30 }, (_, at) => `value ${at}`),
  ])
  assert.match(tableText(wide, context(80)), /1 row; 21 more columns that did not fit/)
  assert.match(tableText(wide, context()), /Column29/)
  assert.match(tableText(result('a', nobody), context(80)), /^a\n─\n0 rows/)
})

test('CSV, JSON and NDJSON keep every value as it is', () => {
  const one = result('s n:long d:dynamic r:real', [['a "b",\nc', 9223372036854775807n, { x: [1, 9223372036854775807n] }, null]])
  assert.equal([...csvText([one])].join(''), 's,n,d,r\r\n"a ""b"",\nc",9223372036854775807,"{""x"":[1,9223372036854775807]}",\r\n')
  const object = '{"s":"a \\"b\\",\\nc","n":9223372036854775807,"d":{"x":[1,9223372036854775807]},"r":null}'
  assert.equal([...ndjsonText([one])].join(''), `${object}\n`)
  assert.deepEqual(JSON.parse([...jsonText([one])].join('')).length, 1)
  assert.deepEqual(JSON.parse([...jsonText([one, one])].join('')).length, 2)
})

test('charts are drawn as render says', () => {
  const hours = Array.from({ length: 24 }, (_, at) => [new Date(Date.UTC(2026, 10, 2, at)).toISOString(), at % 2 === 0 ? 'a' : 'b', at])
  const lines = drawChart(result('t:datetime App Count:long', hours, { kind: 'timechart', properties: { title: 'Asked' } }), context(70))
  assert.match(lines ?? '', /^Asked\n/)
  assert.match(lines ?? '', /^23 │.*\n/m)
  assert.match(lines ?? '', /2026-11-02 00:00 +2026-11-02 23:00\n● a {3}● b\n24 rows/)
  assert.ok((lines ?? '').split('\n').every((line) => widthOf(line) <= 70))
  const counts = [
    ['x', 30],
    ['y', 10],
  ]
  const bars = drawChart(result('k n:long', counts, { kind: 'barchart', properties: {} }), context(60)) ?? ''
  const [first, second] = bars.split('\n').map((line) => (line.match(/█/g) ?? []).length)
  assert.ok((first ?? 0) > 30 && Math.floor((first ?? 0) / 3) === second, bars)
  assert.match(
    drawChart(result('k n:long', counts, { kind: 'piechart', properties: {} }), context(60)) ?? '',
    /x +75\.0 % █+.* 30\ny +25\.0 %/,
  )
  assert.equal(drawChart(result('k n:long', counts, { kind: 'table', properties: {} }), context(60)), undefined)
  assert.equal(drawChart(result('k', [['x']], { kind: 'timechart', properties: {} }), context(60)), undefined)
})

test('the lists of make-series become lines', () => {
  const times = [0, 1, 2].map((at) => new Date(Date.UTC(2026, 10, 2 + at)).toISOString())
  const series = result('User t:dynamic n:dynamic', [['ada', times, [1, 5, 2]]], { kind: 'timechart', properties: {} })
  assert.match(drawChart(series, context(60)) ?? '', /2026-11-02 00:00 +2026-11-04 00:00\n● ada/)
})

test('a mistake shows its line, a caret under the place, and what was meant', () => {
  const text = 'SigninLogs\n| where Usr == 1'
  const diagnostic = {
    code: 'KS142',
    severity: 'error',
    message: 'No name Usr.',
    start: 19,
    length: 3,
    line: 2,
    column: 9,
    hint: 'User?',
  } as const
  assert.equal(mistakes(text, [diagnostic], context()), 'KS142 No name Usr.\n  2 | | where Usr == 1\n    |         ^^^\n  User?')
  const long = `${'x'.repeat(500)} Usr`
  const far = mistakes(long, [{ ...diagnostic, line: 1, column: 502 }], context()).split('\n')
  assert.equal(far[1]?.indexOf('Usr'), far[2]?.indexOf('^'))
})

test('a file of several queries falls apart at blank lines, but only where the whole is none', async () => {
  const isQuery = async (text: string): Promise<boolean> => !text.includes('bad') && (text.match(/^[AB]$/gm) ?? []).length === 1
  assert.deepEqual(await splitQueries('let x = 1;\n\nA\n', isQuery), ['let x = 1;\n\nA\n'])
  assert.deepEqual(await splitQueries('// first\n\nA\n\nlet x = 1;\n\n// second\nB', isQuery), [
    '// first\n\nA',
    'let x = 1;\n\n// second\nB',
  ])
  assert.deepEqual(await splitQueries('A\n\nbad', isQuery), ['A', 'bad'])
  assert.deepEqual(await splitQueries('bad\n\nworse', isQuery), ['bad\n\nworse'])
})
