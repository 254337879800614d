/** What a record of the unified audit log tells: sign-ins, mail rules and forwarding, and changes in the directory. */
import type { ChangeEvent, Endpoint, EnrolmentEvent, Event, User } from '../../0-event/event.ts'
import type { JsonObject } from '../../0-event/json.ts'
import type { Refused } from '../source.ts'
import { codeNamed } from './entra-id-codes.ts'
import { changedMethod, type Operation, operationOf } from './entra-id-operations.ts'
import type { SignIn } from './entra-id-sign-in.ts'
import { signInEvents } from './entra-id-sign-in-events.ts'
import { userOf } from './entra-id-user.ts'
import { addressOf, contentId, guidOf, instantOf, listOf, nothing, objectOf, objectsOf, textOf } from './entra-id-values.ts'
import { directoryId, named, nameOf } from './microsoft-365-activity.ts'
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
  | Pick<ChangeEvent, 'kind' | 'what' | 'outcome' | 'target' | 'operation'>
  | Pick<EnrolmentEvent, 'kind' | 'what' | 'factor' | 'target'>
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

const hasSucceeded = (activity: JsonObject): boolean => {
  const status = textOf(activity['ResultStatus'])?.toLowerCase()
  return status === undefined || status === 'success' || status === 'succeeded' || status === 'true' || status === 'partiallysucceeded'
}

/** Rules that are made or changed; the operation of Outlook's own interface says which in its properties. */
const ruleOperations = new Set(['New-InboxRule', 'Set-InboxRule', 'Enable-InboxRule', 'UpdateInboxRules'])
const forwardingParameters = ['ForwardTo', 'RedirectTo', 'ForwardAsAttachmentTo', 'ForwardingSmtpAddress', 'ForwardingAddress']

function mailChanges(activity: JsonObject, operation: string): readonly Draft[] {
  const outcome = hasSucceeded(activity) ? 'success' : 'failure'
  const change = (what: ChangeEvent['what'], target: string | undefined): Draft => ({ kind: 'change', what, outcome, target, operation })
  const to = forwardedTo(activity)
  const forwarding = to === undefined ? [] : [change('mail_forwarding', to)]
  if (ruleOperations.has(operation)) {
    const isRemoved = named(activity['OperationProperties'], 'RuleOperation') === 'RemoveMailboxRule'
    return [change(isRemoved ? 'other' : 'inbox_rule', ruleName(activity)), ...forwarding]
  }
  switch (operation) {
    case 'Set-Mailbox':
      return forwarding
    case 'Remove-InboxRule':
    case 'Disable-InboxRule':
      return [change('other', ruleName(activity))]
    case 'New-TransportRule':
    case 'Set-TransportRule':
      return [change('policy_changed', ruleName(activity))]
    case 'Add-MailboxPermission':
    case 'Add-RecipientPermission':
      return [change('other', named(activity['Parameters'], 'User') ?? named(activity['Parameters'], 'Trustee'))]
    default:
      return []
  }
}

const ruleName = (activity: JsonObject): string | undefined =>
  named(activity['Parameters'], 'Name') ??
  named(activity['OperationProperties'], 'RuleName') ??
  named(activity['Parameters'], 'Identity') ??
  nameOf(activity['ObjectId'])

/** Where mail is sent on to, as logged. */
function forwardedTo(activity: JsonObject): string | undefined {
  for (const parameter of forwardingParameters) {
    const value = named(activity['Parameters'], parameter)
    if (value !== undefined) return value
  }
  for (const action of objectsOf(named(activity['OperationProperties'], 'RuleActions'))) {
    const type = textOf(action['ActionType']) ?? ''
    if (type.includes('Forward') || type.includes('Redirect'))
      return listOf(action['Recipients'])
        .flatMap((one) => textOf(one) ?? [])
        .join(';')
  }
  return undefined
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
      return [
        {
          kind: 'change',
          what: meaning.what,
          outcome: succeeded ? 'success' : 'failure',
          target: changed(activity, meaning.what),
          operation,
        },
      ]
    case 'user':
      return succeeded ? methodDrafts(activity) : []
  }
}

const methodDrafts = (activity: JsonObject): readonly Draft[] =>
  objectsOf(activity['ModifiedProperties'])
    .flatMap((property) => changedMethod(textOf(property['Name']), listOf(property['OldValue']), listOf(property['NewValue'])) ?? [])
    .map(({ what, factor, property }) => ({ kind: 'enrolment', what, factor, target: property }))

function changed(activity: JsonObject, what: ChangeEvent['what']): string | undefined {
  if (what === 'role_granted' || what === 'role_removed') {
    const role = objectsOf(activity['ModifiedProperties']).find((property) => property['Name'] === 'Role.DisplayName')
    return textOf(role?.['NewValue']) ?? textOf(role?.['OldValue'])
  }
  return nameOf(objectsOf(activity['Target']).find((target) => target['Type'] === displayNameType)?.['ID'])
}
