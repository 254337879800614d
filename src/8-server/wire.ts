/** What the console and the server say to each other over `/api`; pure types, so both ends import them. */

import type { Endpoint, Event, SourceName } from '../0-event/event.ts'
import type { Credit, ReferenceFile } from '../1-ingest/reference.ts'
import type { Finding } from '../3-detect/finding.ts'
import type { RuleProblem } from '../3-detect/rule.ts'
import type { Difference } from '../3-detect/what-if.ts'
import type { Entities } from '../4-risk/entities.ts'
import type { Incident } from '../4-risk/incident.ts'
import type { NextStep } from '../4-risk/next-steps.ts'
import type { Question } from '../4-risk/question.ts'
import type { Technique } from '../4-risk/techniques.ts'
import type { WeighedReason } from '../4-risk/weighed.ts'
import type { Work } from '../4-risk/work.ts'
import type { TuningChange } from './tuning.ts'

/** `GET /api/session`: who is signed in; 401 otherwise. `POST /api/session` {name, password} signs in; `DELETE` signs out. */
export interface Session {
  readonly name: string
  /** Send it back as `x-csrf-token` with everything but GET. */
  readonly csrf: string
}

/** `POST /api/setup` {token, name, password} answers a Session: the one-time link of the first start. 410 where it was used. */
export interface Setup {
  readonly token: string
  readonly name: string
  readonly password: string
}

/** `GET /api/status`. */
export interface Status {
  readonly version: string
  /** Whether this server still waits for its administrator (the set-up link was not used). Given without a session too, then alone. */
  readonly needsSetup: boolean
  readonly records: number
  /** Rows kept, by Log Analytics table. */
  readonly tables: Readonly<Record<string, number>>
  readonly persons: number
  readonly findings: number
  readonly openIncidents: number
  readonly refused: number
  readonly oldestTime: number | undefined
  readonly newestTime: number | undefined
  readonly retentionDays: number
  /** Each provider whose records came live, by name. What was loaded in bulk or simulated does not count. */
  readonly sources: readonly SourceStatus[]
  /** Set while records loaded in bulk are still being read by the detections. */
  readonly catchingUp: { readonly done: number; readonly total: number } | undefined
  /** Set while a simulated attack is played. */
  readonly playing: { readonly scenario: string; readonly title: string; readonly done: number; readonly total: number } | undefined
  readonly simulatedRecords: number
}

/** How a provider's log comes. Times in ms since 1970. */
export interface SourceStatus {
  readonly source: SourceName
  /** Newest event, as the provider dates it. */
  readonly lastTime: number
  readonly lastArrival: number
  /** Between two minutes in which something comes, at this hour; left out until an hour like this was watched. */
  readonly usualGapMs?: number | undefined
  /** How long after an event its record comes, to the minute, as a fading mean. */
  readonly lateMs: number
  /** How far in the future events were dated within the last hour, to the minute; 0 where they were not. */
  readonly aheadMs: number
  /** Set while nothing comes, and for far longer than usual at these hours. */
  readonly silentSince?: number | undefined
}

export interface IncidentView extends Omit<Incident, 'ties'>, Work {
  /** Of `victims` the first 5; one incident alone tells all. */
  readonly victimCount: number
  /** What to call whom or what it is about. */
  readonly name: string
  readonly enteredCount: number
  readonly state: 'open' | 'closed'
  readonly closedBy: string | undefined
  /** When somebody, or new evidence, last changed how it stands. */
  readonly workedTime: number | undefined
  /** When new evidence opened it again. */
  readonly reopenedTime: number | undefined
}

/** `GET /api/incidents?state=open|closed|all&level=low|medium|high&person=ID&before=MS&limit=N` (`level`: this one and above; newest `firstTime` first, limit ≤ 200). */
export interface IncidentPage {
  readonly incidents: readonly IncidentView[]
  /** Pass as `before` for the next page; undefined at the end. */
  readonly next: number | undefined
}

