/** The honest work of administrators: roles in the morning, policies in change windows, passes and codes, laptops by the dozen, a company that joins. */
import { minuteMs } from '../0-event/time.ts'
import type { Chance } from './simulate-chance.ts'
import type { Change, What } from './simulate-change.ts'
import type { Day } from './simulate-day.ts'
import type { Happening } from './simulate-happening.ts'
import { has, instant, type Organisation, type Person, type ProviderName } from './simulate-people.ts'
import * as rates from './simulate-rates.ts'
import { adminsOf, byAdmin, deskOf, own } from './simulate-upkeep.ts'

/** What an administrator does in a day, and what administrators do for this person; not in order. */
export function* administration(today: Day): Generator<Happening> {
  const { who } = today
  const luck = today.chance.fork('administration')
  const struck = (perYear: number): boolean => luck.yes(perYear / 365)
  if (struck(rates.lostPhonePassesPerYear) && has(who, 'entra-id')) yield* lostPhone(today)
  if (struck(rates.forgottenPhoneCodesPerYear) && has(who, 'duo') && today.works) yield* forgottenPhone(today)
  if (!who.admin || !today.works) return
  if (has(who, 'entra-id') && luck.yes(rates.roleActivatedShare)) yield roleActivated(today)
  if (struck(rates.policyChangesPerYear * workdays)) yield changeWindow(today)
  if (struck(rates.rolesGivenPerYear * workdays)) yield roleGiven(today)
}

/** Rates are for days of the year, but only working days count. */
const workdays = 365 / 261

const at = (today: Day, minute: number): number => Math.round(instant(today.organisation, today.city.zone, today.day, minute))

/** A pass from the help desk, with which the person enrols the new phone, at home or wherever they are. */
function* lostPhone(today: Day): Generator<Happening> {
  const chance = today.chance.fork('lost-phone')
  const time = at(today, chance.between(9 * 60, 17 * 60))
  yield byAdmin(today, 'entra-id', { what: 'access-pass' }, time, 'lost-phone', chance.fork('pass'))
  const added = time + chance.between(4, 90) * minuteMs
  yield own(today, 'entra-id', { what: 'method-added', factor: 'push', phone: today.phone }, added, 'lost-phone', chance.fork('added'))
}

/** The phone lies at home: one code for the day, now and then the bypass for an hour. */
function* forgottenPhone(today: Day): Generator<Happening> {
  const chance = today.chance.fork('forgotten-phone')
  const what: What = { what: chance.yes(0.85) ? 'bypass-code' : 'bypass-status' }
  yield byAdmin(today, 'duo', what, at(today, today.firstMinute + chance.between(5, 60)), 'forgotten-phone', chance)
}

/** Privileged identity management: the role for the day, from the own desk. */
function roleActivated(today: Day): Happening {
  const chance = today.chance.fork('role')
  const role = chance.pick(['User Administrator', 'Exchange Administrator', 'Conditional Access Administrator', 'Helpdesk Administrator'])
  const time = at(today, today.firstMinute + chance.between(5, 90))
  return own(today, 'entra-id', { what: 'role-granted', role, activated: true }, time, 'role-activation', chance)
}

/** Policies change in the evening, mostly to something as safe; some weaken for a good reason: a new office, a broken-glass account, a pilot that ends. */
function changeWindow(today: Day): Happening {
  const chance = today.chance.fork('change-window')
  const provider: ProviderName = has(today.who, 'entra-id') ? 'entra-id' : has(today.who, 'okta') ? 'okta' : 'duo'
  const weakens = chance.yes(rates.policyWeakensShare)
  const policy = weakens ? chance.pick(['place', 'place', 'excludes', 'off', 'methods'] as const) : 'tuned'
  const name = policy === 'place' ? 'New office' : policy === 'methods' ? 'TemporaryAccessPass' : weakens ? 'Pilot' : 'Sign-in frequency'
  const time = at(today, chance.between(17 * 60, 20.5 * 60))
  return own(today, provider, { what: 'policy', policy, name }, time, 'change-window', chance)
}

function roleGiven(today: Day): Happening {
  const chance = today.chance.fork('role-given')
  const colleague = chance.pick(today.organisation.people)
  const what: What = { what: 'role-granted', role: chance.pick(['Reports Reader', 'Teams Administrator', 'Helpdesk Administrator']) }
  const provider: ProviderName = has(colleague, 'entra-id') ? 'entra-id' : 'okta'
  const time = at(today, chance.between(9 * 60, 17 * 60))
  const done = own(today, provider, what, time, 'role-given', chance)
  return colleague === today.who ? done : { ...done, person: colleague, by: today.who }
}

/** What happens once or twice a year to the whole organisation. */
export function* works(organisation: Organisation, day: number): Generator<Change> {
  const chance = organisation.chance.fork('works', day)
  const weekday = new Date(organisation.start + day * 86_400_000).getUTCDay()
  if (weekday === 0 || weekday === 6) return
  const struck = (name: string, perYear: number): boolean => chance.fork(name).yes(perYear / 261)
  const technician = adminsOf(organisation).find((who) => has(who, 'entra-id'))
  if (technician !== undefined && struck('roll-out', rates.rollOutsPerYear))
    yield* rollOut(organisation, technician, day, chance.fork('devices'))
  if (technician !== undefined && struck('merger', rates.mergersPerYear))
    yield work(
      organisation,
      technician,
      day,
      19 * 60,
      { what: 'policy', policy: 'federated', name: 'bought.example' },
      'merger',
      chance.fork('domain'),
    )
  const okta = adminsOf(organisation).find((who) => has(who, 'okta'))
  if (okta !== undefined && struck('support', rates.supportSessionsPerYear))
    yield work(organisation, okta, day, 11 * 60, { what: 'impersonation' }, 'support-session', chance.fork('session'), 'okta')
}

function work(
  organisation: Organisation,
  who: Person,
  day: number,
  minute: number,
  what: What,
  cause: string,
  chance: Chance,
  provider: ProviderName = 'entra-id',
): Change {
  const time = Math.round(instant(organisation, who.home.zone, day, minute))
  return { kind: 'change', provider, person: who, time, ...deskOf(organisation, who, time), cause, chance, ...what }
}

/** A technician sets up a pile of laptops in one afternoon, each a few minutes after the last, all with the build of the image. */
function* rollOut(organisation: Organisation, technician: Person, day: number, chance: Chance): Generator<Change> {
  const count = Math.min(rates.rollOutDevices, Math.ceil(organisation.people.length / 4))
  let minute = 13 * 60
  for (let nth = 0; nth < count; nth++) {
    minute += chance.between(1, 9)
    const luck = chance.fork(nth)
    const device = { id: luck.uuid(), name: `SIM-${luck.hex(6).toUpperCase()}`, os: 'Windows', build: '10.0.26100.4652' } as const
    yield work(organisation, technician, day, minute, { what: 'device-registered', device }, 'laptop-roll-out', luck)
  }
}
