/** The question, the next steps, reasons, techniques and entities of incidents, as a colleague would read them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChangeEvent, Event, PromptEvent, SignInEvent } from '../0-event/event.ts'
import type { Finding } from '../3-detect/finding.ts'
import { entitiesOf } from './entities.ts'
import type { Incident } from './incident.ts'
import { createIncidents } from './incidents.ts'
import { nextSteps } from './next-steps.ts'
import { clockWords, questionOf } from './question.ts'
import { categoryOf, techniquesOf } from './techniques.ts'
import { weighed } from './weighed.ts'

const one = Date.UTC(2026, 10, 2, 0, 4)
const lagos = { ip: '203.0.113.9', country: 'NG', city: 'Lagos' }
const base = { source: 'entra-id', user: { email: 'ada@example.com' }, app: { name: 'Mail' }, src: lagos, time: one } as const

const signIn = (outcome: SignInEvent['outcome']): SignInEvent => ({
  ...base,
  id: `s ${outcome}`,
  kind: 'sign_in',
  outcome,
  interactive: true,
})
const push = (outcome: PromptEvent['outcome']): PromptEvent => ({
  ...base,
  id: `p ${outcome}`,
  kind: 'prompt',
  factor: 'push',
  outcome,
  told: 'both',
})
const rule: ChangeEvent = {
  ...base,
  id: 'r',
  time: one + 60_000,
  kind: 'change',
  what: 'inbox_rule',
  outcome: 'success',
  operation: 'New-InboxRule',
  target: 'RSS',
  detail: { forwardTo: ['x@evil.example'] },
}

const finding = (events: readonly Event[], more: Partial<Finding> = {}): Finding => ({
  id: 'f',
  detection: 'session.replay',
  title: 'One session in two places',
  why: 'It was.',
  level: 'high',
  score: 0.9,
  technique: ['T1539', 'T1550.004'],
  riskEventType: 'generic',
  phase: 'entry',
  person: { id: 'ada@example.com', name: 'ada@example.com', displayName: 'Ada' },
  others: [],
  time: one,
  detectedTime: one,
  updatedTime: one,
  src: lagos,
  app: undefined,
  flow: undefined,
  events,
  followed: [],
  promptsBefore: 0,
  simulated: false,
  ...more,
})

const incidentOf = (...findings: readonly Finding[]): Incident => {
  const incident = createIncidents()
    .add(...findings)
    .findLast(({ mergedInto }) => mergedInto === undefined)
  assert.ok(incident !== undefined)
  return incident
}

const spray: Partial<Finding> = {
  detection: 'pwd.spray_single_source',
  phase: 'password',
  others: [{ id: 'bob@example.com', name: 'bob@example.com' }],
  subject: { kind: 'source', key: 'address 203.0.113.9' },
}

const questions: readonly (readonly [string, Finding, string, string])[] = [
  ['a sign-in', finding([signIn('success')]), 'Ada', 'Did you sign in to Mail from Lagos, Nigeria at 01:04 today?'],
  [
    'an approval',
    finding([push('approved')]),
    'Ada',
    'Did you sign in to Mail from Lagos, Nigeria at 01:04 today, and approve it yourself?',
  ],
  [
    'a refused prompt',
    finding([push('denied')], { phase: 'prompt' }),
    'Ada',
    'Were you signing in to Mail from Lagos, Nigeria at 01:04 today, when you were asked to approve it?',
  ],
  ['a mail rule', finding([rule], { phase: 'action' }), 'Ada', 'Did you do this at 01:05 today: New-InboxRule (RSS)?'],
  ['nothing that says more', finding([], { src: undefined }), 'Ada', 'Was this you at 01:04 today: One session in two places?'],
  [
    'a spray',
    finding([signIn('failure')], spray),
    'whoever runs your network',
    'Do you know 203.0.113.9: an office, a VPN, a partner, a test?',
  ],
  ['a spray that got in', finding([signIn('success')], spray), 'Ada', 'Did you sign in to Mail from Lagos, Nigeria at 01:04 today?'],
  [
    'a weakened policy',
    finding([], { subject: { kind: 'tenant', key: 'tenant' }, phase: 'foothold', title: 'Number matching off' }),
    'Ada',
    'Did you do this at 01:04 today: Number matching off?',
  ],
]

for (const [title, found, whom, text] of questions) {
  test(`the question for ${title}`, () => {
    const question = questionOf(incidentOf(found), [found], clockWords(one + 3_600_000, 'Europe/Amsterdam'))
    assert.deepEqual([question.whom, question.text], [whom, text])
    assert.deepEqual(
      question.answers.map(({ answer }) => answer),
      ['Yes', 'No', 'Not sure'],
    )
  })
}

test('clocks say yesterday, and the date before that', () => {
  const utc = clockWords(one + 3 * 86_400_000, 'UTC')
  assert.equal(utc(one), '00:04 UTC on Monday 2 November')
  assert.equal(utc(one + 2 * 86_400_000), '00:04 UTC yesterday')
})

const whats = (found: readonly Finding[]): readonly string[] => nextSteps(incidentOf(...found), found).map(({ what }) => what)

test('after an entry: password, sessions, the person, methods, mail rules, apps; what was seen is named', () => {
  const found = [finding([signIn('success')], { followed: [rule] })]
  assert.deepEqual(
    whats(found).map((what) =>
      what
        .split(/[ .,:]/)
        .slice(0, 3)
        .join(' '),
    ),
    ['Set a new', 'End all their', 'Ask the person', 'Look for ways', 'Look at their', 'Look at the', 'Read what was', 'Move them to'],
  )
  const mail = nextSteps(incidentOf(...found), found).find(({ what }) => what.includes('mail rules'))
  assert.match(mail?.why ?? '', /Seen here: RSS\./)
  assert.deepEqual(nextSteps(incidentOf(...found), found)[0]?.where, ['Entra admin centre: Users, the person, Reset password'])
})

test('a storm that was refused begins with a call; tries of passwords with a look whether one got in', () => {
  assert.match(whats([finding([push('denied')], { phase: 'prompt', level: 'medium' })])[0] ?? '', /^Ask the person/)
  const tried = finding([{ ...base, id: 'w', kind: 'password', outcome: 'wrong' }], { phase: 'password' })
  assert.match(whats([tried])[0] ?? '', /^Look whether anybody got in/)
})

test('a spray: first whom somebody got in as, then whose password was right, then the address', () => {
  const right: Event = { ...base, user: { email: 'bob@example.com' }, id: 'b', kind: 'password', outcome: 'right' }
  const found = [finding([signIn('success'), right], spray)]
  const steps = nextSteps({ ...incidentOf(...found), ...createIncidents().add(...found)[0] }, found).map(({ what }) => what)
  assert.match(steps[0] ?? '', /^First of all, the one somebody got in as/)
  assert.match(steps[1] ?? '', /^Set a new password for the one whose password was right/)
  assert.match(steps[2] ?? '', /^Block the address/)
})

test('a password that fits, stopped by the second proof, lets nobody in', () => {
  const found = finding([{ ...base, id: 'w', kind: 'password', outcome: 'right' }, signIn('blocked')], {
    detection: 'pwd.success_after_attack',
  })
  assert.equal(incidentOf(found).stage, 'noticed')
  assert.equal(incidentOf(finding([signIn('success')])).stage, 'approved')
})

test('reasons: strongest first, for or against, the same words once', () => {
  const reasons = (contributions: Finding['contributions'], detection: Finding['detection']): Finding =>
    finding([], { contributions, detection })
  assert.deepEqual(
    weighed([
      reasons(
        [
          { because: 'a new country', logOdds: 1 },
          { because: 'before anything is known', logOdds: -4 },
        ],
        'geo.new_country',
      ),
      reasons([{ because: 'a new country', logOdds: 2 }], 'session.replay'),
      reasons(undefined, 'aitm.pattern'),
    ]),
    [
      { because: 'before anything is known', logOdds: -4, detections: ['geo.new_country'] },
      { because: 'a new country', logOdds: 2, detections: ['geo.new_country', 'session.replay'] },
    ],
  )
})

test('techniques in the order of an attack, with the tactic that fits there', () => {
  const found = [
    finding([]),
    finding([], { technique: ['T1078.004'], phase: 'foothold' }),
    finding([], { technique: ['T9999'], phase: 'password' }),
  ]
  assert.deepEqual(
    techniquesOf(found).map(({ id, name, tactics }) => [id, name, tactics[0]]),
    [
      ['T9999', 'T9999', undefined],
      ['T1539', 'Steal Web Session Cookie', 'Credential Access'],
      ['T1550.004', 'Use Alternate Authentication Material: Web Session Cookie', 'Lateral Movement'],
      ['T1078.004', 'Valid Accounts: Cloud Accounts', 'Persistence'],
    ],
  )
  assert.deepEqual(found.map(categoryOf), ['CredentialAccess', 'Persistence', 'CredentialAccess'])
})

test('entities: the person’s own, the attacker’s addresses first, a mail rule by name', () => {
  const others = { ...signIn('failure'), id: 'o', user: { email: 'bob@example.com' } }
  const home = { ...signIn('success'), id: 'h', src: { ip: '198.51.100.7', os: 'macOS', browser: 'Safari' }, session: 'x' }
  const found = finding([home, others, signIn('success')], { followed: [rule] })
  const entities = entitiesOf(incidentOf(found), [found])
  assert.deepEqual(
    entities.addresses.map(({ ip, isAttackers }) => [ip, isAttackers]),
    [
      ['203.0.113.9', true],
      ['198.51.100.7', false],
    ],
  )
  assert.deepEqual(
    entities.accounts.map(({ name }) => name),
    ['ada@example.com'],
  )
  assert.deepEqual([entities.devices[0]?.name, entities.sessions], ['macOS, Safari', ['x']])
  assert.deepEqual(entities.mailRules, [{ name: 'Inbox rule: RSS, sends to x@evil.example', person: 'ada@example.com' }])
})
