/** Which stories touch: those with one attacker's address at about the same time, and what becomes one incident or one campaign of it. */
import { dayMs, hourMs } from '../0-event/time.ts'
import { atLeast, phases, type Subject } from '../3-detect/finding.ts'
import type { Tie } from './incident.ts'
import { type Held, phaseOf, placesOf, type Span } from './story.ts'

/** Stories at one address this far apart or closer touch. */
const closeMs = dayMs
const pastMs = 3 * dayMs
const tiesMax = 20
/** Victims by which the sources that went after them find each other. */
const victimTiesMax = 20
const victimNode = 'victim '
/** One list of names is gone through at one time; a day later it may be anybody's. */
const listMs = hourMs
const sharedMin = 2
const sharedShare = 0.5
/** Of more stories at one address at a time those that come later stand alone there: to let go of others would rename what stands. */
const atNodeMax = 1000
/** A campaign is followed to so many stories; what lies beyond stands alone. */
const componentMax = 2000

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

export interface Ties<K extends Knot> {
  add(knot: K): void
  remove(knot: K): void
  /** Everything it touches, itself among it. Of sources alone where it is one and they are asked for. */
  around(knot: K, sourcesOnly?: boolean): readonly K[]
}

export function createTies<K extends Knot>(): Ties<K> {
  const nodes = new Map<string, Map<string, End<K>>>()

  function around(start: K, sourcesOnly = false): readonly K[] {
    const found = new Set([start])
    const read = new Map<string, readonly Run<K>[]>()
    for (const knot of found) {
      for (const tie of knot.ties) {
        if (found.size >= componentMax) return [...found]
        const at = read.get(tie.node) ?? runsOf([...(nodes.get(tie.node)?.values() ?? [])], tie.node, sourcesOnly)
        read.set(tie.node, at)
        for (const other of reached(knot, tie, at)) found.add(other)
      }
    }
    return [...found]
  }

  return {
    add: (knot) => {
      for (const tie of knot.ties) {
        const at = nodes.get(tie.node) ?? new Map<string, End<K>>()
        if (at.size >= atNodeMax) forgetPast(at, tie)
        if (at.size < atNodeMax) at.set(knot.id, { knot, tie })
        nodes.set(tie.node, at)
      }
    },
    remove: (knot) => {
      for (const { node } of knot.ties) {
        const at = nodes.get(node)
        if (at?.get(knot.id)?.knot === knot) at.delete(knot.id)
        if (at?.size === 0) nodes.delete(node)
      }
    },
    around,
  }
}

/** What ended too long ago to touch anything that comes. */
function forgetPast<K>(at: Map<string, End<K>>, { from }: Tie): void {
  for (const [id, { tie }] of at) if (tie.to < from - pastMs) at.delete(id)
}

interface End<K> {
  readonly knot: K
  readonly tie: Tie
}

/** Those at a node one after the other; weak ties lie beside a run and never make it longer. */
interface Run<K> {
  readonly knots: Set<K>
  /** Whom nobody has reached yet: each is looked at until then, and no further. */
  readonly left: Set<End<K>>
  readonly weak: Set<End<K>>
  readonly from: number
  to: number
  /** A detection says so, not rules alone. */
  isKnown: boolean
}

function runsOf<K extends Knot>(ends: readonly End<K>[], node: string, sourcesOnly: boolean): readonly Run<K>[] {
  const apart = node.startsWith(victimNode) ? listMs : closeMs
  const found: Run<K>[] = []
  const strong = ends.filter(({ tie, knot }) => tie.strength !== 'weak' && (!sourcesOnly || knot.subject.kind === 'source'))
  for (const end of strong.sort((one, other) => one.tie.from - other.tie.from)) {
    const { knot, tie } = end
    const last = found.at(-1)
    const run = last === undefined || tie.from - last.to > apart ? beginRun<K>(tie) : last
    if (run !== last) found.push(run)
    run.knots.add(knot)
    run.left.add(end)
    run.to = Math.max(run.to, tie.to)
    run.isKnown ||= tie.strength === 'strong'
  }
  if (sourcesOnly) return found
  for (const end of ends) if (end.tie.strength === 'weak') for (const run of found) if (isClose(run, end.tie)) run.weak.add(end)
  return found
}

const beginRun = <K>({ from, to }: Tie): Run<K> => ({ knots: new Set(), left: new Set(), weak: new Set(), from, to, isKnown: false })

const isClose = (run: Run<unknown>, tie: Tie): boolean => tie.from - run.to <= closeMs && run.from - tie.to <= closeMs

/** A weak tie leads to a source's story alone and from it: a mere note makes no campaign, but belongs to the spray that caused it. */
function reached<K extends Knot>(knot: K, tie: Tie, at: readonly Run<K>[]): readonly K[] {
  const found: K[] = []
  for (const run of at) {
    if (tie.strength === 'weak' ? !isClose(run, tie) : !run.knots.has(knot)) continue
    const counts = ({ strength }: Tie): boolean => strength === 'strong' || (strength === 'soft' && run.isKnown)
    const isSource = knot.subject.kind === 'source'
    for (const end of run.left) {
      const isWanted = tie.node.startsWith(victimNode)
        ? isSameList(end.knot.victims, knot.victims)
        : counts(tie)
          ? isSource || counts(end.tie)
          : counts(end.tie) && end.knot.subject.kind === 'source'
      if (!isWanted) continue
      run.left.delete(end)
      found.push(end.knot)
    }
    if (!isSource || !counts(tie)) continue
    found.push(...[...run.weak].map((end) => end.knot))
    run.weak.clear()
  }
  return found
}

/** A botnet tries one list of names from many addresses: sources that share half of the shorter list are one. */
function isSameList(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const [shorter, longer] = one.size <= other.size ? [one, other] : [other, one]
  const shared = [...shorter].filter((victim) => longer.has(victim)).length
  return shared >= sharedMin && shared >= shorter.size * sharedShare
}

/** What of stories that touch is one incident. */
export interface Arranged<K extends Knot> {
  /** The story that stands for it, and those that went into it. */
  readonly main: K
  readonly absorbed: readonly K[]
}

/**
 * Sources that touch each other are one, and so are the stories of victims with whom it came no further than with all: those stay in the
 * source's. The rest stand for themselves. In order of their beginnings, whatever order they come in. `sourcesAround`: the sources that touch one.
 */
export function arrange<K extends Knot>(knots: readonly K[], sourcesAround: (source: K) => readonly K[]): readonly Arranged<K>[] {
  const all = [...knots].sort(inBeginning)
  const groups: Group<K>[] = []
  for (const knot of all) {
    if (knot.subject.kind !== 'source' || groups.some(({ members }) => members.has(knot))) continue
    const members = new Set(sourcesAround(knot))
    groups.push({ main: knot, members, addresses: new Set([...members].flatMap(({ addresses }) => addresses)) })
  }
  const homeOf = (knot: K): K | undefined =>
    groups.find(({ main, members, addresses }) => main !== knot && (members.has(knot) || goesIn(knot, addresses)))?.main
  const byHome = Map.groupBy(all, homeOf)
  return (byHome.get(undefined) ?? []).map((knot) => ({ main: knot, absorbed: byHome.get(knot) ?? [] }))
}

interface Group<K extends Knot> {
  readonly main: K
  readonly members: ReadonlySet<K>
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
