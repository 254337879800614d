/** Whom a source went after, and how far it came with each. */
import type { Event } from '../0-event/event.ts'
import type { Finding, Person } from '../3-detect/finding.ts'
import type { Reached, Victim } from './incident.ts'
import { addressesOf } from './story.ts'

/** Beyond it those it came least far with are left out. */
const victimsMax = 1000

const reaches: readonly Reached[] = ['entered', 'prompted', 'password', 'tried']
const further = (one: Reached, other: Reached): Reached => (reaches.indexOf(one) <= reaches.indexOf(other) ? one : other)

/** Furthest first, then by name. */
export function victimsOf(findings: readonly Finding[], entered: ReadonlySet<string>, before: readonly Victim[]): readonly Victim[] {
  const byId = new Map(before.map((victim) => [victim.person.id, victim]))
  const add = (person: Person, reached: Reached): void => {
    const known = byId.get(person.id)
    byId.set(person.id, { person: known?.person ?? person, reached: known === undefined ? reached : further(known.reached, reached) })
  }
  for (const finding of findings) {
    const persons = [finding.person, ...finding.others]
    for (const person of persons) add(plain(person), entered.has(person.id) ? 'entered' : 'tried')
    const who = whose(persons)
    for (const event of ownEvents(finding)) {
      const person = who(event)
      const reached = reachedBy(event)
      if (person !== undefined && reached !== undefined) add(plain(person), reached)
    }
  }
  const order = (one: Victim, other: Victim): number =>
    reaches.indexOf(one.reached) - reaches.indexOf(other.reached) ||
    compare(one.person.name, other.person.name) ||
    compare(one.person.id, other.person.id)
  return [...byId.values()].sort(order).slice(0, victimsMax)
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** The account's id is that of the last event, which differs between tellings. */
const plain = ({ id, name, displayName }: Person): Person => ({ id, name, ...(displayName === undefined ? {} : { displayName }) })

/** Those somebody got in as, by what the finding itself shows. */
export const enteredBy = (finding: Finding): readonly Person[] =>
  finding.others.length === 0
    ? []
    : victimsOf([finding], new Set(), [])
        .filter(({ reached }) => reached === 'entered')
        .map(({ person }) => person)

/** Only what came from the attacker's places counts; the person's own day goes on meanwhile. */
function ownEvents(finding: Finding): readonly Event[] {
  const places = new Set(addressesOf(finding))
  const { events, followed } = finding
  return [
    ...events.filter(({ src }) => src?.ip === undefined || places.has(src.ip)),
    ...followed.filter(({ src }) => src?.ip !== undefined && places.has(src.ip)),
  ]
}

function reachedBy(event: Event): Reached | undefined {
  switch (event.kind) {
    case 'sign_in':
      return event.outcome === 'success' ? 'entered' : undefined
    case 'prompt':
      return event.outcome === 'approved' ? 'entered' : 'prompted'
    case 'password':
      return event.outcome === 'right' ? 'password' : 'tried'
    case 'token':
    case 'enrolment':
    case 'change':
    case 'vendor_risk':
    case 'report':
      return undefined
  }
}

/** Which of the persons an event is about, by any of its names. */
export function whose(persons: readonly Person[]): (event: Event) => Person | undefined {
  const byName = new Map<string, Person>()
  for (const person of persons) {
    const last = person.id.slice(person.id.lastIndexOf(' ') + 1)
    for (const name of [person.id, last, person.name, person.uid]) if (name !== undefined) byName.set(name.toLowerCase(), person)
  }
  return ({ user }) => {
    for (const name of [user.email, user.name, user.uid]) {
      const person = name === undefined ? undefined : byName.get(name.toLowerCase())
      if (person !== undefined) return person
    }
    return undefined
  }
}
