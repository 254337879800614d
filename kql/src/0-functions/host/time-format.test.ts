/** Datetimes and timespans in patterns: values of Microsoft's engine and documentation. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { datetimeLiteral, timespanLiteral } from '../time-text.ts'
import { called } from './called.ts'
import { timeFormatFunctions } from './time-format.ts'

const call = called(timeFormatFunctions)
const datetime = (text: string, pattern: string): unknown => call('format_datetime', datetimeLiteral(text), pattern)
const timespan = (text: string, pattern: string): unknown => call('format_timespan', timespanLiteral(text), pattern)

test('a datetime in the patterns of the page', () => {
  assert.equal(datetime('2017-01-29 09:00:05', 'yy-MM-dd [HH:mm:ss]'), '17-01-29 [09:00:05]')
  assert.equal(datetime('2017-01-29 09:00:05', 'yyyy-M-dd [H:mm:ss]'), '2017-1-29 [9:00:05]')
  assert.equal(datetime('2017-01-29 09:00:05', 'yy-MM-dd [hh:mm:ss tt]'), '17-01-29 [09:00:05 AM]')
  assert.equal(datetime('2017-01-29 00:30:00', 'h:mm tt'), '12:30 AM')
  assert.equal(datetime('2017-01-29 12:30:00', 'h:mm tt'), '12:30 PM')
})

test('letters the engine does not know in that number are read in pieces', () => {
  assert.equal(datetime('2007-03-09 05:04:03', 'dddd, MMMM d, yyyy'), '0909, 0303 9, 2007')
  assert.equal(datetime('2007-03-09 05:04:03', 'ddd MMM'), '099 033')
  assert.equal(datetime('2020-06-15 13:45:09', 'y'), '20')
})

test('fractions are cut, and F leaves out the zeros at the end', () => {
  assert.equal(datetime('2020-06-15 13:45:09.1234567', 'yyyy-MM-dd HH:mm:ss.fffffff'), '2020-06-15 13:45:09.1234567')
  assert.equal(datetime('2020-06-15 13:45:09.1234567', 'ffffff'), '123456')
  assert.equal(datetime('2020-06-15 13:45:09.0000007', 'FFFFFFF'), '0000007')
  assert.equal(datetime('2020-06-15 13:45:09', 'FFFFFFF'), '')
  assert.equal(datetime('0001-01-01 00:00:00.0010000', 'yyyy ss.fff'), '0001 00.001')
})

test('what is no datetime has no text', () => {
  assert.equal(call('format_datetime', -1n, 'yyyy'), null)
  assert.equal(call('format_datetime', 2n ** 62n, 'yyyy'), null)
})

test('a timespan in the patterns of the engine', () => {
  assert.equal(timespan('1.02:03:04.005', 'd:hh:mm:ss.fff'), '1:02:03:04.005')
  assert.equal(timespan('00:00:00.0000001', 'fffffff'), '0000001')
  assert.equal(timespan('90061123ms', 'd:h:m:s.fff'), '1:1:1:1.123')
  assert.equal(timespan('90061123ms', 'dd:hh:mm:ss'), '01:01:01:01')
  assert.equal(timespan('10675199.02:48:05.4775807', 'd.hh:mm:ss'), '10675199.02:48:05')
  assert.equal(timespan('1d', 'dddd'), '0001')
  assert.equal(timespan('2.05:00:00', 'd.h'), '2.5')
  assert.equal(timespan('-2.05:00:00', 'd.h'), '-2.5')
})

test('a timespan in the patterns of the page', () => {
  assert.equal(timespan('29.09:00:05.12345', 'dd.hh:mm:ss:FF'), '29.09:00:05:12')
  assert.equal(timespan('29.09:00:05.12345', 'ddd.h:mm:ss [fffffff]'), '029.9:00:05 [1234500]')
})
