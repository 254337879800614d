/** Every attempt to sign in of simulated organisations, with what it summed up to at that moment and whether it was hostile. */
import type { Event } from '../../src/0-event/event.ts'
import { dayMs } from '../../src/0-event/time.ts'
import { openLocate, shippedCountries } from '../../src/1-ingest/locate.ts'
import type { Label } from '../../src/1-ingest/scenario.ts'
import { simulatedNetworks } from '../../src/1-ingest/simulate-lists.ts'
import { total } from '../../src/3-detect/doubt.ts'
import { createEngine } from '../../src/3-detect/engine.ts'
import { add, foundOf, type Happening } from '../../src/4-risk/happening.ts'
import { signInRisk } from '../../src/4-risk/sign-in-risk.ts'
import { assessUser } from '../../src/4-risk/user-risk.ts'
import { roundOf, type Size } from './evaluate-rounds.ts'

export interface Attempt {
  /** Summed log-odds, before they are calibrated. */
  readonly sum: number
  readonly score: number
  readonly isHostile: boolean
  readonly scenario: string
}

export function attemptsOf(size: Size, nth: number): readonly Attempt[] {
  const round = roundOf('all', size, nth)
  const locate = openLocate([shippedCountries()])
  const engine = createEngine({ privileged: new Set(round.privileged), locate, networks: simulatedNetworks() })
  const hostile = hostileIn(round.labels)
  const happenings = new Map<string, readonly Happening[]>()
  const flows = new Set<string>()
  const attempts: Attempt[] = []
  const none = assessUser([], 0)
  const begun = round.inOrder[0]?.time ?? 0
  for (const event of round.inOrder) {
    if (event.time > begun + warmUpMs && isAttempt(event) && !flows.has(event.flow ?? event.id)) {
      flows.add(event.flow ?? event.id)
      const moment = engine.look(event)
      const known = happenings.get(moment.person.id)
      const userRisk = known === undefined ? none : assessUser(known, event.time)
      const risk = signInRisk(moment, { userRisk, managed: event.src?.managed })
      const scenario = hostile(event)
      attempts.push({ sum: total(risk.contributions), score: risk.score, isHostile: scenario !== undefined, scenario: scenario ?? '' })
    }
    for (const finding of engine.step(event)) {
      for (const person of [finding.person, ...finding.others]) {
        const found = foundOf(finding, person.id)
        if (found !== undefined) happenings.set(person.id, add(happenings.get(person.id) ?? [], found))
      }
    }
  }
  return attempts
}

/** What a policy is asked about: the first factor was right and somebody is there; the first such record of each flow. */
function isAttempt(event: Event): boolean {
  if (event.src?.ip === undefined) return false
  switch (event.kind) {
    case 'password':
      return event.outcome === 'right'
    case 'prompt':
      return true
    case 'sign_in':
      return event.interactive && event.outcome !== 'failure' && event.outcome !== 'locked'
    default:
      return false
  }
}

/** Before so long nothing is asked: an installation reads the logs of the last weeks before anybody relies on it. */
const warmUpMs = 10 * dayMs

/** The scenario a hostile event belongs to: of a victim, from an address of the attacker, while the attack lasted. */
function hostileIn(labels: readonly Label[]): (event: Event) => string | undefined {
  const byName = new Map<string, Label[]>()
  for (const label of labels) {
    // Duo names people by what stands before the @.
    for (const name of (label.persons ?? [label.person]).flatMap((person) => [person, person.slice(0, person.indexOf('@'))]))
      byName.set(name, [...(byName.get(name) ?? []), label])
  }
  return ({ user, src, time }) =>
    [user.email, user.name]
      .flatMap((name) => (name === undefined ? [] : (byName.get(name) ?? [])))
      .find((one) => src?.ip !== undefined && one.addresses?.includes(src.ip) === true && time >= one.firstTime && time <= one.lastTime)
      ?.scenario
}
