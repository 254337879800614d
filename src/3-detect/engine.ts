/** The engine: an event comes in, its person's state moves on, the detections decide, and findings come out. */
import { createHash } from 'node:crypto'
import type { Endpoint, Event, PromptEvent, ReportEvent } from '../0-event/event.ts'
import { dayMs, hourMs, minuteMs } from '../0-event/time.ts'
import { withPlace } from '../1-ingest/locate.ts'
import { createCrowds } from './crowd.ts'
import type { Detection, Moment, Verdict } from './detection.ts'
import { detections } from './detections/index.ts'
import { createDirectory } from './directory.ts'
import { isUnwanted } from './episode.ts'
import { hash, learn, mark, marks } from './familiar.ts'
import { atLeast, type Finding, type Level, levels, simulatedTenant } from './finding.ts'
import type { PersonState, Raised } from './person.ts'
import { createPhones, isPhone } from './phones.ts'
import { firstOpen, join, lapse, lighten, type Prompt, promptLifeMs } from './prompts.ts'
import { resolveSettings } from './settings.ts'
import type { Engine, EngineOptions } from './stream.ts'
import { createTimers } from './timers.ts'

/** A finding is added to for so long after its last event; after that the same detection makes a new one. */
const findingOpenMs = 12 * hourMs
const alarmMs = 30 * minuteMs
const passwordMs = hourMs
const vendorRiskMs = hourMs
/** Events so much older than the person's newest teach nothing and raise nothing: their time has passed. */
const lateMaxMs = dayMs
/** What is not the person's own and was refused lately teaches nothing, even when it gets in. */
const distrustMs = dayMs
/** A sign-in from elsewhere teaches after so long: records of its refusals come late, and reports later still. */
const doubtMs = 15 * minuteMs
const pendingMax = 8
const findingEventsMax = 50
const waitingKey = 'waiting'
/** Persons with an open prompt that are written down; those beyond it are judged when they are met again. */
const waitingMax = 20_000
const followedMs = dayMs
const followedMax = 20

