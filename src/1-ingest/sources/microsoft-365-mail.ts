/** What is done to mailboxes: rules, forwarding, other people's access, and notices about the account's own security that are deleted. */
import type { ChangeDetail, ChangeEvent } from '../../0-event/event.ts'
import type { JsonObject } from '../../0-event/json.ts'
import { listOf, objectsOf, textOf } from './entra-id-values.ts'
import { hasSucceeded, named, nameOf } from './microsoft-365-activity.ts'
import { short } from './told.ts'

type Change = Pick<ChangeEvent, 'kind' | 'what' | 'outcome' | 'target' | 'operation' | 'detail'>

/** Rules that are made or changed; the operation of Outlook's own interface says which in its properties. */
const ruleOperations = new Set(['New-InboxRule', 'Set-InboxRule', 'Enable-InboxRule', 'UpdateInboxRules'])
const forwardingParameters = ['ForwardTo', 'RedirectTo', 'ForwardAsAttachmentTo', 'ForwardingSmtpAddress', 'ForwardingAddress']
/** What a rule looks for; the names begin so: `SubjectContainsWords`, `FromAddressContainsWords`. */
const conditions = [
  'From',
  'SubjectContainsWords',
  'BodyContainsWords',
  'SubjectOrBodyContainsWords',
  'FromAddressContainsWords',
  'HeaderContainsWords',
]

/** An empty list for what says nothing about who reads the mail. */
export function mailChanges(activity: JsonObject, operation: string): readonly Change[] {
  const change = (what: ChangeEvent['what'], target: string | undefined, detail?: ChangeDetail): Change => ({
    kind: 'change',
    what,
    outcome: hasSucceeded(activity) ? 'success' : 'failure',
    target,
    operation,
    ...(detail === undefined ? {} : { detail }),
  })
  const to = forwardedTo(activity)
  const forwarding = to === undefined ? [] : [change('mail_forwarding', to, { forwardTo: addressesIn(to) })]
  if (ruleOperations.has(operation)) {
    const isRemoved = named(activity['OperationProperties'], 'RuleOperation') === 'RemoveMailboxRule'
    return [
      isRemoved ? change('other', ruleName(activity)) : change('inbox_rule', ruleName(activity), ruleDetail(activity, to)),
      ...forwarding,
    ]
  }
  switch (operation) {
    case 'Set-Mailbox':
      return forwarding
    case 'Remove-InboxRule':
    case 'Disable-InboxRule':
      return [change('other', ruleName(activity))]
    case 'New-TransportRule':
    case 'Set-TransportRule':
      return [change('policy_changed', ruleName(activity), { area: 'mail', ...(to === undefined ? {} : { forwardTo: addressesIn(to) }) })]
    case 'Add-MailboxPermission':
    case 'Add-RecipientPermission':
      return [change('other', named(activity['Parameters'], 'User') ?? named(activity['Parameters'], 'Trustee'))]
    case 'MoveToDeletedItems':
    case 'SoftDelete':
    case 'HardDelete':
      return deletedNotices(activity).map((subject) => change('mail_deleted', subject, { deletes: operation === 'HardDelete' }))
    default:
      return []
  }
}

const ruleName = (activity: JsonObject): string | undefined =>
  named(activity['Parameters'], 'Name') ??
  named(activity['OperationProperties'], 'RuleName') ??
  named(activity['Parameters'], 'Identity') ??
  nameOf(activity['ObjectId'])

const listMax = 50

/** Undefined where the record says only that there is a rule. */
function ruleDetail(activity: JsonObject, to: string | undefined): ChangeDetail | undefined {
  const parameters = activity['Parameters']
  const actions = objectsOf(named(activity['OperationProperties'], 'RuleActions'))
  const acts = (word: string): boolean => actions.some((action) => textOf(action['ActionType'])?.includes(word) === true)
  const isOn = (name: string): boolean => named(parameters, name)?.toLowerCase() === 'true'
  const folder =
    named(parameters, 'MoveToFolder') ?? actions.map((action) => textOf(action['FolderName']) ?? textOf(action['Folder'])).find(Boolean)
  const words = conditions.flatMap((name) => named(parameters, name)?.split(';', listMax) ?? []).map((word) => word.trim())
  const detail: ChangeDetail = {
    ...(to === undefined ? {} : { forwardTo: addressesIn(to) }),
    ...(folder === undefined ? {} : { moveTo: short(folder) }),
    ...(isOn('DeleteMessage') || isOn('SoftDeleteMessage') || acts('Delete') ? { deletes: true } : {}),
    ...(isOn('MarkAsRead') || acts('MarkAsRead') ? { marksRead: true } : {}),
    ...(words.length === 0 ? {} : { words: words.slice(0, listMax).map((word) => word.slice(0, 200)) }),
  }
  return Object.keys(detail).length === 0 ? undefined : detail
}

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

/** `"Box" [SMTP:box@elsewhere.example];smtp:b@c.example` as the addresses in it. */
const addressesIn = (text: string): readonly string[] =>
  text
    .slice(0, 4000)
    .split(/[;,]/, listMax)
    .map((one) =>
      (/\[(?:smtp|ex):([^\]]+)\]/i.exec(one)?.[1] ?? one)
        .trim()
        .replace(/^smtp:/i, '')
        .toLowerCase(),
    )
    .filter((one) => one !== '')

/**
 * Subjects of the mails in which providers tell people that something about their account changed. The wordings are those of Microsoft, Okta,
 * Duo and Google; elastic/detection-rules looks for the same kind ("M365 or Google MFA notification e-mail deleted or moved").
 */
const notice =
  /\b(?:mfa|multi-?factor|two-?(?:factor|step)|2-?step|security (?:info|alert|notification|code)|authenticat(?:or|ion) (?:app|method)s?|sign-?in (?:attempt|from|to|alert)|new (?:sign-?in|login|device)|password (?:was |has been )?(?:changed|reset)|factor (?:was )?(?:enrolled|reset)|verification code|unusual activity)\b/i
const noticesMax = 20

function deletedNotices(activity: JsonObject): readonly string[] {
  return objectsOf(activity['AffectedItems'])
    .slice(0, 1000)
    .flatMap((item) => short(textOf(item['Subject'])) ?? [])
    .filter((subject) => notice.test(subject))
    .slice(0, noticesMax)
}