/**
 * `GET /api/incidents/:id?zone=` (an IANA time zone, for the question); the id of one that went into another answers that one. `PATCH` {status?,
 * assignedTo?, classification?, determination?, comment?} answers an IncidentView; `state` is the old way to say `status`.
 * `POST …/comments` {text} answers an IncidentComment; `POST …/split` {findings} answers the IncidentView that holds them now.
 */
export interface IncidentDetail extends IncidentView {
  readonly evidence: readonly Finding[]
  /** What happened around it, oldest first, at most 500: prompts, passwords, sign-ins, enrolments of this person. */
  readonly timeline: readonly TimelineItem[]
  /** Where the person usually signs in from, for the map; at most 10. */
  readonly usual: readonly Endpoint[]
  /** The accounts joined as this person. */
  readonly aliases: readonly string[]
  readonly campaignIncidents: readonly IncidentView[]
  readonly entities: Entities
  readonly techniqueNames: readonly Technique[]
  /** Strongest first, at most 20. */
  readonly reasons: readonly WeighedReason[]
  readonly question: Question
  readonly nextSteps: readonly NextStep[]
  /** Oldest first. */
  readonly comments: readonly IncidentComment[]
  readonly history: readonly IncidentChange[]
  /** Ids of incidents that went into it. */
  readonly merged: readonly string[]
  /** Whom it can be given to. */
  readonly assignable: readonly string[]
}

export interface IncidentComment {
  readonly id: number
  readonly by: string
  readonly time: number
  readonly text: string
}

/** `by` is undefined where new evidence did it. Empty text where there was or is nothing. */
export interface IncidentChange {
  readonly by: string | undefined
  readonly time: number
  readonly what: string
  readonly before: string
  readonly after: string
}

export interface TimelineItem {
  readonly event: Event
  /** In words: "Push refused on the phone". */
  readonly sentence: string
  /** What had never been seen for this person: 'address' | 'network' | 'country' | 'device'. */
  readonly strange: readonly string[]
  /** Ids of the findings it led to. */
  readonly findings: readonly string[]
}

/** `GET /api/feed`: server-sent events, each `data:` one of these as JSON; the current status and open incidents come first. */
export type FeedMessage =
  | { readonly type: 'status'; readonly status: Status }
  | { readonly type: 'incident'; readonly incident: IncidentView }
  | { readonly type: 'finding'; readonly finding: Finding }
  | { readonly type: 'removed'; readonly incidents: readonly string[] }
  /** A prompt sent to a person with an incident; `person` is their id. At most a few a second are told. */
  | { readonly type: 'prompt'; readonly item: TimelineItem; readonly person: string }

/** `GET /api/scenarios`. `POST /api/play` {scenario, seed?, seconds?} plays one in time-lapse; `DELETE /api/play` stops it; `DELETE /api/simulated` removes what was played. */
export interface ScenarioView {
  readonly name: string
  readonly title: string
  /** Two or three sentences: what happens, from which public report. */
  readonly story: string
  readonly source: string
}

/**
 * Answer of `POST /ingest/{source}` (source `auto` recognises by content). A token with `ingest`, or a session with its `x-csrf-token`: the console
 * sends a dropped file as it is and its name, URI-encoded, in `x-file-name`, so that refused records say where they came from.
 */
export interface IngestAnswer {
  readonly accepted: number
  readonly duplicates: number
  /** At most the first 100; `refusedTotal` counts all. */
  readonly refused: readonly { readonly line: number; readonly why: string }[]
  readonly refusedTotal: number
}

/** `GET /api/quarantine?limit=N`: newest first. */
export interface QuarantineView {
  readonly total: number
  readonly items: readonly {
    readonly time: number
    readonly from: string
    readonly line: number
    readonly why: string
    readonly text: string
  }[]
}

