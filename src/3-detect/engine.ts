/** The engine: an event comes in, its person's state moves on, the detections decide, and findings come out. */
import type { Endpoint, Event, PromptEvent, SignInEvent } from '../0-event/event.ts'
import { dayMs, hourMs, minuteMs } from '../0-event/time.ts'
import { withPlace } from '../1-ingest/locate.ts'
import { noLeaked, noNetworks } from '../1-ingest/networks.ts'
import { bookList, createBooks } from './books.ts'
import { createCrowds } from './crowd.ts'
import type { Detection, Occasion } from './detection.ts'
import { detections } from './detections/index.ts'
import { createDirectory } from './directory.ts'
import { isUnwanted } from './episode.ts'
import { hash, learn, mark, marks } from './familiar.ts'
import type { Finding } from './finding.ts'
import { createMoments } from './moment.ts'
import type { PersonState } from './person.ts'
import { createPhones, isPhone } from './phones.ts'
import { join, lapse, lighten, nextLapse, type Prompt, type Source } from './prompts.ts'
import { createRaising, follow } from './raise.ts'
import { createRecently } from './recently.ts'
import { resolveSettings } from './settings.ts'
import type { Engine, EngineOptions } from './stream.ts'
import { createTimers } from './timers.ts'

/** Events so much older than the person's newest teach nothing and raise nothing: their time has passed. */
const lateMaxMs = dayMs
/** What is not the person's own and was refused lately teaches nothing, even when it gets in. */
const distrustMs = dayMs
/** A sign-in from elsewhere teaches after so long: records of its refusals come late, and reports later still. */
const doubtMs = 15 * minuteMs
const pendingMax = 8
/** A renewal so soon after a person was last learnt from is the same visit: it teaches no habits. */
const visitMs = hourMs
/** A provider's clock may be ahead by so much; what is further in the future when it arrives moves nobody's time on. */
const aheadMs = minuteMs
const waitingKey = 'waiting'
const clockKey = 'clock'
/** Persons with an open prompt that are written down; those beyond it are judged when they are met again. */
const waitingMax = 20_000

/** Most events wake nobody. */
const none: readonly Finding[] = []

