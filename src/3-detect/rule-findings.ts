/** Alerts of rules as findings: about the person, from the address, on the host that the rule maps. */
import { createHash } from 'node:crypto'
import { parseAddress } from '../0-event/address.ts'
import type { Endpoint, User } from '../0-event/event.ts'
import type { Locate } from '../1-ingest/locate.ts'
import type { Finding, Level, Person } from './finding.ts'
import type { Rule, Severity } from './rule.ts'
import type { Alert, Entity } from './rule-alerts.ts'
import type { Run } from './schedule.ts'

/** Who an account is, over all providers. */
export interface Recognised {
  readonly person: Person
  /** It is of the simulated organisation. */
  readonly simulated: boolean
}

export interface FindingParts {
  readonly recognise: (user: User) => Recognised
  readonly locate?: Locate | undefined
}

const levelOf: Readonly<Record<Severity, Level>> = { High: 'high', Medium: 'medium', Low: 'low', Informational: 'low' }
const scoreOf: Readonly<Record<Severity, number>> = { High: 0.9, Medium: 0.6, Low: 0.3, Informational: 0.1 }

/** Findings with the same id repeat each other: of one rule about the same entities, whose newest record lies in the same step of its frequency. */
export function findingsOf(rule: Rule, run: Run, alerts: readonly Alert[], parts: FindingParts): readonly Finding[] {
  const found = new Map<string, Finding>()
  for (const one of alerts) {
    const finding = findingOf(rule, run, one, parts)
    const same = found.get(finding.id)
    found.set(finding.id, same === undefined ? finding : joined(same, finding))
  }
  return [...found.values()]
}

function findingOf(rule: Rule, run: Run, alert: Alert, { recognise, locate }: FindingParts): Finding {
  const users = alert.entities.map(userOf).filter((user) => user !== undefined)
  const known = unique(users.map(recognise))
  const [first = { person: standIn(rule, alert), simulated: false }, ...others] = known
  return {
    id: idOf(rule, run, alert, first.person),
    detection: `rule.${rule.id}`,
    title: alert.title,
    why: whyOf(alert),
    level: levelOf[alert.severity],
    score: scoreOf[alert.severity],
    technique: rule.techniques,
    riskEventType: 'generic',
    person: first.person,
    others: others.map(({ person }) => person).slice(0, othersMax),
    time: alert.time,
    detectedTime: Math.max(alert.time, run.to - 1),
    updatedTime: Math.max(alert.time, run.to - 1),
    src: sourceOf(alert, locate),
    app: appOf(alert),
    flow: undefined,
    events: [],
    followed: [],
    promptsBefore: 0,
    simulated: known.some(({ simulated }) => simulated),
    rule: {
      name: rule.name,
      severity: alert.severity,
      tactics: alert.tactics,
      customDetails: alert.customDetails,
      entities: alert.entities,
      results: alert.results,
      from: run.from,
      to: run.to,
      makesIncident: rule.makesIncident,
    },
  }
}

const othersMax = 100

function idOf(rule: Rule, run: Run, alert: Alert, person: Person): string {
  const step = rule.timing?.frequencyMs ?? run.to - run.from
  const slot = Math.floor(alert.time / Math.max(1, step))
  // One alert for all results is about whomever it finds: more of them later are no other alert.
  const about = rule.grouping === 'SingleAlert' ? [] : [person.id, alert.title, JSON.stringify(alert.entities)]
  return createHash('sha256')
    .update(['rule', rule.id, String(slot), ...about].join('\n'))
    .digest('hex')
    .slice(0, 32)
}

/** Two results about the same entities in the same step. */
const joined = (one: Finding, other: Finding): Finding => {
  const [older, newer] = one.time <= other.time ? [one, other] : [other, one]
  if (older.rule === undefined || newer.rule === undefined) return newer
  return { ...newer, rule: { ...newer.rule, results: older.rule.results + newer.rule.results } }
}

function unique(known: readonly Recognised[]): readonly Recognised[] {
  return [...new Map(known.map((one) => [one.person.id, one])).values()]
}

/** The account that an entity names; undefined where it names none. */
export function userOf({ type, identifiers }: Entity): User | undefined {
  switch (type) {
    case 'Account':
      return accountOf(identifiers)
    case 'Mailbox':
      return mailOf(identifiers['Upn'] ?? identifiers['MailboxPrimaryAddress'], identifiers['AadId'], identifiers['DisplayName'])
    default:
      return undefined
  }
}

function accountOf(given: Readonly<Record<string, string>>): User | undefined {
  const { Name, FullName, UPNSuffix, NTDomain, DisplayName } = given
  const uid = given['AadUserId'] ?? given['ObjectGuid'] ?? given['CloudAppAccountId'] ?? given['PUID'] ?? given['Sid']
  const name =
    FullName ?? (Name === undefined || Name.includes('@') || UPNSuffix === undefined ? withDomain(Name, NTDomain) : `${Name}@${UPNSuffix}`)
  return mailOf(name, uid, DisplayName)
}

const withDomain = (name: string | undefined, domain: string | undefined): string | undefined =>
  name === undefined || domain === undefined || name.includes('\\') || name.includes('@') ? name : `${domain}\\${name}`

function mailOf(name: string | undefined, uid: string | undefined, displayName: string | undefined): User | undefined {
  if (name === undefined && uid === undefined) return undefined
  const email = name?.includes('@') === true ? name.toLowerCase() : undefined
  return { uid, name: email ?? name, email, displayName }
}

/** What an alert without an account is about: its address, host or app, or the rule itself. */
function standIn(rule: Rule, { entities }: Alert): Person {
  for (const [type, word] of Object.entries(standIns)) {
    const entity = entities.find((one) => one.type === type)
    const name = entity === undefined ? undefined : nameOf(entity)
    if (name !== undefined) return { id: `${word} ${name.toLowerCase()}`, name }
  }
  return { id: `rule ${rule.id}`, name: rule.name }
}

const standIns = { IP: 'address', Host: 'host', CloudApplication: 'app' } as const

const nameOf = ({ identifiers }: Entity): string | undefined =>
  identifiers['Address'] ?? identifiers['HostName'] ?? identifiers['FullName'] ?? identifiers['Name'] ?? Object.values(identifiers)[0]

function sourceOf({ entities }: Alert, locate: Locate | undefined): Endpoint | undefined {
  const given = entities.find(({ type }) => type === 'IP')?.identifiers['Address']
  const ip = given === undefined ? undefined : parseAddress(given)
  return ip === undefined ? undefined : { ip, ...locate?.place(ip) }
}

function appOf({ entities }: Alert): Finding['app'] {
  const app = entities.find(({ type }) => type === 'CloudApplication')?.identifiers
  return app === undefined ? undefined : { uid: app['AppId'], name: app['Name'] }
}

/** The first sentence of the description, with the hosts the rule names. */
function whyOf({ description, title, entities }: Alert): string {
  const text = description.replace(/\s+/g, ' ').trim()
  const sentence = (/^.+?[.!?](?= |$)/.exec(text)?.[0] ?? text).slice(0, whyMax) || title
  const hosts = entities.filter(({ type }) => type === 'Host').map(nameOf)
  return hosts.length === 0 ? sentence : `${sentence} On ${hosts.slice(0, hostsMax).join(', ')}.`
}

const whyMax = 500
const hostsMax = 5