/**
 * `GET /api/persons?search=`; `POST /api/persons/correct` {alias, person} puts an account with a person, or makes it a person of its own where
 * `person` is the alias itself; `DELETE /api/persons/correct/:alias` undoes it.
 */
export interface PersonView {
  readonly id: string
  readonly name: string
  readonly displayName: string | undefined
  readonly aliases: readonly string[]
  readonly corrected: readonly string[]
}

/** `GET /api/tokens`; `POST /api/tokens` {label, scopes} answers one with `secret`, shown once; `DELETE /api/tokens/:id`. */
export interface TokenView {
  readonly id: string
  readonly label: string
  readonly scopes: readonly ('query' | 'ingest' | 'read' | 'scim' | 'admin')[]
  readonly created: number
  readonly lastUsed: number | undefined
  readonly secret?: string | undefined
}

/**
 * `GET /api/rules`; `GET /api/rules/:id/runs` answers RuleRunView[]. `POST /api/rules` {text} checks a rule's YAML and keeps it, `POST /api/rules/check`
 * {text} only checks and answers RuleCheck; `POST /api/rules/:id/run` {from?, to?} answers RuleRunAnswer; `PATCH /api/rules/:id` {enabled} answers a
 * RuleView, and lets a paused rule go on.
 */
export interface RuleView {
  /** The file's name where the file is no rule. */
  readonly id: string
  readonly name: string
  readonly description: string
  readonly severity: 'High' | 'Medium' | 'Low' | 'Informational' | undefined
  readonly kind: 'Scheduled' | 'NRT' | 'Hunting' | undefined
  readonly tactics: readonly string[]
  readonly techniques: readonly string[]
  readonly file: string
  readonly origin: 'shipped' | 'own'
  /** The file. */
  readonly text: string
  readonly enabled: boolean
  /** Why it is paused. */
  readonly paused: string | undefined
  /** When it runs next; undefined where that is when something comes, or never. */
  readonly next: number | undefined
  readonly lastRun: number | undefined
  readonly lastHit: number | undefined
  readonly error: string | undefined
  /** Of all time. */
  readonly runs: number
  readonly alerts: number
  readonly elapsedMs: number
  /** Runs missed that were too many to be made up, since the server began. */
  readonly passedOver: number
  readonly problems: readonly RuleProblem[]
}

export interface RuleRunView {
  readonly began: number
  readonly from: number
  readonly to: number
  readonly elapsedMs: number
  readonly results: number
  readonly alerts: number
  readonly error: string | undefined
}

export interface RuleRunAnswer {
  readonly runs: number
  readonly results: number
  /** Findings that are new or have changed. */
  readonly alerts: number
  readonly elapsedMs: number
}

export interface RuleCheck {
  readonly ok: boolean
  readonly problems: readonly RuleProblem[]
}

/** Errors everywhere under `/api`: an HTTP status and this. */
export interface Problem {
  readonly error: { readonly code: string; readonly message: string }
}

/** A detection with its settings. */
export interface DetectionView {
  readonly id: string
  readonly title: string
  readonly technique: readonly string[]
  readonly riskEventType: string
  readonly keyedBy: string
  readonly phase: string
  /** Markdown of the detection's page, without line breaks: what it finds, how it is fooled, how to tune it, what to do. */
  readonly finds: string
  readonly fooled: string
  readonly tune: string
  readonly todo: string
  readonly settings: readonly {
    readonly name: string
    readonly unit: string
    readonly meaning: string
    readonly default: number
    readonly min: number
    readonly max: number
    readonly value: number
  }[]
}

export type TuningChangeView = TuningChange
export type WhatIfView = Difference

/** `GET /api/reference`. */
export interface ReferenceView {
  readonly folder: string
  /** By name; a file with a problem is not used, or as it was before. */
  readonly files: readonly ReferenceFile[]
  /** What is not there, in words. */
  readonly lacking: readonly string[]
  /** Whom licences want named where results are shown. */
  readonly credits: readonly Credit[]
}
