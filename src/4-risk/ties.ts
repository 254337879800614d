/** Which stories touch: those with one attacker's address at about the same time, and what becomes one incident or one campaign of it. */
import { dayMs, hourMs } from '../0-event/time.ts'
import { atLeast, phases, type Subject } from '../3-detect/finding.ts'
import type { Tie } from './incident.ts'
import { type Held, phaseOf, placesOf, type Span } from './story.ts'

/** Stories at one address this far apart or closer touch. */
const closeMs = dayMs
const tiesMax = 20
/** Victims by which the sources that went after them find each other. */
const victimTiesMax = 20
const victimNode = 'victim '
/** One list of names is gone through at one time; a day later it may be anybody's. */
const listMs = hourMs
const sharedMin = 2
const sharedShare = 0.5
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
  /** Of a source: the ids of those it went after. */
  readonly victims: ReadonlySet<string>
  /** It went further than a spray does: somebody got in, or reported it, or it is grave of itself. */
  readonly isFurther: boolean
}

export interface Ties {
  add(knot: Knot): void
  remove(knot: Knot): void
  /** Everything it touches, itself among it. Of sources alone where it is one and they are asked for. */
  around(knot: Knot, sourcesOnly?: boolean): readonly Knot[]
}

export function createTies(): Ties {
  const nodes = new Map<string, Map<string, Knot>>()

  /** Those at a node one after the other; weak ties lie beside a run and never make it longer. */
  function runsAt(node: string): Runs {
    const at = [...(nodes.get(node)?.values() ?? [])].map((one) => ({ one, tie: tieOf(one, node) }))
    const apart = node.startsWith(victimNode) ? listMs : closeMs
    const weak = at.filter(({ tie }) => tie.strength === 'weak')
    const strong = at.filter(({ tie }) => tie.strength !== 'weak')
    return { strong: runs(strong, apart), weak }
  }

  function around(start: Knot, sourcesOnly = false): readonly Knot[] {
    const found = new Set([start])
    const read = new Map<string, Runs>()
    for (const knot of found) {
      for (const tie of knot.ties) {
        if (found.size >= componentMax) return [...found]
        const at = read.get(tie.node) ?? runsAt(tie.node)
        read.set(tie.node, at)
        const fresh = near(at, knot, tie).filter((one) => !found.has(one) && (!sourcesOnly || one.subject.kind === 'source'))
        for (const other of reached(knot, tie.node, fresh, at)) found.add(other)
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

interface Runs {
  readonly strong: readonly Run[]
  readonly weak: readonly { readonly one: Knot; readonly tie: Tie }[]
}

const near = ({ strong, weak }: Runs, knot: Knot, tie: Tie): readonly Knot[] =>
  strong
    .filter((run) => (tie.strength === 'weak' ? isClose(run, tie) : run.knots.has(knot)))
    .flatMap((run) => [...run.knots, ...weak.filter((one) => isClose(run, one.tie)).map(({ one }) => one)])

interface Run {
  readonly knots: Set<Knot>
  readonly from: number
  to: number
  /** A detection says so, not rules alone. */
  isKnown: boolean
}

function runs(at: readonly { readonly one: Knot; readonly tie: Tie }[], apart: number): readonly Run[] {
  const found: Run[] = []
  for (const { one, tie } of [...at].sort((a, b) => a.tie.from - b.tie.from)) {
    const last = found.at(-1)
    if (last === undefined || tie.from - last.to > apart)
      found.push({ knots: new Set([one]), from: tie.from, to: tie.to, isKnown: tie.strength === 'strong' })
    else {
      last.knots.add(one)
      last.to = Math.max(last.to, tie.to)
      last.isKnown ||= tie.strength === 'strong'
    }
  }
  return found
}

const isClose = (run: Run, tie: Tie): boolean => tie.from - run.to <= closeMs && run.from - tie.to <= closeMs

/** A weak tie leads to a source's story alone and from it: a mere note makes no campaign, but belongs to the spray that caused it. */
function reached(knot: Knot, node: string, others: readonly Knot[], { strong }: Runs): readonly Knot[] {
  if (others.length === 0) return others
  if (node.startsWith(victimNode)) return others.filter((one) => isSameList(one.victims, knot.victims))
  const strengthOf = (one: Knot): Tie['strength'] => tieOf(one, node).strength
  const isKnown = (one: Knot): boolean => strong.some((run) => run.isKnown && run.knots.has(one))
  const counts = (one: Knot): boolean => strengthOf(one) === 'strong' || (strengthOf(one) === 'soft' && isKnown(one))
  if (!counts(knot)) return others.filter((one) => counts(one) && one.subject.kind === 'source')
  return others.filter((one) => counts(one) || knot.subject.kind === 'source')
}

/** A botnet tries one list of names from many addresses: sources that share half of the shorter list are one. */
function isSameList(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const [shorter, longer] = one.size <= other.size ? [one, other] : [other, one]
  const shared = [...shorter].filter((victim) => longer.has(victim)).length
  return shared >= sharedMin && shared >= shorter.size * sharedShare
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
 * Sources that touch each other are one, and so are the stories of victims with whom it came no further than with all: those stay in the
 * source's. The rest stand for themselves. In order of their beginnings, whatever order they come in. `sourcesAround`: the sources that touch one.
 */
export function arrange(knots: readonly Knot[], sourcesAround: (source: Knot) => readonly Knot[]): readonly Arranged[] {
  const all = [...knots].sort(inBeginning)
  const groups: Group[] = []
  for (const knot of all) {
    if (knot.subject.kind !== 'source' || groups.some(({ members }) => members.has(knot))) continue
    const members = new Set(sourcesAround(knot))
    groups.push({ main: knot, members, addresses: new Set([...members].flatMap(({ addresses }) => addresses)) })
  }
  const homeOf = (knot: Knot): Knot | undefined =>
    groups.find(({ main, members, addresses }) => main !== knot && (members.has(knot) || goesIn(knot, addresses)))?.main
  const homes = new Map(all.map((knot) => [knot, homeOf(knot)]))
  return all
    .filter((knot) => homes.get(knot) === undefined)
    .map((knot) => ({ main: knot, absorbed: all.filter((one) => homes.get(one) === knot) }))
}

interface Group {
  readonly main: Knot
  readonly members: ReadonlySet<Knot>
  readonly addresses: ReadonlySet<string>
}

const inBeginning = (one: Knot, other: Knot): number => one.from - other.from || (one.id < other.id ? -1 : 1)

const goesIn = ({ subject, isFurther, addresses }: Knot, theirs: ReadonlySet<string>): boolean =>
  subject.kind === 'person' && !isFurther && addresses.length > 0 && addresses.every((one) => theirs.has(one))

const reports = 'mfa.user_reported'

/** However many passwords were tried on one: it is the spray as long as no more than that happened. */
export const isFurther = (held: readonly Held[]): boolean =>
  held.some(({ finding }) => {
    const phase = phases.indexOf(phaseOf(finding))
    if (finding.detection === reports) return true
    if (phase >= phases.indexOf('entry')) return atLeast(finding.level, 'medium')
    return phase === phases.indexOf('prompt') && finding.level === 'high'
  })

/**
 * Administrators share their office's address, and a rule does not say whether an address is an attacker's: alone it ties only what it finds
 * itself, and others' findings only where something else called the address an attacker's.
 */
export function tiesOf(held: readonly Held[], victims: ReadonlySet<string>): readonly Tie[] {
  const byNode = new Map<string, Tie>()
  const add = (node: string, strength: Tie['strength'], { from, to }: Span): void => {
    const known = byNode.get(node)
    const both = known === undefined ? { from, to } : { from: Math.min(from, known.from), to: Math.max(to, known.to) }
    byNode.set(node, { node, ...both, strength: known === undefined ? strength : stronger(known.strength, strength) })
  }
  for (const one of held) {
    const { finding } = one
    const isGrave = atLeast(finding.level, 'medium')
    for (const [address, span] of placesOf(finding)) {
      add(address, !isGrave ? 'weak' : finding.rule === undefined ? 'strong' : 'soft', span)
      if (isGrave && finding.rule !== undefined) add(`${finding.detection} ${address}`, 'strong', span)
    }
  }
  const order = (one: Tie, other: Tie): number =>
    strengths.indexOf(one.strength) - strengths.indexOf(other.strength) || other.to - one.to || (one.node < other.node ? -1 : 1)
  return [...[...byNode.values()].sort(order).slice(0, tiesMax), ...victimTies(held, victims)]
}

/** Whoever went after many at one go had one list of names. Over days anybody who mistypes gets onto it. */
const oneGoMs = 12 * hourMs
const isOneGo = ({ finding, from, to }: Held): boolean => atLeast(finding.level, 'medium') && to - from <= oneGoMs

/** The ids of those whom a source went after at one go. */
export const listOf = (held: readonly Held[]): ReadonlySet<string> =>
  new Set(
    held
      .filter(isOneGo)
      .flatMap(({ finding }) => [finding.person, ...finding.others])
      .map(({ id }) => id),
  )

function victimTies(held: readonly Held[], victims: ReadonlySet<string>): readonly Tie[] {
  const grave = held.filter(isOneGo)
  if (grave.length === 0 || victims.size < sharedMin) return []
  const from = Math.min(...grave.map((one) => one.from))
  const to = Math.max(...grave.map((one) => one.to))
  const names = [...victims].sort().slice(0, victimTiesMax)
  return names.map((name) => ({ node: `${victimNode}${name}`, from, to, strength: 'strong' }))
}

const strengths: readonly Tie['strength'][] = ['strong', 'soft', 'weak']
const stronger = (one: Tie['strength'], other: Tie['strength']): Tie['strength'] =>
  strengths.indexOf(one) <= strengths.indexOf(other) ? one : other
