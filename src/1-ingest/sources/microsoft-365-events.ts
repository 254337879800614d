/** What a record of the unified audit log tells: sign-ins, mail rules and forwarding, and changes in the directory. */
import type { ChangeEvent, Endpoint, EnrolmentEvent, Event, User } from '../../0-event/event.ts'
import type { JsonObject } from '../../0-event/json.ts'
import type { Refused } from '../source.ts'
import { codeNamed } from './entra-id-codes.ts'
import { consentedApp, detailOf, type Told } from './entra-id-detail.ts'
import { changedMethod, type Operation, operationOf } from './entra-id-operations.ts'
import { isAboutSecondFactor } from './entra-id-policies.ts'
import { activityProperties, propertyNamed } from './entra-id-properties.ts'
import type { SignIn } from './entra-id-sign-in.ts'
import { signInEvents } from './entra-id-sign-in-events.ts'
import { userOf } from './entra-id-user.ts'
import { addressOf, contentId, guidOf, instantOf, nothing, objectOf, objectsOf, textOf } from './entra-id-values.ts'
import { directoryId, hasSucceeded, named, nameOf } from './microsoft-365-activity.ts'
import { mailChanges } from './microsoft-365-mail.ts'
import { another } from './told.ts'

/** An empty list for the many operations that say nothing about identities (mail read, files opened), and where nobody is named. */
export function activityEvents(activity: JsonObject, given?: string): readonly Event[] | Refused {
  const id = textOf(activity['Id']) ?? given ?? contentId(activity)
  const time = instantOf(activity['CreationTime'])
  if (time === undefined)
    return { refused: `The activity ${id} has no time that can be read: CreationTime must be like 2026-11-02T01:04:11.` }
  const operation = textOf(activity['Operation']) ?? ''
  if (operation === 'UserLoggedIn' || operation === 'UserLoginFailed') return signInEvents(signInOf(activity, id, time), 'microsoft-365')
  const mail = mailChanges(activity, operation)
  if (mail.length > 0) return tell(activity, id, time, mailboxOwner(activity), mail)
  const meaning = operationOf(operation)
  return meaning === undefined ? [] : tell(activity, id, time, subjectOf(activity), directoryDrafts(activity, operation, meaning))
}

export function signInOf(activity: JsonObject, id: string, time: number | undefined): SignIn {
  const device = activity['DeviceProperties']
  const properties = activity['ExtendedProperties']
  return {
    ownId: textOf(activity['Id']),
    id,
    time,
    tenant: guidOf(activity['OrganizationId']),
    uid: directoryId(activity['UserKey']) ?? directoryId(actorOf(activity, 0)),
    name: nameOf(activity['UserId']),
    displayName: undefined,
    appId: guidOf(activity['ApplicationId']),
    appName: undefined,
    ip: addressOf(activity['ActorIpAddress']) ?? addressOf(activity['ClientIP']),
    asn: undefined,
    country: undefined,
    userAgent: named(properties, 'UserAgent'),
    code: codeOf(activity),
    reason: textOf(activity['LogonError']),
    details: undefined,
    interactive: !(named(properties, 'RequestType') ?? '').toLowerCase().includes('token'),
    requirement: undefined,
    clientApp: undefined,
    protocol: undefined,
    flow: guidOf(activity['InterSystemsId']),
    session: named(device, 'SessionId'),
    location: nothing,
    device: {
      deviceId: named(device, 'Id'),
      operatingSystem: named(device, 'OS'),
      browser: named(device, 'BrowserType'),
      isCompliant: named(device, 'IsCompliant'),
      isManaged: named(device, 'IsCompliantAndManaged'),
    },
    steps: [],
    mfa: nothing,
    answering: nothing,
    riskLevel: undefined,
    risks: [],
    riskDetail: undefined,
  }
}

/** The number of the error, or the one that its name stands for. A failed sign-in is never a success, whatever its number. */
function codeOf(activity: JsonObject): string | undefined {
  const name = textOf(activity['LogonError'])
  const code = textOf(activity['ErrorNumber']) ?? codeNamed(name) ?? name
  if (activity['Operation'] === 'UserLoggedIn') return code ?? '0'
  return code === '0' ? undefined : code
}

const actorOf = (activity: JsonObject, type: number) => objectsOf(activity['Actor']).find((actor) => actor['Type'] === type)?.['ID']

/** One thing a record tells, before what all of its things share is added. */
type Draft =
  | Pick<ChangeEvent, 'kind' | 'what' | 'outcome' | 'target' | 'operation' | 'detail' | 'app'>
  | Pick<EnrolmentEvent, 'kind' | 'what' | 'factor' | 'target' | 'methodKey'>
  | ReportDraft