export function createEngine(options: EngineOptions = {}): Engine {
  const timers = createTimers<PersonState>()
  const directory = createDirectory({ ...options, restored: watch })
  const crowds = createCrowds(options.load)
  const phones = createPhones()
  const chosen = choose(options.only)
  const settings = resolveSettings(detections, options.settings ?? {})
  let waiting = options.load?.(waitingKey) ?? '[]'
  let late = 0
  let repeated = 0

  function step(told: Event): readonly Finding[] {
    const event = options.locate === undefined ? told : withPlace(told, options.locate)
    const findings = timers.size() === 0 ? [] : advance(event.time)
    const person = phones.owner(event) ?? directory.resolve(event.source, event.user)
    if (event.time < person.newest - lateMaxMs) {
      late++
      return findings
    }
    if (event.time > person.newest) person.newest = event.time
    if (person.pending.length > 0) learnPending(person)
    directory.touch(person)
    const found = take(person, event)
    return found.length === 0 ? findings : [...findings, ...found]
  }

  function take(person: PersonState, event: Event): Finding[] {
    switch (event.kind) {
      case 'prompt':
        return takePrompt(person, event)
      case 'report':
        return decide(person, event, undefined, event.time)
      case 'sign_in':
        if (event.outcome !== 'success') return []
        learnFrom(person, event)
        return event.interactive && person.raised.length > 0 && !sourceOf(person, event).own ? follow(person, event) : []
      case 'password':
        if (event.outcome === 'right' && !sourceOf(person, event).own) person.password = event
        return []
      case 'vendor_risk':
        if (event.level === 'medium' || event.level === 'high') person.vendorRisk = { time: event.time, level: event.level }
        return []
      case 'enrolment':
      case 'change':
        return follow(person, event)
      case 'token':
        return []
    }
  }

  function takePrompt(person: PersonState, event: PromptEvent): Finding[] {
    const prompt = join(person, event, sourceOf(person, event))
    if (prompt === undefined) {
      repeated++
      return []
    }
    watch(person)
    phones.learn(event, person)
    const findings = decide(person, event, prompt, Math.max(event.time, prompt.time))
    if (prompt.outcome === 'approved') {
      learnFrom(person, event)
      if (prompt.own || !person.prompts.some((other) => isUnwanted(other, person.prompts))) lighten(prompt)
    }
    return findings
  }

  /** Known places and devices are the person's own; so is the organisation's address, unless the device is a new one. */
  function sourceOf(person: PersonState, event: Event): { marks: number; own: boolean } {
    const bits = marks(person.familiar, event.src, event.time, crowds.isShared)
    return { marks: bits, own: isOwnSource(bits) }
  }

  /** What is the person's own is learnt from at once; anything else only when nothing spoke against it for a while. */
  function learnFrom(person: PersonState, event: Event): void {
    const key = hash(event.flow ?? event.id)
    if (person.learnt === key) return
    person.learnt = key
    const source = sourceOf(person, event)
    if (source.own) learnNow(person, event.src, event.time, (source.marks & mark.newAddress) !== 0)
    else person.pending = person.pending.slice(-pendingMax + 1).concat({ src: event.src, time: event.time })
  }

  function learnPending(person: PersonState): void {
    const due = person.pending.filter(({ time }) => time <= person.newest - doubtMs)
    if (due.length === 0) return
    person.pending = person.pending.filter((pending) => !due.includes(pending))
    for (const { src, time } of due) {
      if (!person.prompts.some((prompt) => isDistrusted(prompt, person.prompts, src?.ip, time))) learnNow(person, src, time, true)
    }
  }

  /** An address the person has signed in from before has them among its persons already. */
  function learnNow(person: PersonState, src: Endpoint | undefined, time: number, isNewAddress: boolean): void {
    learn(person.familiar, src, time)
    if (isNewAddress && src?.ip !== undefined) crowds.signedIn(src.ip, person)
  }

  /** Makes sure that time itself closes the person's oldest open prompt. */
  function watch(person: PersonState): void {
    const open = firstOpen(person.prompts)
    if (open !== undefined) timers.set(person, open.time + promptLifeMs)
  }

  function advance(time: number): Finding[] {
    const findings: Finding[] = []
    for (let due = timers.due(time); due !== undefined; due = timers.due(time)) {
      const { of: person, at } = due
      for (const prompt of lapse(person.prompts, at))
        findings.push(...decide(person, undefined, prompt, Math.max(prompt.answered, person.prompts.at(-1)?.time ?? 0)))
      watch(person)
      directory.touch(person)
    }
    return findings
  }

  function decide(person: PersonState, event: PromptEvent | ReportEvent | undefined, prompt: Prompt | undefined, now: number): Finding[] {
    if (prompt?.own === true && prompt.outcome === 'approved' && person.prompts.length < 4) return []
    const moment = momentOf(person, event, prompt, now)
    const findings: Finding[] = []
    for (const detection of isPhone(person.last) ? chosen.filter(({ id }) => id === 'mfa.sms_voice_bombing') : chosen) {
      const verdict = detection.decide({ ...moment, alarm: alarmOf(person, now) }, settings.get(detection.id) ?? {})
      const finding = verdict === undefined ? undefined : raise(person, detection, verdict, now)
      if (finding !== undefined) findings.push(finding)
    }
    return findings
  }

  function momentOf(person: PersonState, event: PromptEvent | ReportEvent | undefined, prompt: Prompt | undefined, now: number): Moment {
    const told = prompt?.events.at(-1)
    const unexpected = prompt !== undefined && !prompt.own && isUnwanted(prompt, person.prompts)
    const { password, vendorRisk } = person
    return {
      event,
      prompt,
      now,
      prompts: person.prompts,
      context: {
        privileged: isPrivileged(person),
        othersAsked: crowds.othersAsked(prompt?.ip, person, now),
        vendorRisk: vendorRisk !== undefined && vendorRisk.time > now - vendorRiskMs ? vendorRisk.level : 'none',
      },
      password: password !== undefined && password.time > now - passwordMs && password.time <= now + minuteMs ? password : undefined,
      crowd: unexpected && told !== undefined ? crowds.asked(person, told, now) : [],
      phone: prompt === undefined ? [] : crowds.phone(prompt.target, prompt),
      alarm: undefined,
    }
  }

  function isPrivileged(person: PersonState): boolean {
    const { privileged } = options
    if (privileged === undefined || privileged.size === 0) return false
    return person.aliases.some((alias) => privileged.has(alias.slice(alias.lastIndexOf(' ') + 1)))
  }

  /** Whose prompts are open, so that after a restart time closes them although nobody meets those persons again. */
  function waitingChanges(): { key: string; state: string }[] {
    const now = JSON.stringify([...timers.owners()].map(({ id }) => id).slice(0, waitingMax))
    if (options.load === undefined || now === waiting) return []
    waiting = now
    return [{ key: waitingKey, state: now }]
  }

  for (const id of JSON.parse(waiting) as string[]) directory.recall(id)

  return {
    step,
    advance,
    changes: () => [...directory.changes(), ...crowds.changes(), ...waitingChanges()],
    counts: () => ({ persons: directory.size(), sources: crowds.size(), forgotten: directory.forgotten(), late, repeated }),
  }
}

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

