/** Findings in the making: a verdict begins one or adds to an open one, and what the account did next is told with it. */
import { createHash } from 'node:crypto'
import type { Event } from '../0-event/event.ts'
import { dayMs, hourMs } from '../0-event/time.ts'
import type { Detection, Verdict } from './detection.ts'
import { atLeast, type Finding, type Level, levels, simulatedTenant } from './finding.ts'
import { type Change, createNotes, type Load } from './notes.ts'
import type { PersonState, Raised } from './person.ts'

/** A finding is added to for so long after its last event; after that the same detection makes a new one. */
const findingOpenMs = 12 * hourMs
/** The same arrival is not said again before it was away for so long. */
const repeatMs = 7 * dayMs
const findingEventsMax = 50
const othersMax = 100
const lackingMax = 5
const ownPlacesMax = 20
const followedMs = dayMs
/** Nothing is added to a finding that says nothing new for so long, and nothing follows it any more. */
const settledMs = 2 * dayMs
const followedMax = 20
/** Open findings about sources, sessions and the like; beyond it the one longest unchanged is taken as closed. */
const subjectsMax = 10_000

export interface Raising {
  /** The finding that is new or changed, or undefined where the verdict says nothing new. */
  raise(person: PersonState, detection: Detection, verdict: Verdict, now: number): Finding | undefined
  changes(): readonly Change[]
  size(): number
}

export function createRaising(load: Load, isShared: (ip: string | undefined) => boolean): Raising {
  const bySubject = createNotes<Raised>('raised', subjectsMax, load)

  function raise(person: PersonState, detection: Detection, verdict: Verdict, now: number): Finding | undefined {
    const key = verdict.subject === undefined ? undefined : `${detection.id} ${verdict.subject.kind} ${verdict.subject.key}`
    const known = key === undefined ? person.raised.find((one) => one.detection === detection.id) : bySubject.get(key)
    if (known !== undefined && isRepeated(known, detection, verdict, now)) {
      known.again = now
      if (key !== undefined) bySubject.set(key, known)
      return undefined
    }
    const begun = begin(detection, verdict, now)
    // A finding is its first event: the same one is the same finding, however late it is said again.
    const open = known !== undefined && (known.lastTime > now - findingOpenMs || known.id === begun.id) ? known : undefined
    const raised = addTo(open ?? begun, open === undefined, person, detection, verdict, now, isShared)
    if (raised === undefined) return undefined
    if (key !== undefined) bySubject.set(key, raised)
    else if (open === undefined)
      person.raised = [...person.raised.filter((one) => one.detection !== detection.id).map((one) => settled(one, now)), raised]
    return raised.last
  }

  return { raise, changes: bySubject.changes, size: bySubject.size }
}

/** What was found long ago keeps its last event: whoever is alarmed about often would else carry hundreds of events for good. */
function settled(raised: Raised, now: number): Raised {
  const { last, lastTime } = raised
  if (last === undefined || lastTime > now - settledMs || (last.events.length <= 1 && last.followed.length === 0)) return raised
  return { ...raised, last: { ...last, events: last.events.slice(-1), followed: [], contributions: [] } }
}

/**
 * Whether the same was said about the same source lately: a service that signs in from its two places every eight hours is one story, told once.
 * Only of arrivals, which say by their digest what the source is; what is asked of a person, or changed, is news each time,
 * and so is what was a high alarm.
 */
function isRepeated(known: Raised, { phase }: Detection, { digest, level }: Verdict, now: number): boolean {
  if (phase !== 'entry' || digest === undefined || digest === '' || known.level === 'high' || !atLeast(known.level, level)) return false
  const said = known.digest.slice(known.digest.indexOf(' ') + 1)
  return said === digest && now - Math.max(known.lastTime, known.again ?? 0) < repeatMs
}

