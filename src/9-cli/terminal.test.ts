/** What a terminal is shown: nothing that commands it, colours and progress only where somebody watches. */
import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { openProgress, paint, printable } from './terminal.ts'

const on = { stdin: true, stdout: true, stderr: true }
const off = { stdin: false, stdout: false, stderr: false }

test('a name from a log cannot command the terminal or turn its letters around', () => {
  assert.equal(printable('ada\u001b[2J\u0007\r\n\u009b1mä €'), 'ada�[2J���' + '�1mä €')
  assert.equal(printable('gpj.\u202Eexe'), 'gpj.�exe')
  assert.equal(paint('\u001b]0;owned\u0007', 'red', { isTerminal: on, colours: true }).includes('\u001b]'), false)
})

test('colours are for terminals, and not where NO_COLOR is set', () => {
  assert.equal(paint('text', 'red', { isTerminal: on, colours: true }), '\u001b[31mtext\u001b[39m')
  assert.equal(paint('text', 'red', { isTerminal: on, colours: false }), 'text')
  assert.equal(paint('text', 'red', { isTerminal: off, colours: true }), 'text')
  assert.equal(paint('text', undefined, { isTerminal: on, colours: true }), 'text')
})

test('progress is shown on a terminal and nowhere else', () => {
  for (const [isTerminal, shown] of [
    [off, false],
    [on, true],
  ] as const) {
    const stderr = Object.assign(new PassThrough(), { isTTY: isTerminal.stderr, columns: 80 })
    const progress = openProgress({ stderr, isTerminal }, 'Reading')
    progress.bytes('logs/\u001b[2Ja.json', 1_000_000, 4_000_000)
    progress.bytes('logs/b.json', 2_000_000, undefined)
    progress.stop()
    const text = String(stderr.read() ?? '')
    assert.equal(/Reading/.test(text), shown, JSON.stringify(text))
    assert.equal(text.includes('[2Ja.json') && text.includes('\u001b[2Ja.json'), false)
  }
})
