/** What activities of the Reports API say in the same places: when, who, from where, and a list of happenings with parameters. */
import { parseAddress } from '../../0-event/address.ts'
import { country } from '../../0-event/country.ts'
import type { User } from '../../0-event/event.ts'
import { isObject, type Json, type JsonObject, list, number, object, text } from '../../0-event/json.ts'
import { parseTime } from '../../0-event/time.ts'
import type { Refused } from '../source.ts'
import { type Base, known, person } from './told.ts'

/** One of the `events[]` of an activity. */
export interface Happening {
  readonly name: string
  readonly application: string
  /** The first value of a parameter, whatever its type. */
  readonly parameter: (name: string) => string | undefined
  readonly parameters: (name: string) => readonly string[]
}

export interface Activity {
  readonly id: string
  readonly time: number
  readonly application: string
  /** What is common to all happenings; `user` is who acted, undefined where the record names nobody. */
  readonly base: Omit<Base, 'user'> & { readonly user: User | undefined }
}

/** A record may tell of many things at once; beyond this they are not sign-ins of people. */
const happeningsMax = 100

const applications: ReadonlySet<string> = new Set(['login', 'admin', 'user_accounts', 'token'])

export function readActivity(record: JsonObject): Activity | Refused {
  const id = object(record, 'id')
  const application = text(id, 'applicationName') ?? ''
  const time = parseTime(text(id, 'time') ?? '')
  const qualifier = text(id, 'uniqueQualifier')
  if (!applications.has(application))
    return { refused: `activities of ${application} say nothing about sign-ins: send login, admin, user_accounts or token` }
  if (time === undefined) return { refused: '`id.time` is missing or no time in ISO 8601' }
  if (qualifier === undefined) return { refused: '`id.uniqueQualifier` is missing: activities of the same instant could not be told apart' }
  const actor = object(record, 'actor')
  const email = text(actor, 'email')
  const network = object(record, 'networkInfo')
  // Only with its time is the qualifier unique: https://developers.google.com/workspace/admin/reports/reference/rest/v1/activities/list
  const own = `${application}:${time}:${qualifier}`
  return {
    id: own,
    time,
    application,
    base: {
      id: `google-workspace:${own}`,
      source: 'google-workspace',
      tenant: text(id, 'customerId'),
      time,
      user: person({ uid: text(actor, 'profileId'), name: email, email }),
      src: known({
        ip: parseAddress(text(record, 'ipAddress')),
        asn: number({ asn: list(network, 'ipAsn')[0] }, 'asn'),
        country: country(text(network, 'regionCode')),
        region: text(network, 'subdivisionCode'),
      }),
      session: text(record, 'session'),
    },
  }
}

/** `events` is a list; some exporters write one object. */
export function activitiesOf(record: JsonObject): readonly Happening[] {
  const events = record['events']
  const all = Array.isArray(events) ? events : [events as Json]
  const application = text(object(record, 'id'), 'applicationName') ?? ''
  return all
    .filter(isObject)
    .slice(0, happeningsMax)
    .map((event) => happening(event, application))
}

function happening(event: JsonObject, application: string): Happening {
  const all = list(event, 'parameters').filter(isObject)
  const parameters = (name: string): readonly string[] => {
    const found = all.find((one) => one['name'] === name)
    return found === undefined ? [] : valuesOf(found)
  }
  return { name: text(event, 'name') ?? '', application, parameters, parameter: (name) => parameters(name)[0] }
}

function valuesOf(parameter: JsonObject): readonly string[] {
  const single = text(parameter, 'value') ?? text(parameter, 'boolValue') ?? text(parameter, 'intValue')
  if (single !== undefined) return [single]
  const many = list(parameter, 'multiValue')
  return (many.length > 0 ? many : list(parameter, 'value')).filter((value) => typeof value === 'string')
}