function addTo(
  raised: Raised,
  isNew: boolean,
  person: PersonState,
  detection: Detection,
  verdict: Verdict,
  now: number,
  isShared: (ip: string | undefined) => boolean,
): Raised | undefined {
  const digest = `${verdict.level} ${verdict.digest ?? verdict.why}`
  if (!isNew && raised.digest === digest) return undefined
  if (!isNew && !atLeast(raised.level, 'medium') && atLeast(verdict.level, 'medium')) {
    raised.detectedTime = now
    raised.promptsBefore = verdict.prompts ?? 0
  }
  raised.level = levels[Math.max(levels.indexOf(raised.level), levels.indexOf(verdict.level))] ?? verdict.level
  raised.score = Math.max(raised.score, verdict.score)
  raised.lastTime = Math.max(raised.lastTime, now)
  raised.digest = digest
  raised.last = finding(person, detection, verdict, raised, isShared)
  return raised
}

function begin(detection: Detection, verdict: Verdict, now: number): Raised {
  const first = verdict.events[0]?.id ?? String(now)
  const id = createHash('sha256')
    .update(`${detection.id} ${verdict.subject?.key ?? ''} ${first}`)
    .digest('hex')
    .slice(0, 32)
  return {
    detection: detection.id,
    id,
    level: verdict.level,
    score: verdict.score,
    detectedTime: now,
    promptsBefore: verdict.prompts ?? 0,
    lastTime: now,
    digest: '',
    last: undefined,
  }
}

function finding(
  person: PersonState,
  detection: Detection,
  verdict: Verdict,
  raised: Raised,
  isShared: (ip: string | undefined) => boolean,
): Finding {
  const events = verdict.events.slice(-findingEventsMax)
  const last = events.findLast(({ src }) => src !== undefined) ?? events.at(-1)
  const before = verdict.subject === undefined ? undefined : raised.last?.person
  const about = before ?? { id: person.id, name: person.name, displayName: person.displayName, uid: last?.user.uid }
  const own = [...new Set(events.map(({ src }) => src?.ip))]
    .filter((ip) => ip !== undefined)
    .filter(isShared)
    .slice(0, ownPlacesMax)
  const others = (verdict.persons ?? []).filter((one) => one.person !== about.id).slice(-othersMax)
  return {
    id: raised.id,
    detection: detection.id,
    title: detection.title,
    why: verdict.why,
    level: raised.level,
    score: raised.score,
    technique: detection.technique,
    riskEventType: verdict.riskEventType ?? detection.riskEventType,
    subject: verdict.subject,
    phase: detection.phase,
    contributions: verdict.contributions,
    lacking: verdict.lacking?.slice(0, lackingMax),
    person: about,
    others: others.map((one) => ({ id: one.person, name: one.name })),
    time: raised.lastTime,
    detectedTime: raised.detectedTime,
    updatedTime: raised.lastTime,
    src: last?.src,
    app: last?.app,
    flow: last?.flow,
    ...(own.length === 0 ? {} : { ownPlaces: own }),
    events,
    followed: raised.last?.followed ?? [],
    promptsBefore: raised.promptsBefore,
    simulated: events.some(({ tenant }) => tenant === simulatedTenant),
  }
}

/** What happens after an alarm is told with it: the analyst's next question is always what they did once inside. */
export function follow(person: PersonState, event: Event): Finding[] {
  const findings: Finding[] = []
  for (const raised of person.raised) {
    const { last } = raised
    if (last === undefined || !atLeast(raised.level, 'medium') || event.time < last.detectedTime || event.time > last.time + followedMs)
      continue
    if (last.followed.length >= followedMax || last.followed.some(({ id }) => id === event.id)) continue
    raised.last = { ...last, followed: [...last.followed, event], updatedTime: Math.max(last.updatedTime, event.time) }
    findings.push(raised.last)
  }
  return findings
}

/** The highest level of the person's findings that still go on, or did within `ms`. */
export function raisedLevel(person: Readonly<PersonState>, now: number, ms: number): Level | undefined {
  let highest: Level | undefined
  for (const { lastTime, level } of person.raised) {
    if (lastTime > now - ms && (highest === undefined || levels.indexOf(level) > levels.indexOf(highest))) highest = level
  }
  return highest
}
