/** What people change by themselves on an ordinary day, harmlessly: methods, passwords, mail rules, apps, devices; and what is done for who joins or returns. */
import { dayMs, minuteMs } from '../0-event/time.ts'
import { type Asked, prompt, signIn } from './simulate-answer.ts'
import type { Chance } from './simulate-chance.ts'
import { type MailRule, numberOf, type RegisteredDevice, type What } from './simulate-change.ts'
import type { Client } from './simulate-clients.ts'
import { type Day, factorFor } from './simulate-day.ts'
import type { Happening } from './simulate-happening.ts'
import { has, instant, type ProviderName } from './simulate-people.ts'
import * as rates from './simulate-rates.ts'
import { byAdmin, own } from './simulate-upkeep.ts'

/** The chores of a person's day, each at its yearly rate; not in order. */
export function* chores(today: Day): Generator<Happening> {
  const { who, day } = today
  const luck = today.chance.fork('chores')
  const struck = (perYear: number): boolean => luck.yes(perYear / 365)
  const inEntra = has(who, 'entra-id')
  if (who.firstDay > 0 && day === who.firstDay) yield* who.awayDays === undefined ? joins(today) : returns(today)
  if (struck(rates.selfServicePerYear * (today.trip?.kind === 'holiday' ? rates.selfServiceOnHoliday : 1)) && inEntra)
    yield* selfService(today)
  if (struck(rates.secondMethodPerYear)) yield* secondMethod(today, numberOf(who), 'second-method')
  if (struck(rates.borrowedNumbersPerYear)) yield* secondMethod(today, numberOf(colleagueOf(today)), 'shared-number')
  if (struck(rates.privateDevicesPerYear) && inEntra) yield registers(today, who.privateComputer ?? today.phone, 'private-device')
  if (inEntra && who.laptops.some(({ since }) => dayOf(today, since) === day)) yield registers(today, today.laptop, 'new-laptop')
  if (!inEntra) return
  if (struck(rates.mailRulesPerYear)) yield mailRule(today)
  if (struck(rates.absenceForwardingPerYear)) yield forwards(today)
  if (struck(rates.consentsPerYear)) yield consents(today)
}

const dayOf = ({ organisation }: Day, time: number): number => Math.floor((time - organisation.start) / dayMs)
const mainProvider = ({ who }: Day): ProviderName => (has(who, 'entra-id') ? 'entra-id' : has(who, 'okta') ? 'okta' : 'duo')
const during = (today: Day, chance: Chance): number =>
  Math.round(instant(today.organisation, today.city.zone, today.day, chance.between(today.firstMinute, today.lastMinute)))
const colleagueOf = ({ organisation, who }: Day): Day['who'] => organisation.people[(who.index + 1) % organisation.people.length] ?? who

/** A sign-in of the person's own with the laptop, proven as usual. */
function signsIn(today: Day, provider: ProviderName, time: number, cause: string, chance: Chance): Happening {
  const one: Asked = {
    provider,
    person: today.who,
    time: Math.round(time),
    place: today.laptopPlace,
    client: today.laptop,
    app: provider === 'entra-id' ? 'office' : provider === 'okta' ? 'okta-dashboard' : 'vpn',
    cause,
    chance,
    factor: factorFor(today.who, provider),
    phone: today.phonePlace,
  }
  return signIn(one, [prompt(one, chance.fork('prompt'), one.time + 900, 'approved')])
}

/** The first morning: a pass from the help desk, then an app and a number for each provider, and the laptop; all from the office or from home. */
function* joins(today: Day): Generator<Happening> {
  const { who } = today
  const chance = today.chance.fork('joins')
  const cause = 'new-joiner'
  let time = Math.round(instant(today.organisation, today.city.zone, today.day, today.firstMinute + chance.between(5, 40)))
  if (has(who, 'entra-id')) yield byAdmin(today, 'entra-id', { what: 'access-pass' }, time, cause, chance.fork('pass'))
  for (const provider of ['entra-id', 'okta', 'duo'] as const) {
    if (!has(who, provider)) continue
    time += chance.between(2, 12) * minuteMs
    yield own(
      today,
      provider,
      { what: 'method-added', factor: factorFor(who, provider), phone: today.phone },
      time,
      cause,
      chance.fork(provider),
    )
    if (provider === 'duo' || who.factor === 'sms' || !chance.yes(0.5)) continue
    time += chance.between(1, 4) * minuteMs
    yield own(today, provider, { what: 'method-added', factor: 'sms' }, time, cause, chance.fork('number', provider))
  }
  if (has(who, 'entra-id')) yield { ...registers(today, today.laptop, cause), time: time + 3 * minuteMs }
}

/** Back after months: the account is switched on again, the password reset, and the person signs in. */
function* returns(today: Day): Generator<Happening> {
  const chance = today.chance.fork('returns')
  const provider = mainProvider(today)
  const time = Math.round(instant(today.organisation, today.city.zone, today.day, today.firstMinute - chance.between(20, 90)))
  yield byAdmin(today, provider, { what: 'enabled' }, time, 'back-from-leave', chance.fork('on'))
  if (provider !== 'duo')
    yield byAdmin(today, provider, { what: 'password-reset-by-admin' }, time + 4 * minuteMs, 'back-from-leave', chance.fork('reset'))
}

