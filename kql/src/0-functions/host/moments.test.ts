/** Formats, zones and readings of datetimes: answers of Microsoft's engine, and values from Microsoft's pages. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { datetimeLiteral, ticksText, timespanLiteral } from '../time-text.ts'
import { called } from './called.ts'
import { momentFunctions } from './moments.ts'

const call = called(momentFunctions)
const at = (text: string): bigint => datetimeLiteral(text) ?? -1n
const span = (text: string): bigint => timespanLiteral(text) ?? -1n

// The engine's answers: agent-datetime-timespan-0005, -0006, -0014, -0015, -0041; then format-datetime-function.md.
test('format_datetime', () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ['2020-06-15 13:45:09.1234567', 'ffffff', '123456'],
    ['2020-06-15 13:45:09.0000007', 'FFFFFFF', '0000007'],
    ['2020-06-15 13:45:09', 'FFFFFFF', ''],
    ['2020-06-15 13:45:09', 'yyyy', '2020'],
    ['2020-06-15 13:45:09', 'y', '20'],
    ['2007-03-09 05:04:03', 'M', '3'],
    ['2020-06-15 13:45:09.1234567', 'yyyy-MM-dd HH:mm:ss.fffffff', '2020-06-15 13:45:09.1234567'],
    ['2007-03-09 05:04:03', 'dddd, MMMM d, yyyy', '0909, 0303 9, 2007'],
    ['2007-03-09 05:04:03', 'ddd MMM', '099 033'],
    ['2020-01-05', 'dddd', '0505'],
    ['2017-01-29 09:00:05', 'yy-MM-dd [HH:mm:ss]', '17-01-29 [09:00:05]'],
    ['2017-01-29 09:00:05', 'yyyy-M-dd [H:mm:ss]', '2017-1-29 [9:00:05]'],
    ['2017-01-29 09:00:05', 'yy-MM-dd [hh:mm:ss tt]', '17-01-29 [09:00:05 AM]'],
    ['0001-01-01', 'y yy yyyy', '1 01 0001'],
  ]
  for (const [moment, format, expected] of rows) assert.equal(call('format_datetime', at(moment), format), expected, format)
})

// The engine's answers: agent-datetime-timespan-0010, -0018, -0046; then format-timespan-function.md.
test('format_timespan', () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ['90061123ms', 'd:h:m:s.fff', '1:1:1:1.123'],
    ['90061123ms', 'dd:hh:mm:ss', '01:01:01:01'],
    ['10675199.02:48:05.4775807', 'd.hh:mm:ss', '10675199.02:48:05'],
    ['00:00:00.0000001', 'fffffff', '0000001'],
    ['1d', 'dddd', '0001'],
    ['2.05:00:00', 'd.h', '2.5'],
    ['-2.05:00:00', 'd.h', '-2.5'],
    ['29.09:00:05.12345', 'dd.hh:mm:ss:FF', '29.09:00:05:12'],
    ['29.09:00:05.12345', 'ddd.h:mm:ss [fffffff]', '029.9:00:05 [1234500]'],
  ]
  for (const [moment, format, expected] of rows) assert.equal(call('format_timespan', span(moment), format), expected, format)
})

// datetime-utc-to-local-function.md, datetime-local-to-utc-function.md
test('time zones', () => {
  const local = (moment: string, zone: string): unknown => ticksText(call('datetime_utc_to_local', at(moment), zone) as bigint)
  const utc = (moment: string, zone: string): unknown => ticksText(call('datetime_local_to_utc', at(moment), zone) as bigint).slice(0, 16)
  assert.equal(local('2022-07-11 22:18:48.4678620', 'US/Pacific'), '2022-07-11T15:18:48.4678620Z')
  assert.equal(local('2022-07-11 22:18:48.4678620', 'Australia/Canberra'), '2022-07-12T08:18:48.4678620Z')
  assert.equal(utc('2020-02-02 20:02:20', 'Europe/Paris'), '2020-02-02T19:02')
  assert.equal(utc('2020-02-02 20:02:20', 'America/Chicago'), '2020-02-03T02:02')
  const brussels = ['2022-03-27 01:00', '2022-03-27 02:00', '2022-03-27 03:00', '2022-03-27 04:00'].map((one) =>
    utc(one, 'Europe/Brussels'),
  )
  assert.deepEqual(brussels, ['2022-03-27T00:00', '2022-03-27T00:00', '2022-03-27T01:00', '2022-03-27T02:00'])
  assert.equal(call('datetime_utc_to_local', at('2020-01-01'), 'Nowhere/At_all'), null)
  assert.ok((call('datetime_list_timezones') as string[]).includes('Europe/Berlin'))
})

// scalar-data-types/datetime.md, every form it lists, and todatetime-function.md
test('datetimes as texts', () => {
  const seconds = [
    'Sat, 8 Nov 14 15:05:02 GMT',
    'Sat, 8 Nov 14 15:05:02',
    '8 Nov 14 15:05:02 GMT',
    '8 Nov 14 15:05:02',
    'Saturday, 08-Nov-14 15:05:02 GMT',
    'Saturday, 08-Nov-14 15:05:02',
    '08-Nov-14 15:05:02 GMT',
    '2014-11-08 15:05:02',
    '2014-11-08 15:05:02 GMT',
    '2014-11-08T15:05:02',
    '2014-11-08T15:05:02 GMT',
    '11/8/2014 3:05:02 PM',
    '8 Nov 2014 15:05:02 +0000',
    '8 Nov 2014 10:05:02 EST',
    'November 8, 2014 15:05:02',
  ]
  for (const text of seconds) assert.equal(ticksText(at(text)), '2014-11-08T15:05:02.0000000Z', text)
  const minutes = [
    'Sat, 8 Nov 14 15:05',
    'Sat, 8 Nov 14 15:05 GMT',
    '8 Nov 14 15:05 GMT',
    '08-Nov-14 15:05',
    '2014-11-08 15:05',
    '2014-11-08T15:05 GMT',
  ]
  for (const text of minutes) assert.equal(ticksText(at(text)), '2014-11-08T15:05:00.0000000Z', text)
  assert.equal(ticksText(at('2014-05-25T08:20:03.123456Z')), '2014-05-25T08:20:03.1234560Z')
  assert.equal(ticksText(at('12-02-2022')), '2022-12-02T00:00:00.0000000Z')
  for (const text of ['', 'no', 'error 5', '13/13/2014', '31 Feb 2014', '8 Nov 14 25:00', '1/1/2020 13:00 PM', 'abc 1', 'May I ask 4'])
    assert.equal(datetimeLiteral(text), null, text)
})

test('timespans that are too long are none', () => {
  assert.equal(timespanLiteral('99999999999d'), null)
  assert.equal(timespanLiteral('1.02:03:04.5'), 937_845_000_000n)
  assert.equal(timespanLiteral('-00:30:00'), -18_000_000_000n)
})

test('reading never fails, and reads what is written', () => {
  const ticks = fc.bigInt({ min: 0n, max: 3155378975999999999n })
  fc.assert(fc.property(ticks, (one) => assert.equal(datetimeLiteral(ticksText(one)), one)))
  fc.assert(
    fc.property(ticks, (one) => {
      const second = one - (one % 10_000_000n)
      assert.equal(datetimeLiteral(String(call('format_datetime', one, 'MM/dd/yyyy hh:mm:ss tt'))), second)
    }),
  )
  const parts = fc.array(fc.constantFrom('12', '2020', '-', '/', ':', ' ', 'Nov', 'Sat,', 'PM', 'T', 'Z', '+01:00', '.', '99', 'GMT'), {
    maxLength: 12,
  })
  fc.assert(
    fc.property(
      fc.oneof(
        parts.map((all) => all.join('')),
        fc.string(),
      ),
      (text) => {
        datetimeLiteral(text)
        timespanLiteral(text)
      },
    ),
  )
})

test('a local time goes back to the moment it came from, but for the hour that comes twice', () => {
  const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000 }), zone, (minutes, name) => {
      const moment = at('2015-01-01') + BigInt(minutes) * 600_000_000n
      const back = call('datetime_local_to_utc', call('datetime_utc_to_local', moment, name), name) as bigint
      const off = back > moment ? back - moment : moment - back
      assert.ok(off === 0n || off <= 36_000_000_000n)
    }),
  )
})