function alarmOf(person: PersonState, now: number): Level | undefined {
  let highest: Level | undefined
  for (const { lastTime, level } of person.raised) {
    if (lastTime > now - alarmMs && (highest === undefined || levels.indexOf(level) > levels.indexOf(highest))) highest = level
  }
  return highest
}

/** Makes a finding of a verdict, or adds to the open one; undefined where nothing changed. */
function raise(person: PersonState, detection: Detection, verdict: Verdict, now: number): Finding | undefined {
  const events = verdict.events.slice(-findingEventsMax)
  const digest = `${verdict.level} ${verdict.why}`
  const open = person.raised.find((raised) => raised.detection === detection.id && raised.lastTime > now - findingOpenMs)
  if (open !== undefined && open.digest === digest) return undefined
  const raised = open ?? begin(person, detection, verdict, now)
  if (open !== undefined && !atLeast(open.level, 'medium') && atLeast(verdict.level, 'medium')) {
    raised.detectedTime = now
    raised.promptsBefore = verdict.prompts
  }
  raised.level = levels[Math.max(levels.indexOf(raised.level), levels.indexOf(verdict.level))] ?? verdict.level
  raised.score = Math.max(raised.score, verdict.score)
  raised.lastTime = Math.max(raised.lastTime, now)
  raised.digest = digest
  raised.last = finding(person, detection, verdict, raised, events)
  return raised.last
}

/** What happens after an alarm is told with it: the analyst's next question is always what they did once inside. */
function follow(person: PersonState, event: Event): Finding[] {
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

function begin(person: PersonState, detection: Detection, verdict: Verdict, now: number): Raised {
  const first = verdict.events[0]?.id ?? String(now)
  const id = createHash('sha256')
    .update(`${detection.id} ${verdict.crowd?.key ?? ''} ${first}`)
    .digest('hex')
    .slice(0, 32)
  const raised: Raised = {
    detection: detection.id,
    id,
    level: verdict.level,
    score: verdict.score,
    detectedTime: now,
    promptsBefore: verdict.prompts,
    lastTime: now,
    digest: '',
    last: undefined,
  }
  person.raised = [...person.raised.filter((other) => other.detection !== detection.id), raised]
  return raised
}

function finding(person: PersonState, detection: Detection, verdict: Verdict, raised: Raised, events: readonly Event[]): Finding {
  const last = events.findLast(({ src }) => src !== undefined) ?? events.at(-1)
  const others = (verdict.crowd?.persons ?? []).filter((one) => one.person !== person.id)
  return {
    id: raised.id,
    detection: detection.id,
    title: detection.title,
    why: verdict.why,
    level: raised.level,
    score: raised.score,
    technique: detection.technique,
    riskEventType: detection.riskEventType,
    person: { id: person.id, name: person.name, displayName: person.displayName, uid: last?.user.uid },
    others: others.map((one) => ({ id: one.person, name: one.name })),
    time: raised.lastTime,
    detectedTime: raised.detectedTime,
    updatedTime: raised.lastTime,
    src: last?.src,
    app: last?.app,
    flow: last?.flow,
    events,
    followed: raised.last?.followed ?? [],
    promptsBefore: raised.promptsBefore,
    simulated: events.some(({ tenant }) => tenant === simulatedTenant),
  }
}