/** At home, in a hotel, on holiday: the self-service page, then a sign-in with the new password from the same place. */
function* selfService(today: Day): Generator<Happening> {
  const chance = today.chance.fork('self-service')
  const time = during(today, chance)
  yield own(today, 'entra-id', { what: 'password-reset-by-self' }, time, 'self-service-reset', chance.fork('reset'))
  yield signsIn(today, 'entra-id', time + chance.between(1, 15) * minuteMs, 'self-service-reset', chance.fork('in'))
  yield* cleansUp(today, 'Your Microsoft account password was changed', time, chance)
}

/** A second way to prove oneself: a number, which may be somebody else's with their leave, or a passkey. */
function* secondMethod(today: Day, number: string, cause: string): Generator<Happening> {
  const chance = today.chance.fork(cause)
  const provider = mainProvider(today)
  const time = during(today, chance)
  const isNumber = cause === 'shared-number' || chance.yes(0.7)
  const what: What = isNumber ? { what: 'method-added', factor: 'sms', number } : { what: 'method-added', factor: 'passkey' }
  yield own(today, provider, what, time, cause, chance.fork('added'))
  if (provider === 'entra-id') yield* cleansUp(today, 'Your security info was changed', time, chance)
}

/** People who keep a tidy mailbox delete the notice about what they did themselves. */
export function* cleansUp(today: Day, subject: string, time: number, chance: Chance): Generator<Happening> {
  if (!chance.fork('tidy').yes(rates.noticeDeletedShare)) return
  const later = time + chance.between(1, 240) * minuteMs
  const forGood = chance.yes(0.1)
  yield own(today, 'entra-id', { what: 'mail-deleted', subject, forGood }, later, 'mail-clean-up', chance.fork('deleted'))
}

const builds = { Windows: ['10.0.26100.4652', '10.0.22631.5624', '10.0.19045.6093'], other: ['15.6', '26.0'] } as const

/** The device as the provider knows it from the sign-ins. */
function registers(today: Day, client: Client, cause: string): Happening {
  const chance = today.chance.fork('registers', cause)
  const os = client.os === 'Linux' ? 'Windows' : client.os
  const device: RegisteredDevice = {
    id: client.deviceId,
    name: client.deviceName,
    os,
    build: chance.pick(os === 'Windows' ? builds.Windows : builds.other),
  }
  return own({ ...today, laptop: client }, 'entra-id', { what: 'device-registered', device }, during(today, chance), cause, chance)
}

function mailRule(today: Day): Happening {
  const chance = today.chance.fork('mail-rule')
  const kind = chance.weighted(rates.mailRuleShares)
  const rule = ruleOf(today, kind, chance)
  return own(
    today,
    'entra-id',
    { what: 'inbox-rule', rule },
    during(today, chance),
    kind === 'private' ? 'private-forwarding' : 'mail-rule',
    chance,
  )
}

function ruleOf(today: Day, kind: keyof typeof rates.mailRuleShares, chance: Chance): MailRule {
  const topic = chance.pick(['Newsletter', 'Project', 'Tickets', 'Build', 'Canteen', 'Invoices'])
  switch (kind) {
    case 'newsletter':
      return {
        name: `${topic} to its folder`,
        moveTo: topic,
        words: [topic.toLowerCase()],
        ...(chance.yes(0.3) ? { marksRead: true as const } : {}),
      }
    case 'advertisement':
      return { name: 'Advertisements', deletes: true, words: ['unsubscribe', 'special offer'] }
    case 'colleague':
      return { name: `${topic} to my colleague`, forwardTo: colleagueOf(today).email, words: [topic.toLowerCase()] }
    case 'private':
      return { name: 'Private copy', forwardTo: `${today.who.email.split('@', 1)[0]}@post.example` }
  }
}

/** For the holidays, to a colleague. */
function forwards(today: Day): Happening {
  const chance = today.chance.fork('forwards')
  return own(
    today,
    'entra-id',
    { what: 'mail-forwarding', to: colleagueOf(today).email },
    during(today, chance),
    'absence-forwarding',
    chance,
  )
}

/** Apps that many use, the first most of all; two of them read the mail, as mail programs and assistants do. */
const apps: readonly (readonly [name: string, ...scopes: string[]])[] = [
  ['Meeting Planner', 'User.Read', 'Calendars.ReadWrite', 'offline_access'],
  ['Survey Maker', 'User.Read', 'email', 'openid'],
  ['Whiteboard', 'User.Read', 'Files.ReadWrite', 'offline_access'],
  ['Mail Client', 'IMAP.AccessAsUser.All', 'SMTP.Send', 'offline_access'],
  ['Travel Expenses', 'User.Read', 'openid', 'profile'],
  ['Note Taker', 'User.Read', 'Mail.Read', 'offline_access'],
  ['Diagram Tool', 'User.Read', 'Files.Read', 'offline_access'],
  ['Course Portal', 'User.Read', 'email', 'profile'],
]

function consents(today: Day): Happening {
  const chance = today.chance.fork('consents')
  const nth = Math.min(apps.length - 1, Math.floor(chance.exponential(2)))
  const [name, ...scopes] = apps[nth] ?? ['Meeting Planner', 'User.Read']
  const app = { id: today.organisation.chance.fork('app', nth).uuid(), name }
  return own(today, 'entra-id', { what: 'consent', app, scopes }, during(today, chance), 'app-consent', chance)
}
