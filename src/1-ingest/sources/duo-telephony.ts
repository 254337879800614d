/** What Duo sent by telephone, and what its Trust Monitor surfaced. */
import type { Event } from '../../0-event/event.ts'
import { boolean, isObject, list, number, object, text } from '../../0-event/json.ts'
import { fromEpoch } from '../../0-event/time.ts'
import type { Refused } from '../source.ts'
import { address, type DuoRecord, place, said, word } from './duo-record.ts'
import { another, known, person, tell } from './told.ts'

/** A text or call that left. The log names no person, only the telephone: whoever answers to it. */
export function telephonyEvents({ id, time, raw }: DuoRecord): readonly Event[] | Refused {
  const phone = said(raw, 'phone')
  if (phone === undefined) return { refused: '`phone` is missing: the record says nobody was called' }
  const type = word(text(raw, 'type'))
  return tell({ id: `duo:${id}`, source: 'duo', time, user: { uid: `phone:${phone}` }, flow: text(raw, 'txid') }, [
    {
      kind: 'prompt',
      factor: type === 'sms' ? 'sms' : type === 'phone' ? 'call' : 'other',
      outcome: 'open',
      told: 'sent',
      target: phone,
    },
  ])
}

/** https://duo.com/docs/adminapi#trust-monitor: `auth`, `bypass_status`, `device_registration`. */
export function trustEvents({ id, time, raw }: DuoRecord): readonly Event[] | Refused {
  const auth = object(raw, 'surfaced_auth')
  const surfaced = object(auth, 'user')
  const enabledFor = object(raw, 'enabled_for')
  const about = text(surfaced, 'key') === undefined && text(surfaced, 'name') === undefined ? enabledFor : surfaced
  const user = person({ uid: text(about, 'key'), name: text(about, 'name'), email: said(auth, 'email') })
  if (user === undefined) return { refused: 'neither `surfaced_auth.user` nor `enabled_for` says whom the event is about' }
  const explanations = list(raw, 'explanations').filter(isObject)
  const by = person({ uid: text(object(raw, 'enabled_by'), 'key'), name: text(object(raw, 'enabled_by'), 'name') })
  const device = object(auth, 'access_device')
  const surfacedAt = number(raw, 'surfaced_timestamp')
  return tell(
    {
      id: `duo:${id}`,
      source: 'duo',
      time: (surfacedAt === undefined ? undefined : fromEpoch(surfacedAt)) ?? time,
      user,
      src: known({
        ip: address(text(device, 'ip')),
        ...place(object(device, 'location')),
        os: said(device, 'os'),
        browser: said(device, 'browser'),
      }),
      flow: text(auth, 'txid'),
    },
    [
      {
        kind: 'vendor_risk',
        risk: text(explanations[0], 'type') ?? `trust_monitor_${word(text(raw, 'type'))}`,
        level: boolean(raw, 'priority_event') === true ? 'high' : 'medium',
        detail:
          explanations
            .map((one) => text(one, 'summary') ?? text(one, 'type'))
            .slice(0, 5)
            .join('; ') || undefined,
      },
      ...(raw['type'] === 'bypass_status' ? [{ kind: 'enrolment', what: 'bypass', factor: 'other', by: another(by, user) } as const] : []),
    ],
  )
}
