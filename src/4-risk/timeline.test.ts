/** The timeline's sentences, and what it calls strange. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Event, PromptEvent } from '../0-event/event.ts'
import type { Finding } from '../3-detect/finding.ts'
import { sentence, timeline, timelineMax } from './timeline.ts'

const base = { source: 'okta', user: { email: 'ada@example.com' } } as const
const home = { ip: '198.51.100.4', country: 'NL', os: 'macOS', browser: 'Safari' }
const far = { ip: '203.0.113.9', country: 'RU', os: 'Linux', browser: 'Firefox' }

const signIn = (id: string, time: number, src = home): Event => ({
  ...base,
  id,
  time,
  src,
  kind: 'sign_in',
  outcome: 'success',
  interactive: true,
})
const push = (id: string, time: number, outcome: PromptEvent['outcome'], src = far): PromptEvent => ({
  ...base,
  id,
  time,
  src,
  kind: 'prompt',
  factor: 'push',
  outcome,
  told: 'both',
})

const finding = (events: readonly Event[]): Finding => ({
  id: 'f',
  detection: 'mfa.push_burst_denied',
  title: '',
  why: '',
  level: 'high',
  score: 1,
  technique: [],
  riskEventType: 'generic',
  person: { id: 'p', name: 'ada@example.com' },
  others: [],
  time: 0,
  detectedTime: 0,
  updatedTime: 0,
  src: undefined,
  app: undefined,
  flow: undefined,
  events,
  followed: [],
  promptsBefore: 1,
  simulated: false,
})

const history = [1, 2, 3, 4].map((n) => signIn(`s${n}`, n))

test('a refused push from abroad is strange, and the approval that follows it does not make the place known', () => {
  const attack = [push('a', 10, 'denied'), push('b', 11, 'denied'), push('c', 12, 'approved'), signIn('d', 13, far)]
  const told = timeline([...attack].reverse().concat(history), [finding(attack)], 10)
  assert.deepEqual(
    told.map(({ event, sentence, strange, findings }) => [event.id, sentence, strange, findings]),
    [
      ['a', 'Push refused on the phone, from a country and a device never seen', ['address', 'network', 'country', 'device'], ['f']],
      ['b', 'Push refused on the phone, from a country and a device never seen', ['address', 'network', 'country', 'device'], ['f']],
      ['c', 'Push approved on the phone, from a country and a device never seen', ['address', 'network', 'country', 'device'], ['f']],
      ['d', 'Signed in, from a country and a device never seen', ['address', 'network', 'country', 'device'], ['f']],
    ],
  )
})

test('a journey that led to no finding becomes known', () => {
  const told = timeline([...history, signIn('t', 10, far), push('u', 11, 'approved', far)], [], 10)
  assert.deepEqual(
    told.map(({ strange }) => strange.length > 0),
    [true, false],
  )
})

test('without a history nothing is called strange', () => {
  assert.deepEqual(timeline([push('a', 1, 'denied')], [], 0)[0]?.strange, [])
})

test('a long timeline keeps what findings stand on', () => {
  const evidence = push('old', 5, 'denied')
  const many = Array.from({ length: timelineMax + 50 }, (_, n) => signIn(`n${n}`, 100 + n))
  const told = timeline([evidence, ...many], [finding([evidence])], 0)
  assert.equal(told.length, timelineMax)
  assert.equal(told[0]?.event.id, 'old')
  assert.equal(told.at(-1)?.event.id, `n${timelineMax + 49}`)
})

test('each kind of event has its words', () => {
  const events: readonly (readonly [Event, string])[] = [
    [{ ...base, id: '1', time: 1, kind: 'password', outcome: 'right' }, 'Password right'],
    [{ ...push('2', 1, 'wrong_number'), numberMatching: true }, 'Wrong number chosen on the phone'],
    [{ ...push('3', 1, 'approved'), numberMatching: true }, 'Push approved on the phone, the number matched'],
    [
      { ...push('4', 1, 'approved'), answeredFrom: { country: 'NL' } },
      'Push approved on the phone, answered in Netherlands for a sign-in in Russia',
    ],
    [{ ...push('5', 1, 'wrong_code'), factor: 'sms' }, 'SMS code wrong'],
    [
      { ...base, id: '6', time: 1, kind: 'enrolment', what: 'added', factor: 'push', by: { name: 'helpdesk' } },
      'Way to sign in added: push, by helpdesk',
    ],
    [
      { ...base, id: '7', time: 1, kind: 'change', what: 'other', operation: 'Update user', outcome: 'failure', target: 'x' },
      'Update user: x, tried in vain',
    ],
    [{ ...base, id: '8', time: 1, kind: 'report', what: 'fraud' }, 'Reported as fraud by the person'],
    [
      { ...base, id: '9', time: 1, kind: 'vendor_risk', risk: 'PUSH_HARASSMENT', level: 'high' },
      'The provider doubts this strongly: PUSH_HARASSMENT',
    ],
    [
      {
        ...base,
        id: '10',
        time: 1,
        kind: 'sign_in',
        outcome: 'success',
        interactive: false,
        app: { name: 'Mail' },
        legacyProtocol: 'IMAP',
      },
      'Signed in without being asked to Mail over IMAP, which never asks twice',
    ],
  ]
  for (const [event, words] of events) assert.equal(sentence(event, []), words)
  assert.equal(sentence(push('11', 1, 'denied'), ['address']), 'Push refused on the phone, from an address never seen')
})
