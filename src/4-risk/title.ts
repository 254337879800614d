/** An incident in one line: whom or what it is about, and how far it came. */
import { type Finding, levels, type Person, phases, type Subject } from '../3-detect/finding.ts'
import type { Incident, Stage, Victim } from './incident.ts'
import { phaseOf } from './story.ts'

export interface TitleParts {
  readonly subject: Subject
  readonly person: Person
  readonly victims: readonly Victim[]
  readonly prompts: Incident['prompts']
  readonly stage: Stage
  readonly findings: readonly Finding[]
  /** The attacker's. */
  readonly addresses: number
}

export function titleOf(parts: TitleParts): string {
  const { subject, person, prompts, stage } = parts
  if (subject.kind === 'source' && prompts.sent === 0 && parts.victims.every(({ reached }) => reached === 'entered'))
    return `${nameOf(parts)} got in as ${people(parts.victims.length)}`
  if (subject.kind !== 'person' && subject.kind !== 'session') return `${nameOf(parts)} ${deed(parts)}${enteredOf(parts)}`
  const name = person.displayName ?? person.name
  if (prompts.sent === 0 || stage === 'noticed')
    return `${name}: ${gravest(parts.findings)}${stage === 'approved' ? ', and somebody got in' : ''}`
  const end = stage === 'approved' ? letIn(prompts.approved) : stage === 'reported' ? ', and they reported it' : ''
  return `${name} was sent ${asked(prompts)}${end}`
}

const letIn = (approved: number): string => (approved > 0 ? ', and somebody was let in' : ', and somebody got in')

const nameOf = ({ subject, addresses }: TitleParts): string =>
  subject.kind === 'source' && addresses > 1 ? `Somebody at ${addresses} addresses` : subjectName(subject)

/** What to call it where a person's name would stand: `203.0.113.9`, `App Mail Reader`. */
export function subjectName({ kind, key }: Subject): string {
  switch (kind) {
    case 'source':
      return sourceName(key)
    case 'app':
      return `App ${key}`
    case 'factor':
      return `Sign-in method ${key}`
    case 'tenant':
      return 'Somebody'
    case 'person':
    case 'session':
      return key
  }
}

/** Keys of sources begin with what they are: `address 203.0.113.9`, `network and browser AS9009 …`. */
function sourceName(key: string): string {
  const address = /^(?:address|ip) (.+)$/.exec(key)?.[1]
  if (address !== undefined) return address
  const network = /^network (?:and browser )?(.+)$/.exec(key)?.[1]
  if (network !== undefined) return `Somebody at ${network}`
  return /^[\d.:a-f]+(?:\/\d+)?$/i.test(key) ? key : 'Somebody'
}

function deed({ subject, victims, prompts, findings }: TitleParts): string {
  const persons = people(victims.length)
  if (subject.kind === 'app') return `was given access by ${persons}`
  if (subject.kind === 'factor') return `is used by ${persons}`
  if (prompts.sent > 0) return `sent ${asked(prompts)}, to ${persons}`
  if (victims.some(({ reached }) => reached !== 'entered')) return `tried to sign in as ${persons}`
  return `touched ${persons}: ${gravest(findings)}`
}

function enteredOf({ subject, victims }: TitleParts): string {
  const entered = victims.filter(({ reached }) => reached === 'entered')
  const [first] = entered
  if (first === undefined || subject.kind === 'app' || subject.kind === 'factor') return ''
  return entered.length === 1
    ? `, and got in as ${first.person.displayName ?? first.person.name}`
    : `, and got in as ${entered.length} of them`
}

const people = (count: number): string => (count === 1 ? '1 person' : `${count} persons`)

function asked({ sent, refused, unanswered, approved }: Incident['prompts']): string {
  const parts = [
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(unanswered > 0 ? [`${unanswered} unanswered`] : []),
    ...(approved > 0 ? [`${approved} approved`] : []),
  ]
  return `${sent} ${sent === 1 ? 'prompt' : 'prompts'}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`
}

/** The gravest by level and by how far it went, at most two: the findings tell the rest. */
function gravest(findings: readonly Finding[]): string {
  const order = (one: Finding, other: Finding): number =>
    levels.indexOf(other.level) - levels.indexOf(one.level) || phases.indexOf(phaseOf(other)) - phases.indexOf(phaseOf(one))
  const titles = [...new Set(findings.toSorted(order).map(({ title }) => title))]
  const [first = '', second] = titles
  if (second === undefined) return first
  return `${first}, ${second.charAt(0).toLowerCase()}${second.slice(1)}${titles.length > 2 ? ' and more' : ''}`
}