export function createEngine(options: EngineOptions = {}): Engine {
  const timers = createTimers<PersonState>()
  const directory = createDirectory({ ...options, restored: watch })
  const crowds = createCrowds(options.load)
  const phones = createPhones(options.load, directory.recall)
  const books = createBooks(options.load)
  const taking = bookList(books).filter(({ take }) => take !== undefined)
  const teaching = bookList(books).filter(({ learn }) => learn !== undefined)
  const raising = createRaising(options.load, (ip) => crowds.isShared(ip))
  const recently = createRecently(options.load)
  const asked = byOccasion(choose(options.only))
  let settings = resolveSettings(detections, options.settings ?? {})
  const surroundings = {
    books,
    crowds,
    networks: options.networks ?? noNetworks,
    leaked: options.leaked ?? noLeaked,
    privileged: options.privileged,
    sourceOf,
    known: directory.known,
  }
  const moments = createMoments(surroundings)
  let waiting = options.load?.(waitingKey) ?? '[]'
  /** The latest time that was said, and the time at which the present event was met. */
  let clock = Number(options.load?.(clockKey) ?? 0)
  let clockKept = clock
  let met = 0
  let late = 0
  let repeated = 0

  function step(told: Event, arrived?: number): readonly Finding[] {
    const event = options.locate === undefined ? told : withPlace(told, options.locate)
    const newest = arrived === undefined ? event.time : Math.min(event.time, arrived + aheadMs)
    met = arrived ?? Math.max(event.time, clock)
    const findings = advance(newest)
    if (event.kind !== 'prompt' && recently.isRepeated(event)) {
      repeated++
      return findings
    }
    const person = isNobody(event) ? directory.stranger(event.source, event.user) : personOf(event)
    if (event.time < person.newest - lateMaxMs) {
      late++
      return findings
    }
    if (newest > person.newest) person.newest = newest
    if (person.pending.length > 0) learnPending(person)
    directory.touch(person)
    const found = take(person, event)
    return found.length === 0 ? findings : [...findings, ...found]
  }

  const personOf = (event: Event): PersonState => phones.owner(event) ?? directory.resolve(event.source, event.user)

  function take(person: PersonState, event: Event): Finding[] {
    switch (event.kind) {
      case 'prompt':
        return takePrompt(person, event)
      case 'sign_in':
        return takeSignIn(person, event)
      case 'password':
        return takePassword(person, event)
      case 'vendor_risk':
        if (event.level === 'medium' || event.level === 'high') person.vendorRisk = { time: event.time, level: event.level }
        return decide(person, event, undefined, event.time, 'vendor_risk')
      case 'enrolment':
      case 'change':
        return [...decide(person, event, undefined, event.time, event.kind), ...follow(person, event)]
      case 'report':
      case 'token':
        return decide(person, event, undefined, event.time, event.kind)
    }
  }

  function takePassword(person: PersonState, event: Event & { readonly kind: 'password' }): Finding[] {
    const findings = decide(person, event, undefined, event.time, 'password')
    if (event.outcome === 'right' && !sourceOf(person, event).own) person.password = event
    return findings
  }

  function takeSignIn(person: PersonState, event: SignInEvent): Finding[] {
    const findings = decide(person, event, undefined, event.time, occasionOf(event))
    if (event.outcome !== 'success') return findings
    const follows = event.interactive && person.raised.length > 0 && !sourceOf(person, event).own
    learnFrom(person, event)
    return follows ? [...findings, ...follow(person, event)] : findings
  }

  function takePrompt(person: PersonState, event: PromptEvent): Finding[] {
    const prompt = join(person, event, sourceOf(person, event), met)
    if (prompt === undefined) {
      repeated++
      return []
    }
    watch(person)
    phones.learn(event, person)
    const findings = decide(person, event, prompt, Math.max(event.time, prompt.time), 'prompt')
    if (prompt.outcome === 'approved') {
      learnFrom(person, event)
      if (prompt.own || !person.prompts.some((other) => isUnwanted(other, person.prompts))) lighten(prompt)
    }
    return findings
  }

  /** Known places and devices are the person's own; so is the organisation's address, unless the device is a new one. */
  function sourceOf(person: PersonState, event: Event): Source {
    const isLearnt = person.learntMarks !== 0 && event.flow !== undefined && hash(event.flow) === person.learnt
    const bits = isLearnt ? person.learntMarks : marks(person.familiar, event.src, event.time, crowds.isShared)
    return { marks: bits, own: isOwnSource(bits) }
  }

  /** What is the person's own is learnt from at once; anything else only when nothing spoke against it for a while. */
  function learnFrom(person: PersonState, event: Event): void {
    const key = hash(event.flow ?? event.id)
    if (person.learnt === key) return
    const source = sourceOf(person, event)
    person.learnt = key
    person.learntMarks = source.marks
    if (source.own) learnNow(person, event.src, event.time, (source.marks & mark.newAddress) !== 0, isSameVisit(person, event))
    else person.pending = person.pending.slice(-pendingMax + 1).concat({ src: event.src, time: event.time })
  }

  function learnPending(person: PersonState): void {
    const due = person.pending.filter(({ time }) => time <= person.newest - doubtMs)
    if (due.length === 0) return
    person.pending = person.pending.filter((pending) => !due.includes(pending))
    for (const { src, time } of due) if (!isSuspect(person, src, time)) learnNow(person, src, time, true, false)
  }

  /** Where prompts were refused, or what an alarm was raised about, nothing is learnt. */
  const isSuspect = (person: PersonState, src: Endpoint | undefined, time: number): boolean =>
    person.prompts.some((prompt) => isDistrusted(prompt, person.prompts, src?.ip, time)) ||
    person.raised.some(
      ({ level, last }) => level !== 'low' && last !== undefined && last.src?.ip === src?.ip && Math.abs(last.time - time) < distrustMs,
    )

  /** An address the person has signed in from before has them among its persons already. */
  function learnNow(person: PersonState, src: Endpoint | undefined, time: number, isNewAddress: boolean, isKnownVisit: boolean): void {
    learn(person.familiar, src, time)
    if (!isKnownVisit) {
      for (const book of teaching) book.learn?.(person, src, time)
      person.taught = Math.max(person.taught, time)
    }
    if (isNewAddress && src?.ip !== undefined) crowds.signedIn(src.ip, person)
  }

  /** Makes sure that time itself closes the person's oldest open prompt. */
  function watch(person: PersonState): void {
    const next = nextLapse(person.prompts)
    if (next !== undefined) timers.set(person, next)
  }

  function advance(time: number): readonly Finding[] {
    if (time > clock) clock = time
    if (timers.size() === 0) return none
    const findings: Finding[] = []
    for (let due = timers.due(time); due !== undefined; due = timers.due(time)) {
      const { of: person, at } = due
      for (const prompt of lapse(person.prompts, at))
        findings.push(...decide(person, undefined, prompt, Math.max(prompt.answered, person.prompts.at(-1)?.time ?? 0), 'prompt'))
      watch(person)
      directory.touch(person)
    }
    return findings
  }

  function decide(person: PersonState, event: Event | undefined, prompt: Prompt | undefined, now: number, occasion: Occasion): Finding[] {
    const moment = moments.begin(person, event, prompt, now)
    if (event !== undefined) for (const book of taking) book.take?.(event, moment, person)
    if (prompt?.own === true && prompt.outcome === 'approved' && person.prompts.length < 4) return []
    const findings: Finding[] = []
    for (const detection of asked[occasion]) {
      if (occasion === 'prompt' && detection.id !== 'mfa.sms_voice_bombing' && isPhone(person.last)) continue
      const verdict = detection.decide(moment, settings.get(detection.id) ?? {})
      const finding = verdict === undefined ? undefined : raising.raise(person, detection, verdict, now)
      if (finding !== undefined) findings.push(finding)
    }
    return findings
  }

  /** Whose prompts are open, so that after a restart time closes them although nobody meets those persons again. */
  function waitingChanges(): { key: string; state: string }[] {
    const now = JSON.stringify([...timers.owners()].map(({ id }) => id).slice(0, waitingMax))
    if (options.load === undefined || now === waiting) return []
    waiting = now
    return [{ key: waitingKey, state: now }]
  }

  function clockChanges(): { key: string; state: string }[] {
    if (options.load === undefined || clock === clockKept) return []
    clockKept = clock
    return [{ key: clockKey, state: String(clock) }]
  }

  for (const id of JSON.parse(waiting) as string[]) directory.recall(id)

  return {
    step,
    advance,
    tune: (given) => {
      settings = resolveSettings(detections, given)
    },
    look: (event) =>
      createMoments(surroundings).begin(
        directory.known(event.source, event.user) ?? directory.stranger(event.source, event.user),
        event,
        undefined,
        event.time,
      ),
    changes: () => [
      ...directory.changes(),
      ...crowds.changes(),
      ...phones.changes(),
      ...bookList(books).flatMap((book) => book.changes()),
      ...raising.changes(),
      ...recently.changes(),
      ...waitingChanges(),
      ...clockChanges(),
    ],
    counts: () => ({
      persons: directory.size(),
      sources: crowds.size(),
      noted: raising.size() + phones.size() + bookList(books).reduce((total, book) => total + book.size(), 0),
      forgotten: directory.forgotten(),
      late,
      repeated,
    }),
  }
}

