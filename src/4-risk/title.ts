/** An incident in one line: whom or what it is about, and how far it came. */
import type { Finding, Person, Subject } from '../3-detect/finding.ts'
import type { Incident, Stage, Victim } from './incident.ts'

const titlesMax = 3

export interface TitleParts {
  readonly subject: Subject
  readonly person: Person
  readonly victims: readonly Victim[]
  readonly prompts: Incident['prompts']
  readonly stage: Stage
  readonly findings: readonly Pick<Finding, 'title'>[]
}

export function titleOf(parts: TitleParts): string {
  const { subject, person, prompts, stage } = parts
  if (subject.kind !== 'person' && subject.kind !== 'session') return `${subjectName(subject)} ${deed(parts)}${enteredOf(parts)}`
  const name = person.displayName ?? person.name
  if (stage === 'noticed' || prompts.sent === 0) return `${name}: ${newest(parts.findings)}`
  const end = stage === 'approved' ? ', and somebody was let in' : stage === 'reported' ? ', and they reported it' : ''
  return `${name} was sent ${asked(prompts)}${end}`
}

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
  return /[\s]/.test(key) ? `Somebody at ${key.replace(/^network and browser /, '')}` : key
}

function deed({ subject, victims, prompts, findings }: TitleParts): string {
  const persons = people(victims.length)
  if (subject.kind === 'app') return `was given access by ${persons}`
  if (subject.kind === 'factor') return `is used by ${persons}`
  if (prompts.sent > 0) return `had ${asked(prompts)} sent to ${persons}`
  if (victims.some(({ reached }) => reached !== 'entered')) return `tried to sign in as ${persons}`
  return `touched ${persons}: ${newest(findings)}`
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

const newest = (findings: readonly Pick<Finding, 'title'>[]): string =>
  [...new Set(findings.map(({ title }) => title))].slice(-titlesMax).join(', ')
