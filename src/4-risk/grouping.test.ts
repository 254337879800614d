/** Sprays with victims, merging and splitting; the same incidents whatever the order findings are heard in, and after a restart in the middle. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Event } from '../0-event/event.ts'
import type { Finding, Level, Person, Phase, Subject } from '../3-detect/finding.ts'
import type { Incident, Incidents } from './incident.ts'
import { createIncidents } from './incidents.ts'

const hour = 3_600_000
const start = Date.UTC(2026, 10, 2)
const person = (name: string): Person => ({ id: `${name}@example.com`, name: `${name}@example.com` })

interface Made {
  readonly id: string
  readonly who?: string | undefined
  readonly others?: readonly string[] | undefined
  readonly at?: number | undefined
  readonly ip?: string | undefined
  readonly level?: Level | undefined
  readonly phase?: Phase | undefined
  readonly subject?: Subject | undefined
  readonly detection?: Finding['detection'] | undefined
  readonly flow?: string | undefined
  readonly events?: readonly Event[] | undefined
  readonly updated?: number | undefined
}

function finding({ id, who = 'ada', others = [], at = 0, ip, level = 'medium', phase = 'password', updated = at, ...more }: Made): Finding {
  const time = start + at * hour
  return {
    id,
    detection: more.detection ?? 'pwd.bruteforce_user',
    title: `Title of ${id}`,
    why: 'It was.',
    level,
    score: 0.7,
    technique: ['T1110'],
    riskEventType: 'generic',
    subject: more.subject,
    phase,
    person: person(who),
    others: others.map(person),
    time,
    detectedTime: time,
    updatedTime: start + updated * hour,
    src: ip === undefined ? undefined : { ip },
    app: undefined,
    flow: more.flow,
    events: more.events ?? [],
    followed: [],
    promptsBefore: 0,
    simulated: false,
  }
}

const attacker = '203.0.113.9'
const source: Subject = { kind: 'source', key: `address ${attacker}` }
const names = Array.from({ length: 300 }, (_, n) => `p${String(n).padStart(3, '0')}`)
const spray = (more: Partial<Made> = {}): Finding =>
  finding({
    id: 'spray',
    who: 'p000',
    others: names.slice(1),
    ip: attacker,
    subject: source,
    detection: 'pwd.spray_single_source',
    ...more,
  })

const signIn = (id: string, who: string, at: number): Event => ({
  id,
  source: 'entra-id',
  time: start + at * hour,
  user: { email: `${who}@example.com` },
  src: { ip: attacker },
  kind: 'sign_in',
  outcome: 'success',
  interactive: true,
})

/** As they stand in the end; by id. */
function all(
  findings: readonly Finding[],
  grouping: Incidents = createIncidents(),
  known = new Map<string, Incident>(),
): Map<string, Incident> {
  for (const one of findings) for (const incident of grouping.add(one)) known.set(incident.id, incident)
  return known
}

const standing = (incidents: ReadonlyMap<string, Incident>): readonly Incident[] =>
  [...incidents.values()].filter(({ mergedInto }) => mergedInto === undefined).sort((one, other) => (one.id < other.id ? -1 : 1))

test('a spray over 300 persons is one incident about its source, whatever else says the same of each', () => {
  const each = names.map((who) => finding({ id: `low ${who}`, who, ip: attacker, level: 'low', detection: 'net.malicious_ip' }))
  const [incident, ...others] = standing(all([...each.slice(0, 150), spray(), ...each.slice(150)]))
  assert.deepEqual(others, [])
  assert.equal(incident?.title, `${attacker} tried to sign in as 300 persons`)
  assert.deepEqual([incident?.subject, incident?.victims.length, incident?.campaign], [source, 300, undefined])
})

test('a victim who is entered is marked, and has an incident of the same campaign', () => {
  const entry = finding({
    id: 'entry',
    who: 'p007',
    at: 2,
    ip: attacker,
    level: 'high',
    phase: 'entry',
    detection: 'pwd.success_after_attack',
    events: [signIn('in', 'p007', 2)],
  })
  const [one, other] = standing(all([spray(), entry])).toSorted((a, b) => (a.subject.kind < b.subject.kind ? -1 : 1))
  assert.deepEqual([one?.subject.kind, one?.stage], ['person', 'approved'])
  assert.equal(other?.title, `${attacker} tried to sign in as 300 persons, and got in as p007@example.com`)
  assert.deepEqual(other?.victims[0], { person: person('p007'), reached: 'entered' })
  assert.ok(one?.campaign !== undefined && one.campaign === other?.campaign)
})

test('a victim whom the spray itself shows entered has an incident too, and only that one', () => {
  const seen = all([spray({ events: [signIn('e', 'p003', 1)] })])
  assert.deepEqual(
    standing(seen)
      .map(({ person: { id }, subject }) => [subject.kind, id])
      .sort(),
    [
      ['person', 'p003@example.com'],
      ['source', 'p003@example.com'],
    ],
  )
})

