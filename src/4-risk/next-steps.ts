/** What to do next, most urgent first: by what the incident is about, how far it came, and what was done inside. */
import type { Event, SourceName } from '../0-event/event.ts'
import { atLeast, type Finding, phases } from '../3-detect/finding.ts'
import type { Incident } from './incident.ts'
import { phaseOf } from './story.ts'
import { letsIn } from './tell-incident.ts'

export interface NextStep {
  readonly what: string
  readonly why: string
  /** Where it is done, in each provider's own words. */
  readonly where?: readonly string[] | undefined
}

export function nextSteps(
  incident: Pick<Incident, 'subject' | 'stage' | 'phase' | 'victims' | 'sources' | 'prompts'>,
  findings: readonly Finding[],
): readonly NextStep[] {
  switch (incident.subject.kind) {
    case 'source':
      return ofSource(incident)
    case 'app':
      return [dropApp, ...inside(findings), strong]
    case 'factor':
      return [dropMethod, call, revoke(incident.sources), strong]
    case 'tenant':
      return [undo, askAdministrator, revoke(incident.sources), readAfter]
    case 'person':
    case 'session':
      return ofPerson(incident, findings)
  }
}

type Parts = Pick<Incident, 'stage' | 'phase' | 'victims' | 'sources' | 'prompts'>

function ofPerson(incident: Parts, findings: readonly Finding[]): readonly NextStep[] {
  const { stage, sources, prompts } = incident
  if (findings.length > 0 && findings.every(({ rule }) => rule !== undefined)) return [read, confirm, revoke(sources), methods([])]
  if (stage === 'approved' || findings.some(isLikelyIn)) {
    return [reset(sources), revoke(sources), call, ...inside(findings), readAfter, strong]
  }
  if (stage === 'reported') return [reset(sources), call, revoke(sources), ...inside(findings), strong]
  if (prompts.sent > 0 || stage === 'asked' || stage === 'refused') return [call, resetAsked(sources), tell, ...inside(findings), strong]
  return [check, resetIfRight(sources), call, block, strong]
}

const isLikelyIn = (finding: Finding): boolean =>
  letsIn(finding) || (atLeast(finding.level, 'medium') && phases.indexOf(phaseOf(finding)) >= phases.indexOf('entry'))

/** What somebody inside does to stay and to hide; what the findings show of it comes with its name. */
function inside(findings: readonly Finding[]): readonly NextStep[] {
  const events = findings.flatMap((finding) => [...finding.events, ...finding.followed])
  const seen = (kinds: readonly string[]): string[] => [
    ...new Set(events.filter((event) => event.kind === 'change' && kinds.includes(event.what)).map(targetOf)),
  ]
  return [
    methods([...new Set(events.filter((event) => event.kind === 'enrolment').map(targetOf))]),
    mailRules(seen(['inbox_rule', 'mail_forwarding'])),
    consents(seen(['consent_granted'])),
    ...(seen(['role_granted']).length === 0 ? [] : [roles(seen(['role_granted']))]),
    ...(seen(['device_registered']).length === 0 ? [] : [devices(seen(['device_registered']))]),
  ]
}

function targetOf(event: Event): string {
  switch (event.kind) {
    case 'enrolment':
      return event.target ?? event.factor
    case 'change':
      return event.target ?? event.operation
    case 'password':
    case 'prompt':
    case 'sign_in':
    case 'token':
    case 'vendor_risk':
    case 'report':
      return event.kind
  }
}

function ofSource({ victims, sources }: Parts): readonly NextStep[] {
  const entered = victims.filter(({ reached }) => reached === 'entered').length
  const right = victims.filter(({ reached }) => reached === 'password' || reached === 'prompted').length
  return [
    ...(entered === 0 ? [] : [enteredFirst(entered)]),
    ...(right === 0 ? [] : [resetRight(right, sources)]),
    block,
    ...(entered === 0 ? [check] : []),
    helpDesk,
    strong,
  ]
}

const persons = (count: number, one: string, many: string): string => (count === 1 ? one : `${count} ${many}`)
const shown = (names: readonly string[]): string =>
  names.length === 0 ? '' : ` Seen here: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}.`

