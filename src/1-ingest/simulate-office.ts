/** Writes what is done to a mailbox as rows of `OfficeActivity`, where Microsoft 365's unified audit log tells of it. */
import type { JsonObject } from '../0-event/json.ts'
import type { SimulatedRecord } from './scenario.ts'
import type { Change, ChangeOf, MailRule } from './simulate-change.ts'
import * as rates from './simulate-rates.ts'
import { simulatedTenantId } from './simulate-tenant.ts'

export type MailChange = ChangeOf<'inbox-rule' | 'mail-forwarding' | 'mail-deleted'>

export const isMail = (one: Change): one is MailChange =>
  one.what === 'inbox-rule' || one.what === 'mail-forwarding' || one.what === 'mail-deleted'

interface Activity {
  readonly operation: string
  readonly recordType: 'ExchangeAdmin' | 'ExchangeItemGroup'
  readonly columns: JsonObject
}

export function officeChange(one: MailChange): SimulatedRecord[] {
  const { operation, recordType, columns } = activityOf(one)
  const doer = one.by ?? one.person
  const id = one.chance.fork('office').uuid()
  const time = Math.round(one.time)
  const record: JsonObject = {
    TenantId: simulatedTenantId,
    SourceSystem: 'OfficeActivityManager',
    TimeGenerated: new Date(time).toISOString(),
    Type: 'OfficeActivity',
    RecordType: recordType,
    Operation: operation,
    OrganizationId: simulatedTenantId,
    OrganizationName: 'simulated.onmicrosoft.com',
    OriginatingServer: 'AB1CD23EF4567 (15.20.4200.000)\r\n',
    UserType: doer.admin && one.by !== undefined ? 'Admin' : 'Regular',
    UserKey: doer.accounts.entra?.uid ?? doer.email,
    OfficeWorkload: 'Exchange',
    ResultStatus: recordType === 'ExchangeAdmin' ? 'True' : 'Succeeded',
    UserId: doer.email,
    ExternalAccess: 'False',
    MailboxOwnerUPN: one.person.email,
    OfficeId: id,
    SourceRecordId: id,
    ...columns,
  }
  const late = Math.min(rates.officeDelayMaxMs, one.chance.fork('delay').exponential(rates.officeDelayMeanMs))
  return [{ source: 'microsoft-365', shape: 'm365-office-activity', time: Math.round(time + 60_000 + late), record }]
}

function activityOf(one: MailChange): Activity {
  switch (one.what) {
    case 'inbox-rule':
      return {
        operation: 'New-InboxRule',
        recordType: 'ExchangeAdmin',
        columns: {
          ClientIP: addressed(one),
          OfficeObjectId: `EURPR01A001\\${one.person.email}\\${one.rule.name}`,
          Parameters: parameters(ruleParameters(one.rule)),
        },
      }
    case 'mail-forwarding':
      return {
        operation: 'Set-Mailbox',
        recordType: 'ExchangeAdmin',
        columns: {
          ClientIP: addressed(one),
          OfficeObjectId: one.person.email,
          Parameters: parameters({
            Identity: one.person.email,
            DeliverToMailboxAndForward: 'True',
            ForwardingSmtpAddress: `smtp:${one.to}`,
          }),
        },
      }
    case 'mail-deleted':
      return {
        operation: one.forGood ? 'HardDelete' : 'MoveToDeletedItems',
        recordType: 'ExchangeItemGroup',
        columns: {
          Client_IPAddress: one.place.ip,
          ClientInfoString: 'Client=OWA;Action=ViaProxy',
          Logon_Type: 'Owner',
          AffectedItems: JSON.stringify([
            { Id: `RgAAAA${one.chance.fork('item').letters(12)}`, Subject: one.subject, ParentFolder: { Id: 'LgAAAA', Path: '\\Inbox' } },
          ]),
          Folder: JSON.stringify({ Id: 'LgAAAA', Path: '\\Inbox' }),
        },
      }
  }
}

/** Exchange writes the port behind the address. */
const addressed = ({ place, chance }: MailChange): string => {
  const port = chance.fork('port').whole(1025, 65_000)
  return place.ip.includes(':') ? `[${place.ip}]:${port}` : `${place.ip}:${port}`
}

const parameters = (values: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(values).map(([Name, Value]) => ({ Name, Value })))

function ruleParameters(rule: MailRule): Readonly<Record<string, string>> {
  return {
    AlwaysDeleteOutlookRulesBlob: 'False',
    Force: 'False',
    ...(rule.moveTo === undefined ? {} : { MoveToFolder: rule.moveTo }),
    Name: rule.name,
    ...(rule.words === undefined ? {} : { SubjectOrBodyContainsWords: rule.words.join(';') }),
    ...(rule.forwardTo === undefined ? {} : { ForwardTo: rule.forwardTo }),
    ...(rule.deletes === true ? { DeleteMessage: 'True' } : {}),
    ...(rule.marksRead === true ? { MarkAsRead: 'True' } : {}),
    StopProcessingRules: 'True',
  }
}
