/** Which stories touch: those with one attacker's address at about the same time, and what becomes one incident or one campaign of it. */
import { dayMs } from '../0-event/time.ts'
import { atLeast, type Finding, phases, type Subject } from '../3-detect/finding.ts'
import type { Tie } from './incident.ts'
import { addressesOf, type Held, phaseOf } from './story.ts'

/** Stories at one address this far apart or closer touch. */
const closeMs = dayMs
const tiesMax = 20
/** Of an address that more stories touch the ones longest ago are forgotten. */
const atNodeMax = 1000
/** A campaign is followed to so many stories; what lies beyond stands alone. */
const componentMax = 1000

/** A story as far as others matter to it. */
export interface Knot {
  readonly id: string
  readonly subject: Subject
  readonly from: number
  readonly ties: readonly Tie[]
  readonly addresses: readonly string[]
  /** It went further than a spray does: somebody got in, or reported it, or it is grave of itself. */
  readonly isFurther: boolean
}

export interface Ties {
  add(knot: Knot): void
  remove(knot: Knot): void
  /** Everything it touches, itself among it. */
  around(knot: Knot): readonly Knot[]
}

export function createTies(): Ties {
  const nodes = new Map<string, Map<string, Knot>>()

  /** Those at the address one after the other; weak ties lie beside a run and never make it longer. */
  function near(node: string, knot: Knot): readonly Knot[] {
    const at = [...(nodes.get(node)?.values() ?? [])].map((one) => ({ one, tie: tieOf(one, node) }))
    const mine = tieOf(knot, node)
    return runs(at.filter(({ tie }) => tie.strength !== 'weak'))
      .filter((run) => (mine.strength === 'weak' ? isClose(run, mine) : run.knots.includes(knot)))
      .flatMap((run) => [...run.knots, ...at.filter(({ tie }) => tie.strength === 'weak' && isClose(run, tie)).map(({ one }) => one)])
  }

  function around(start: Knot): readonly Knot[] {
    const found = new Set([start])
    for (const knot of found) {
      for (const { node } of knot.ties) {
        if (found.size >= componentMax) return [...found]
        for (const other of reached(knot, node, near(node, knot))) found.add(other)
      }
    }
    return [...found]
  }

  return {
    add: (knot) => {
      for (const { node } of knot.ties) {
        const at = nodes.get(node) ?? new Map<string, Knot>()
        at.set(knot.id, knot)
        if (at.size > atNodeMax) at.delete(at.keys().next().value ?? '')
        nodes.set(node, at)
      }
    },
    remove: (knot) => {
      for (const { node } of knot.ties) {
        const at = nodes.get(node)
        if (at?.get(knot.id) === knot) at.delete(knot.id)
        if (at?.size === 0) nodes.delete(node)
      }
    },
    around,
  }
}

interface Run {
  readonly knots: Knot[]
  readonly from: number
  to: number
}

function runs(at: readonly { readonly one: Knot; readonly tie: Tie }[]): readonly Run[] {
  const found: Run[] = []
  for (const { one, tie } of [...at].sort((a, b) => a.tie.from - b.tie.from)) {
    const last = found.at(-1)
    if (last === undefined || tie.from - last.to > closeMs) found.push({ knots: [one], from: tie.from, to: tie.to })
    else {
      last.knots.push(one)
      last.to = Math.max(last.to, tie.to)
    }
  }
  return found
}

const isClose = (run: Run, tie: Tie): boolean => tie.from - run.to <= closeMs && run.from - tie.to <= closeMs

/** A weak tie leads to a source's story alone and from it: a mere note makes no campaign, but belongs to the spray that caused it. */
function reached(knot: Knot, node: string, others: readonly Knot[]): readonly Knot[] {
  const strengthOf = (one: Knot): Tie['strength'] => tieOf(one, node).strength
  const isKnown = others.some((one) => strengthOf(one) === 'strong')
  const counts = (one: Knot): boolean => strengthOf(one) === 'strong' || (strengthOf(one) === 'soft' && isKnown)
  if (!counts(knot)) return others.filter((one) => counts(one) && one.subject.kind === 'source')
  return others.filter((one) => counts(one) || knot.subject.kind === 'source')
}

const none: Tie = { node: '', from: 0, to: 0, strength: 'weak' }
const tieOf = (knot: Knot, node: string): Tie => knot.ties.find((tie) => tie.node === node) ?? none

/** What of stories that touch is one incident. */
export interface Arranged {
  /** The story that stands for it, and those that went into it. */
  readonly main: Knot
  readonly absorbed: readonly Knot[]
}

/**
 * A source's stories are one, and so are the stories of victims with whom it came no further than with all: those stay in the source's.
 * The rest stand for themselves. In order of their beginnings, whatever order they come in.
 */
export function arrange(knots: readonly Knot[]): readonly Arranged[] {
  const all = [...knots].sort((one, other) => one.from - other.from || (one.id < other.id ? -1 : 1))
  const main = all.find(({ subject }) => subject.kind === 'source')
  if (main === undefined) return all.map((knot) => ({ main: knot, absorbed: [] }))
  const sources = all.filter(({ subject }) => subject.kind === 'source')
  const addresses = new Set(sources.flatMap((knot) => knot.addresses))
  const goesIn = (knot: Knot): boolean =>
    knot !== main &&
    (knot.subject.kind === 'source' ||
      (knot.subject.kind === 'person' && !knot.isFurther && knot.addresses.length > 0 && knot.addresses.every((one) => addresses.has(one))))
  return all.filter((knot) => !goesIn(knot)).map((knot) => ({ main: knot, absorbed: knot === main ? all.filter(goesIn) : [] }))
}

const reports = 'mfa.user_reported'

export const isFurther = (held: readonly Held[]): boolean =>
  held.some(
    ({ finding }) => finding.detection === reports || finding.level === 'high' || (atLeast(finding.level, 'medium') && isIn(finding)),
  )

const isIn = (finding: Finding): boolean => phases.indexOf(phaseOf(finding)) >= phases.indexOf('entry')

/**
 * Administrators share their office's address, and a rule does not say whether an address is an attacker's: alone it ties only what it finds
 * itself, and others' findings only where something else called the address an attacker's.
 */
export function tiesOf(held: readonly Held[]): readonly Tie[] {
  const byNode = new Map<string, Tie>()
  const add = (node: string, strength: Tie['strength'], { from, to }: Held): void => {
    const known = byNode.get(node)
    const both = known === undefined ? { from, to } : { from: Math.min(from, known.from), to: Math.max(to, known.to) }
    byNode.set(node, { node, ...both, strength: known === undefined ? strength : stronger(known.strength, strength) })
  }
  for (const one of held) {
    const { finding } = one
    const isGrave = atLeast(finding.level, 'medium')
    for (const address of addressesOf(finding)) {
      add(address, !isGrave ? 'weak' : finding.rule === undefined ? 'strong' : 'soft', one)
      if (isGrave && finding.rule !== undefined) add(`${finding.detection} ${address}`, 'strong', one)
    }
  }
  const order = (one: Tie, other: Tie): number =>
    strengths.indexOf(one.strength) - strengths.indexOf(other.strength) || other.to - one.to || (one.node < other.node ? -1 : 1)
  return [...byNode.values()].sort(order).slice(0, tiesMax)
}

const strengths: readonly Tie['strength'][] = ['strong', 'soft', 'weak']
const stronger = (one: Tie['strength'], other: Tie['strength']): Tie['strength'] =>
  strengths.indexOf(one) <= strengths.indexOf(other) ? one : other
