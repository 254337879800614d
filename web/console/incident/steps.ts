/** What to do now, by how far the attacker came; plain advice for somebody who was just woken. */
import type { Stage } from '../../../src/4-risk/incident.ts'

export interface Step {
  readonly what: string
  readonly why: string
}

const call: Step = {
  what: 'Call the person, on a number you already know.',
  why: 'Not by chat or mail, which the attacker may read, and not on a number from the log. Ask: did you ask for these prompts?',
}
const revoke: Step = {
  what: 'End all their sessions.',
  why: 'Tocsin does not do this for you yet. A new password alone leaves open sessions open.',
}
const reset: Step = {
  what: 'Set a new password.',
  why: 'Prompts come after the password, so the attacker has it, or something as good.',
}
const methods: Step = {
  what: 'Look for new ways to sign in, and remove those the person does not know.',
  why: 'Attackers add a phone or an app of their own within minutes, to come back without asking.',
}
const after: Step = {
  what: 'Read what happened after the approval.',
  why: 'Further down the timeline: new devices, inbox rules, apps given access, roles.',
}
const read: Step = {
  what: 'Read what the rule noticed, and what happened around it.',
  why: 'A rule looks at one thing. The timeline shows whether the rest of the day fits the person.',
}
const confirm: Step = {
  what: 'Ask whoever did it, on a number you already know.',
  why: 'Much that rules notice is administration. What nobody knows of is not.',
}
const strong: Step = {
  what: 'Move them to number matching or a passkey.',
  why: 'A passkey cannot be approved by mistake; there is nothing to wear down.',
}
const tell: Step = {
  what: 'Tell them to refuse every prompt they did not ask for, and to report it.',
  why: 'Nobody from IT will ever ask them to approve one. Attackers often call while they prompt.',
}

/** Most urgent first. */
export const steps: Readonly<Record<Stage, readonly Step[]>> = {
  approved: [revoke, call, reset, methods, after, strong],
  reported: [call, reset, revoke, methods, strong],
  refused: [call, reset, tell, methods, strong],
  asked: [call, tell, reset, strong],
  noticed: [read, confirm, revoke, methods],
}

/** Where sessions are ended, in the words of each provider's own pages. */
export const revokeWhere: Readonly<Record<string, string>> = {
  'entra-id': 'Entra admin centre: Users, the person, Revoke sessions',
  'microsoft-365': 'Entra admin centre: Users, the person, Revoke sessions',
  okta: 'Okta Admin Console: Directory, People, the person, More Actions, Clear User Sessions',
  duo: 'Duo Admin Panel: Users, the person; set the status to Disabled while you look into it',
  keycloak: 'Keycloak Admin Console: Users, the person, Sessions, Logout all sessions',
  'google-workspace': 'Google Admin console: Users, the person, Security, Sign-in cookies, Reset',
}