function byOccasion(chosen: readonly Detection[]): Readonly<Record<Occasion, readonly Detection[]>> {
  const on = (occasion: Occasion) => chosen.filter((detection) => detection.on.includes(occasion))
  return {
    prompt: on('prompt'),
    report: on('report'),
    password: on('password'),
    signed_in: on('signed_in'),
    renewed: on('renewed'),
    sign_in_failed: on('sign_in_failed'),
    token: on('token'),
    enrolment: on('enrolment'),
    change: on('change'),
    vendor_risk: on('vendor_risk'),
  }
}

/** Nine in ten records of a tenant are renewals: were each a lesson, habits would be those of whatever renews most often. */
const isSameVisit = (person: PersonState, event: Event): boolean =>
  event.kind === 'sign_in' && !event.interactive && event.time < person.taught + visitMs

const occasionOf = ({ outcome, interactive }: SignInEvent): Occasion =>
  outcome !== 'success' ? 'sign_in_failed' : interactive ? 'signed_in' : 'renewed'

/** A name that does not exist is nobody: whoever invents names must not fill the memory of persons. */
const isNobody = (event: Event): boolean => event.kind === 'password' && event.outcome === 'unknown_user'

function choose(only: readonly string[] | undefined): readonly Detection[] {
  const unknown = only?.find((id) => !detections.some((detection) => detection.id === id))
  if (unknown !== undefined)
    throw new RangeError(`No detection is named ${unknown}; there are ${detections.map(({ id }) => id).join(', ')}`)
  return only === undefined ? detections : detections.filter(({ id }) => only.includes(id))
}

/** Only what is known can be the person's own: the device by its id, or the place with a usual kind of device. */
const isOwnSource = (bits: number): boolean => {
  if (bits & mark.knownDeviceId) return true
  if (bits & (mark.noHistory | mark.noAddress)) return false
  const place = (bits & mark.newAddress) === 0 || (bits & mark.sharedAddress) !== 0
  return place && (bits & mark.newDevice) === 0
}

const isDistrusted = (prompt: Prompt, prompts: readonly Prompt[], ip: string | undefined, time: number): boolean =>
  !prompt.own && prompt.ip === ip && Math.abs(prompt.time - time) < distrustMs && isUnwanted(prompt, prompts)
