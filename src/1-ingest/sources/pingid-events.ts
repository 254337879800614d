/** What PingID's audit events mean: https://docs.pingidentity.com/pingoneforenterprise/pingone_for_enterprise/p14e_report_event_reference.html. */
import { parseAddress } from '../../0-event/address.ts'
import type { Event, Factor, PromptOutcome } from '../../0-event/event.ts'
import { isObject, type JsonObject, list, object, text } from '../../0-event/json.ts'
import { parseTime } from '../../0-event/time.ts'
import type { Refused } from '../source.ts'
import { contentId } from './kept.ts'
import { type Base, type Draft, known, person, tell } from './told.ts'

export interface PingidRecord {
  readonly id: string
  readonly time: number
  readonly action: string
  readonly status: string
  readonly message: string
  /** The first thing the event is about: address, web session and phone model stand there. */
  readonly resource: JsonObject
  readonly actor: string | undefined
}

export function readPingid(record: JsonObject): PingidRecord | Refused {
  const time = timeOf(text(record, 'recorded') ?? '')
  if (time === undefined) return { refused: '`recorded` is no time in ISO 8601' }
  const resource = list(record, 'resources').find(isObject) ?? {}
  const actors = list(record, 'actors').filter(isObject)
  const actor = text(actors.find(({ type }) => type === 'user' || type === undefined) ?? actors[0] ?? {}, 'name')
  const action = text(object(record, 'action'), 'type') ?? ''
  const status = text(object(record, 'result'), 'status') ?? ''
  const message = text(object(record, 'result'), 'message') ?? ''
  const id = text(record, 'id') ?? contentId(time, action, status, message.slice(0, 1000), actor, text(resource, 'websession'))
  return { id, time, action, status, message, resource, actor }
}

/** The subscription's documented samples write `2018-28-06T16:44:44.849Z`, day before month; read so only where it can be no other date. */
function timeOf(recorded: string): number | undefined {
  return parseTime(recorded) ?? parseTime(recorded.replace(/^(\d{4})-(\d{2})-(\d{2})/, '$1-$3-$2'))
}

export function pingidEvents(record: JsonObject): readonly Event[] | Refused {
  const read = readPingid(record)
  if ('refused' in read) return read
  const user = person({ name: read.actor })
  if (user === undefined) return { refused: '`actors` names nobody' }
  const app = /Requested Application Name: ([^,;\n]{1,200})/.exec(read.message)?.[1]?.trim()
  const client = object(record, 'client')
  const base: Base = {
    id: `pingid:${read.id}`,
    source: 'pingid',
    time: read.time,
    user,
    app: app === undefined ? undefined : { name: app },
    src: known({ ip: address(read, client), userAgent: text(client, 'id') }),
    flow: text(read.resource, 'websession'),
  }
  return tell(base, meaning(read, text(record, 'source')))
}

/** The resource's address, one named in the message, or the first of the client's chain of proxies. */
const address = ({ resource, message }: PingidRecord, client: JsonObject): string | undefined =>
  parseAddress(text(resource, 'ipaddress')) ??
  parseAddress(/IP Address: (\S{3,45}?)[,;]?(?:\s|$)/.exec(message)?.[1]) ??
  parseAddress(text(client, 'ipAddress')?.split(',')[0]?.trim())

function meaning(read: PingidRecord, source: string | undefined): readonly Draft[] {
  const message = read.message.slice(0, 1000).toLowerCase()
  const status = read.status.toUpperCase()
  const target = text(read.resource, 'devicemodel')
  if (source === 'ADMINISTRATOR_LOGIN') {
    return [{ kind: 'sign_in', outcome: status.startsWith('SUCCESS') ? 'success' : 'failure', interactive: true, code: read.status }]
  }
  if (/\bunpaired\b|\bdevice removed\b|\bdevice deleted\b/.test(message))
    return [{ kind: 'enrolment', what: 'removed', factor: 'push', target }]
  if (/\bdevice paired\b|\bpaired\b/.test(message)) return [{ kind: 'enrolment', what: 'added', factor: 'push', target }]
  if (/\bbypass/.test(message)) return [{ kind: 'enrolment', what: 'bypass', factor: 'other', target }]
  // The policy decided without asking.
  if (status.startsWith('POLICY')) return [{ kind: 'sign_in', outcome: 'success', interactive: true, code: read.status }]
  if (!/^authenticat/i.test(read.action) && !message.includes('authenticat')) return []
  return [{ kind: 'prompt', factor: factorOf(message), outcome: outcomeOf(status, message), told: 'both', target }]
}

/** Splunk's published rule counts `FAILURE,authFail` and `UNSUCCESSFUL_ATTEMPT` as failed requests; where the message says how, it decides. */
function outcomeOf(status: string, message: string): PromptOutcome {
  if (status.startsWith('SUCCESS')) return 'approved'
  if (/\bfraud/.test(message)) return 'fraud'
  if (/\bdenied\b|\brejected\b|\bdeclined\b/.test(message)) return 'denied'
  if (/\btime(?:d )?out\b|\bno response\b|\bexpired\b/.test(message)) return 'unanswered'
  if (/\block(?:ed)?\b/.test(message)) return 'locked'
  if (/\b(?:invalid|wrong|incorrect) (?:otp|passcode|code)\b/.test(message)) return 'wrong_code'
  return status === 'FAILURE,AUTHFAIL' ? 'denied' : 'unknown'
}

/** PingID asks by swipe unless it says otherwise. */
function factorOf(message: string): Factor {
  if (/\bsms\b/.test(message)) return 'sms'
  if (/\bvoice\b|\bcall\b/.test(message)) return 'call'
  if (/\bemail\b/.test(message)) return 'email'
  if (/\bsecurity key\b|\bfido/.test(message)) return 'passkey'
  return /\botp\b|\bpasscode\b|\byubikey\b/.test(message) ? 'otp' : 'push'
}