const reset = (sources: readonly string[]): NextStep => ({
  what: 'Set a new password.',
  why: 'First, or whoever is thrown out next signs in again at once. They have the password, or something as good.',
  where: resetPlaces(sources),
})
const resetAsked = (sources: readonly string[]): NextStep => ({
  what: 'Set a new password.',
  why: 'Prompts come after the password, so the attacker has it, or something as good.',
  where: resetPlaces(sources),
})
const resetIfRight = (sources: readonly string[]): NextStep => ({
  what: 'Set a new password where one of the tries was right, or the old one is weak or used elsewhere.',
  why: 'Somebody guesses, and goes on guessing.',
  where: resetPlaces(sources),
})
const resetRight = (count: number, sources: readonly string[]): NextStep => ({
  what: `Set a new password for ${persons(count, 'the one', 'persons')} whose password was right or who ${count === 1 ? 'was' : 'were'} prompted.`,
  why: 'Only the second proof kept the attacker out, and it will be asked for again.',
  where: resetPlaces(sources),
})
const enteredFirst = (count: number): NextStep => ({
  what: `First of all, ${persons(count, 'the one somebody got in as', 'whom somebody got in as')}: follow the steps of their own incident${count === 1 ? '' : 's'}.`,
  why: 'Everything else here can wait an hour; an open mailbox cannot.',
})
const revoke = (sources: readonly string[]): NextStep => ({
  what: 'End all their sessions.',
  why: 'A new password alone leaves open sessions open.',
  where: revokePlaces(sources),
})
const methods = (names: readonly string[]): NextStep => ({
  what: 'Look for ways to sign in added since, and remove those the person does not know.',
  why: `Attackers add a phone or an app of their own within minutes, to come back without asking.${shown(names)}`,
})
const mailRules = (names: readonly string[]): NextStep => ({
  what: 'Look at their mail rules and forwarding, and remove what they did not make.',
  why: `A rule that moves or sends on mail outlives the password, and hides the answers to mail sent in their name.${shown(names)}`,
})
const consents = (names: readonly string[]): NextStep => ({
  what: 'Look at the apps they gave access, and take it back from those nobody knows.',
  why: `An app keeps its access when the password changes.${shown(names)}`,
})
const roles = (names: readonly string[]): NextStep => ({
  what: 'Take back the roles granted since.',
  why: `With a role the attacker can undo all the rest.${shown(names)}`,
})
const devices = (names: readonly string[]): NextStep => ({
  what: 'Remove the devices registered since.',
  why: `A registered device counts as known, and may be let in without being asked.${shown(names)}`,
})
const call: NextStep = {
  what: 'Ask the person the question here, on a number you already know.',
  why: 'Not by chat or mail, which the attacker may read, and not on a number from the log.',
}
const tell: NextStep = {
  what: 'Tell them to refuse every prompt they did not ask for, and to report it.',
  why: 'Nobody from IT will ever ask them to approve one. Attackers often call while they prompt.',
}
const readAfter: NextStep = {
  what: 'Read what was done with the account from then on.',
  why: 'Mail read and sent, files opened, others written to: whom else it concerns shows there.',
}
const strong: NextStep = {
  what: 'Move them to a passkey, or to number matching until they have one.',
  why: 'A passkey cannot be phished, guessed or approved by mistake.',
}
const check: NextStep = {
  what: 'Look whether anybody got in: a sign-in that worked from the same address, or right after.',
  why: 'Tocsin would say so where the log shows it; a log that is late or not connected shows nothing.',
}
const block: NextStep = {
  what: 'Block the address, or its network where it comes from several.',
  why: 'It buys time, no more: attackers change addresses in minutes.',
}
const helpDesk: NextStep = {
  what: 'Tell the help desk.',
  why: 'Persons locked out will call now; and an attacker may call as one of them to have a method reset.',
}
const read: NextStep = {
  what: 'Read what the rule noticed, and what happened around it.',
  why: 'A rule looks at one thing. The timeline shows whether the rest of the day fits the person.',
}
const confirm: NextStep = {
  what: 'Ask whoever did it, on a number you already know.',
  why: 'Much that rules notice is administration. What nobody knows of is not.',
}
const dropApp: NextStep = {
  what: 'Disable the app for the whole organisation, and take back what it was given.',
  why: 'Its access does not end with a password or a session.',
  where: ['Entra admin centre: Enterprise applications, the app, Properties, Enabled for users to sign-in: No'],
}
const dropMethod: NextStep = {
  what: 'Remove the method from everybody but its owner.',
  why: 'Whoever holds it can sign in as all of them.',
}
const undo: NextStep = {
  what: 'Undo the change, unless somebody shows you the request for it.',
  why: 'As long as it stands, everybody is less safe than they think.',
}
const askAdministrator: NextStep = {
  what: 'Ask the administrator who made it, on a number you already know.',
  why: 'If it was not them, their account is the incident.',
}

/** As the providers' own administration pages name them. */
const revokeWhere: Partial<Readonly<Record<SourceName, string>>> = {
  'entra-id': 'Entra admin centre: Users, the person, Revoke sessions',
  'microsoft-365': 'Entra admin centre: Users, the person, Revoke sessions',
  okta: 'Okta Admin Console: Directory, People, the person, More Actions, Clear User Sessions',
  duo: 'Duo Admin Panel: Users, the person; set the status to Disabled while you look into it',
  keycloak: 'Keycloak Admin Console: Users, the person, Sessions, Logout all sessions',
  'google-workspace': 'Google Admin console: Users, the person, Security, Sign-in cookies, Reset',
}
const resetWhere: Partial<Readonly<Record<SourceName, string>>> = {
  'entra-id': 'Entra admin centre: Users, the person, Reset password',
  'microsoft-365': 'Entra admin centre: Users, the person, Reset password',
  okta: 'Okta Admin Console: Directory, People, the person, Reset Password',
  keycloak: 'Keycloak Admin Console: Users, the person, Credentials, Reset password',
  'google-workspace': 'Google Admin console: Users, the person, Reset password',
}

const places = (of: Partial<Readonly<Record<SourceName, string>>>, sources: readonly string[]): readonly string[] | undefined => {
  const found = Object.entries(of).filter(([source]) => sources.includes(source))
  return found.length === 0 ? undefined : [...new Set(found.map(([, words]) => words))]
}
const revokePlaces = (sources: readonly string[]): readonly string[] | undefined => places(revokeWhere, sources)
const resetPlaces = (sources: readonly string[]): readonly string[] | undefined => places(resetWhere, sources)