test('two sources of one attacker are one incident, and the later name leads to the earlier', () => {
  const network: Subject = { kind: 'source', key: 'network and browser AS9009 Linux/Firefox' }
  const second = finding({ id: 'second', who: 'zoe', others: ['yan'], at: 3, ip: attacker, subject: network })
  const seen = all([second, spray()])
  const [main, ...others] = standing(seen)
  assert.deepEqual(others, [])
  assert.deepEqual([main?.subject, main?.findings], [source, ['spray', 'second']])
  assert.deepEqual(
    [...seen.values()].filter(({ mergedInto }) => mergedInto !== undefined).map(({ mergedInto }) => mergedInto),
    [main?.id],
  )
})

test('late evidence between two incidents of a person makes them one; both names stay', () => {
  const grouping = createIncidents()
  const seen = all([finding({ id: 'a' }), finding({ id: 'c', at: 40 })], grouping)
  assert.equal(standing(seen).length, 2)
  all([finding({ id: 'b', at: 20 })], grouping, seen)
  assert.deepEqual(
    standing(seen).map(({ findings }) => findings),
    [['a', 'b', 'c']],
  )
  assert.equal(seen.size, 2)
})

test('a shared session or sign-in ties a person’s findings over days, an address over two', () => {
  const count = (one: Partial<Made>, other: Partial<Made>): number =>
    standing(all([finding({ id: 'a', ...one }), finding({ id: 'b', ...other })])).length
  assert.equal(count({ flow: 'f' }, { flow: 'f', at: 100 }), 1)
  assert.equal(count({ flow: 'f' }, { flow: 'f', at: 200 }), 2)
  assert.equal(count({ ip: attacker }, { ip: attacker, at: 40 }), 1)
  assert.equal(count({ ip: attacker }, { ip: attacker, at: 40, level: 'low' }), 2)
  assert.equal(count({ ip: attacker }, { ip: attacker, at: 60 }), 2)
})

test('what an administrator splits off stands alone, stays so, and leaves the rest its name', () => {
  const found = [finding({ id: 'a' }), finding({ id: 'b', at: 1 }), finding({ id: 'c', at: 2 })]
  const grouping = createIncidents()
  const seen = all(found, grouping)
  const [whole] = standing(seen)
  for (const incident of grouping.split(['b'], 'x')) seen.set(incident.id, incident)
  const parts = standing(seen)
    .map(({ findings }) => findings.join(' '))
    .sort()
  assert.deepEqual(parts, ['a c', 'b'])
  assert.deepEqual(seen.get(whole?.id ?? '')?.findings, ['a', 'c'])
  const again = standing(all(found.toReversed(), createIncidents({ apart: new Map([['b', 'x']]) })))
  assert.deepEqual(again, standing(seen))
})

const anything = fc.record({
  who: fc.constantFrom('ada', 'bob', 'eve'),
  at: fc.integer({ min: 0, max: 120 }),
  ip: fc.constantFrom(undefined, '203.0.113.1', '203.0.113.2', '203.0.113.3'),
  level: fc.constantFrom<Level>('low', 'medium', 'high'),
  phase: fc.constantFrom<Phase>('password', 'prompt', 'entry'),
  flow: fc.constantFrom(undefined, 'f', 'g'),
  about: fc.constantFrom('person', 'person', 'source'),
  updated: fc.integer({ min: 0, max: 3 }),
})

const made = fc.array(anything, { minLength: 1, maxLength: 14 }).map((list) =>
  list.flatMap(({ about, updated, ip, ...one }, n) => {
    const subject: Subject | undefined = about === 'source' && ip !== undefined ? { kind: 'source', key: `address ${ip}` } : undefined
    const others = subject === undefined ? [] : ['bob', 'eve', 'zoe']
    const whole = { ...one, id: `f${n}`, ip, subject, others: others.filter((name) => name !== one.who) }
    // Later tellings of the same finding, each a little longer.
    return Array.from({ length: updated + 1 }, (_, more) => ({
      ...finding({ ...whole, updated: one.at + more }),
      time: start + (one.at + more) * hour,
    }))
  }),
)

test('the same findings make the same incidents to the byte in any order, with a restart in the middle', () => {
  fc.assert(
    fc.property(
      made.chain((findings) =>
        fc.tuple(fc.constant(findings), fc.shuffledSubarray(findings, { minLength: findings.length }), fc.nat(findings.length)),
      ),
      ([findings, shuffled, cut]) => {
        const expected = JSON.stringify(standing(all(findings)))
        assert.equal(JSON.stringify(standing(all(shuffled))), expected, 'shuffled')

        const newest = new Map<string, Finding>()
        const kept = all(findings.slice(0, cut))
        for (const one of findings.slice(0, cut)) newest.set(one.id, one)
        const grouping = createIncidents({ load: (ids) => ids.flatMap((id) => newest.get(id) ?? []) })
        grouping.restore([...kept.values()])
        assert.equal(JSON.stringify(standing(all(findings.slice(cut), grouping, kept))), expected)
      },
    ),
    { numRuns: 200, seed: 20261124 },
  )
})

test('any incident ever told is one that stands, or leads to one', () => {
  fc.assert(
    fc.property(made, (findings) => {
      const seen = all(findings)
      for (const incident of seen.values()) {
        let at: Incident | undefined = incident
        for (let steps = 0; at?.mergedInto !== undefined && steps < 20; steps++) at = seen.get(at.mergedInto)
        assert.equal(at?.mergedInto, undefined)
        assert.notEqual(at, undefined)
      }
    }),
    { numRuns: 200 },
  )
})
