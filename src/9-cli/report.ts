/** The answer in the terminal: who is being worn down, did anyone give in, and what happened next. */
import { countryName } from '../0-event/country.ts'
import { type Finding, type Level, levels } from '../3-detect/finding.ts'
import type { Incident } from '../4-risk/incident.ts'
import { createIncidents } from '../4-risk/incidents.ts'
import { sentence } from '../4-risk/timeline.ts'

/** A line of text, and how it should look where there are colours. */
export interface ReportLine {
  readonly text: string
  readonly tone: 'high' | 'medium' | 'low' | 'plain' | 'faint'
}

const atOnceMax = 1000

/** Incidents of findings, gravest first, then newest first. */
export function incidentsOf(findings: readonly Finding[]): { incident: Incident; findings: readonly Finding[] }[] {
  const grouping = createIncidents()
  const incidents = new Map<string, Incident>()
  for (let from = 0; from < findings.length; from += atOnceMax) {
    for (const incident of grouping.add(...findings.slice(from, from + atOnceMax))) incidents.set(incident.id, incident)
  }
  const byId = new Map(findings.map((finding) => [finding.id, finding]))
  return [...incidents.values()]
    .filter(({ mergedInto }) => mergedInto === undefined)
    .map((incident) => ({ incident, findings: ownFindings(incident, byId) }))
    .sort(
      (one, other) =>
        levels.indexOf(other.incident.level) - levels.indexOf(one.incident.level) || other.incident.lastTime - one.incident.lastTime,
    )
}

const ownFindings = (incident: Incident, byId: ReadonlyMap<string, Finding>): Finding[] =>
  incident.findings
    .map((id) => byId.get(id))
    .filter((finding) => finding !== undefined)
    .sort((one, other) => one.detectedTime - other.detectedTime)

export function report(findings: readonly Finding[]): ReportLine[] {
  return incidentsOf(findings).flatMap(({ incident, findings: own }) => [...head(incident, own), ...lines(own), ...followed(own), blank])
}

/** What every victim of a spray has of its own would bury what matters: the gravest are told, in their order. */
const linesMax = 12

function lines(findings: readonly Finding[]): ReportLine[] {
  const gravest = findings.toSorted((one, other) => levels.indexOf(other.level) - levels.indexOf(one.level)).slice(0, linesMax)
  const left = findings.length - gravest.length
  return [
    ...findings.filter((finding) => gravest.includes(finding)).map(line),
    ...(left === 0 ? [] : [{ text: `${indent}and ${left} more`, tone: 'faint' as const }]),
  ]
}

const blank: ReportLine = { text: '', tone: 'plain' }
const indent = '        '
const listedMax = 3

function head(incident: Incident, findings: readonly Finding[]): ReportLine[] {
  const place = findings.findLast(({ src }) => src?.country !== undefined)?.src?.country
  const facts = [
    `${stamp(incident.firstTime)}${incident.lastTime - incident.firstTime < 60_000 ? '' : ` to ${endStamp(incident)}`} UTC`,
    listed(incident.sources),
    listed(incident.apps),
    incident.addresses.length === 0 ? '' : `from ${listed(incident.addresses)}${place === undefined ? '' : ` (${countryName(place)})`}`,
    victimsFact(incident),
    incident.campaign === undefined ? '' : 'part of a campaign against several persons',
    incident.simulated ? 'simulated' : '',
  ]
  return [
    { text: `${incident.level.toUpperCase().padEnd(8)}${incident.title}`, tone: toneOf(incident.level) },
    { text: `${indent}${facts.filter((fact) => fact !== '').join(' · ')}`, tone: 'faint' },
  ]
}

function victimsFact({ victims }: Incident): string {
  const entered = victims.filter(({ reached }) => reached === 'entered').map(({ person }) => person.name)
  return entered.length === 0 ? '' : `let in: ${listed(entered)}`
}

const line = (finding: Finding): ReportLine => ({
  text: `${indent}${stamp(finding.detectedTime).slice(5)}  ${finding.level.padEnd(6)}  ${finding.detection.padEnd(30)}  ${finding.why}`,
  tone: 'plain',
})

function followed(findings: readonly Finding[]): ReportLine[] {
  const events = new Map(findings.flatMap((finding) => finding.followed.map((event) => [event.id, event] as const)))
  const sorted = [...events.values()].sort((one, other) => one.time - other.time)
  return sorted.map((event, at) => ({
    text: `${indent}${stamp(event.time).slice(5)}  ${at === 0 ? 'then:' : '     '}   ${sentence(event, [])}${event.src?.ip === undefined ? '' : `, from ${event.src.ip}`}`,
    tone: 'plain',
  }))
}

const toneOf = (level: Level): 'high' | 'medium' | 'low' => level

const listed = (values: readonly string[]): string =>
  values.length <= listedMax ? values.join(', ') : `${values.slice(0, listedMax).join(', ')} and ${values.length - listedMax} more`

/** `2026-11-02 01:04`. */
const stamp = (time: number): string => new Date(time).toISOString().slice(0, 16).replace('T', ' ')

const endStamp = ({ firstTime, lastTime }: Incident): string =>
  stamp(firstTime).slice(0, 10) === stamp(lastTime).slice(0, 10) ? stamp(lastTime).slice(11) : stamp(lastTime)

/** `12 incidents: 2 let in, 10 refused. 2 high, 6 medium, 4 low.` */
export function summary(findings: readonly Finding[]): string {
  const incidents = incidentsOf(findings).map(({ incident }) => incident)
  if (incidents.length === 0) return 'Nobody is being worn down: no findings.'
  const count = (level: Level): number => incidents.filter((incident) => incident.level === level).length
  const letIn = incidents.filter(({ stage }) => stage === 'approved').length
  const byLevel = [...levels]
    .reverse()
    .filter((level) => count(level) > 0)
    .map((level) => `${count(level)} ${level}`)
  return `${incidents.length} ${incidents.length === 1 ? 'incident' : 'incidents'} (${byLevel.join(', ')}); ${letIn === 0 ? 'nobody was let in that we can see' : `in ${letIn} somebody was let in`}.`
}