interface ReportDraft {
  readonly kind: 'report'
  readonly what: 'fraud' | 'suspicious_activity'
}

function tell(activity: JsonObject, id: string, time: number, subject: User | undefined, drafts: readonly Draft[]): readonly Event[] {
  const actor = userOf(directoryId(activity['UserKey']) ?? directoryId(actorOf(activity, 0)), nameOf(activity['UserId']), undefined)
  const user = subject ?? actor
  if (user === undefined) return []
  const by = another(actor, user)
  return drafts.map((draft, index) => {
    const base = {
      id: `microsoft-365:${id}${index === 0 ? '' : `#${index + 1}`}`,
      source: 'microsoft-365' as const,
      tenant: guidOf(activity['OrganizationId']),
      time,
      user,
      src: endpointOf(activity),
      flow: guidOf(activity['InterSystemsId']),
      session: textOf(activity['SessionId']) ?? textOf(objectOf(activity['AppAccessContext'])['AADSessionId']),
    }
    return draft.kind === 'report' ? { ...base, ...draft } : { ...base, by, ...draft }
  })
}

function endpointOf(activity: JsonObject): Endpoint | undefined {
  const ip = addressOf(activity['ClientIP']) ?? addressOf(activity['ClientIPAddress']) ?? addressOf(activity['ActorIpAddress'])
  const userAgent = named(activity['ExtendedProperties'], 'UserAgent')
  return ip === undefined && userAgent === undefined ? undefined : { ip, userAgent }
}

/** Whose mailbox it is: an administrator may name another's. */
function mailboxOwner(activity: JsonObject): User | undefined {
  const owner = nameOf(activity['MailboxOwnerUPN'])
  if (owner !== undefined) return userOf(undefined, owner, undefined)
  const mailbox = named(activity['Parameters'], 'Mailbox') ?? named(activity['Parameters'], 'Identity')
  return mailbox?.includes('@') === true && !mailbox.includes('\\') ? userOf(undefined, mailbox, undefined) : undefined
}

/** The person a change in the directory was made to. */
function subjectOf(activity: JsonObject): User | undefined {
  const targets = objectsOf(activity['Target'])
  const name = nameOf(targets.find((target) => target['Type'] === userNameType)?.['ID'])
  const uid = targets.map((target) => textOf(target['ID'])).find((id) => id?.startsWith('User_') === true)
  return userOf(directoryId(uid), name, undefined)
}

const userNameType = 5
const displayNameType = 1

function directoryDrafts(activity: JsonObject, operation: string, meaning: Operation): readonly Draft[] {
  const succeeded = hasSucceeded(activity)
  switch (meaning.kind) {
    case 'report':
      return [{ kind: 'report', what: meaning.what }]
    case 'enrolment':
      return succeeded
        ? [{ kind: 'enrolment', what: meaning.what, factor: meaning.factor ?? 'other' }]
        : [{ kind: 'change', what: 'other', outcome: 'failure', operation }]
    case 'change':
      return [changeDraft(activity, operation, meaning.what)]
    case 'company':
      return isAboutSecondFactor(activityProperties(activity['ModifiedProperties']))
        ? [changeDraft(activity, operation, 'policy_changed')]
        : []
    case 'user':
      return succeeded ? methodDrafts(activity) : []
  }
}

const methodDrafts = (activity: JsonObject): readonly Draft[] =>
  activityProperties(activity['ModifiedProperties'])
    .flatMap((property) => changedMethod(property) ?? [])
    .map(({ what, factor, property, methodKey }) => ({ kind: 'enrolment', what, factor, target: property, methodKey }))

function changeDraft(activity: JsonObject, operation: string, what: ChangeEvent['what']): Draft {
  const told = toldBy(activity, operation)
  return {
    ...(what === 'consent_granted' ? { app: consentedApp(told) } : {}),
    kind: 'change',
    what,
    outcome: hasSucceeded(activity) ? 'success' : 'failure',
    target: changed(activity, what),
    operation,
    detail: detailOf(what, told),
  }
}

function toldBy(activity: JsonObject, operation: string): Told {
  const said = activity['ExtendedProperties']
  return {
    operation,
    properties: activityProperties(activity['ModifiedProperties']),
    said: (key) => named(said, key),
    target: { id: guidOf(activity['ObjectId']), name: changed(activity, 'other') },
  }
}

function changed(activity: JsonObject, what: ChangeEvent['what']): string | undefined {
  if (what === 'role_granted' || what === 'role_removed') {
    const role = propertyNamed(activityProperties(activity['ModifiedProperties']), 'Role.DisplayName')
    return textOf(role?.after) ?? textOf(role?.before)
  }
  return nameOf(objectsOf(activity['Target']).find((target) => target['Type'] === displayNameType)?.['ID'])
}
