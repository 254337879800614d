/** Harmless things that look like trouble: devices that ask at night, looping apps, new phones, the help desk, a colleague's typing error. */
import { dayMs, minuteMs, secondMs } from '../0-event/time.ts'
import { administration } from './simulate-administration.ts'
import { type Asked, again, muddle, prompt, signIn } from './simulate-answer.ts'
import type { Chance } from './simulate-chance.ts'
import type { What } from './simulate-change.ts'
import { chores, cleansUp } from './simulate-chores.ts'
import { type Day, factorFor } from './simulate-day.ts'
import type { Happening, SignIn } from './simulate-happening.ts'
import { has, homeOn, instant, inUse, type Organisation, type Person, type ProviderName } from './simulate-people.ts'
import { mobilePlace, officePlace } from './simulate-places.ts'
import * as rates from './simulate-rates.ts'
import { byAdmin, own } from './simulate-upkeep.ts'

/** The troubles of a person's day, each at its yearly rate. */
export function* troubles(today: Day): Generator<Happening> {
  const { who, chance } = today
  const luck = chance.fork('trouble')
  const struck = (perYear: number): boolean => luck.yes(perYear / 365)
  if (struck(rates.nightAskingPerYear)) yield* asksAtNight(today, luck.fork('night'))
  if (struck(rates.loopingAppPerYear) && today.works) yield* loopingApp(today, luck.fork('loop'))
  if (today.works && today.where !== 'office' && has(who, 'duo') && struck(rates.reconnectingPerYear))
    yield* reconnecting(today, luck.fork('vpn'))
  if (who.passwordless && struck(rates.clumsyColleaguePerYear)) yield* clumsyColleague(today, luck.fork('clumsy'))
  if (who.phones.some(({ since }) => dayOf(today.organisation, since) === today.day)) yield* newPhone(today, luck.fork('phone'))
  if (struck(rates.passwordResetsPerYear)) yield* helpDesk(today, 'password-reset-by-admin', luck.fork('reset'))
  if (struck(rates.factorResetsPerYear)) yield* helpDesk(today, 'methods-reset-by-admin', luck.fork('factor'))
  if (struck(rates.passwordChangesPerYear) && today.works) yield* changedPassword(today, luck.fork('password'))
  yield* chores(today)
  yield* administration(today)
}

const dayOf = (organisation: Organisation, time: number): number => Math.floor((time - organisation.start) / dayMs)

/** The provider whose prompts reach this person's phone: the VPN's, if there is one. */
const phoneProvider = (who: Person): ProviderName => (has(who, 'duo') ? 'duo' : has(who, 'okta') ? 'okta' : 'entra-id')

/** What is needed to ask a person at an instant from a device of their own at home. */
function fromHome(organisation: Organisation, who: Person, provider: ProviderName, time: number, cause: string, chance: Chance): Asked {
  const day = dayOf(organisation, time + who.home.zone * 3_600_000)
  const factor = factorFor(who, provider)
  return {
    provider,
    person: who,
    time: Math.round(time),
    place: homeOn(who, day),
    client: inUse(who.laptops, time),
    app: provider === 'entra-id' ? 'mail' : 'vpn',
    cause,
    chance,
    factor: factor === 'passkey' || factor === 'otp' ? 'push' : factor,
    phone: chance.yes(0.6) ? homeOn(who, day) : mobilePlace(who.home, who.carrier, chance),
  }
}

/**
 * A forgotten session, a mail program on an old device, or a VPN client that connects again by itself: one to three prompts in a night,
 * nobody answers, sometimes the sleeper refuses one; up to four nights, until it is switched off.
 */
export function* asksAtNight(today: Day, chance: Chance): Generator<SignIn> {
  const { organisation, who } = today
  const nights = Number(chance.weighted({ '1': 0.5, '2': 0.25, '3': 0.15, '4': 0.1 }))
  const minute = chance.between(23 * 60, 28 * 60)
  for (let night = 0; night < nights; night++) {
    const luck = chance.fork(night)
    const time = instant(organisation, who.home.zone, today.day + night, minute + luck.normal(0, 10))
    const one = fromHome(organisation, who, phoneProvider(who), time, 'asks-at-night', luck)
    const times = Number(luck.weighted({ '1': 0.55, '2': 0.3, '3': 0.15 }))
    yield* again(
      one,
      luck,
      Array.from({ length: times }, () => (luck.yes(0.1) ? 'denied' : 'unanswered')),
      5 * 60,
      45 * 60,
    )
  }
}

/** An app on the person's own laptop that loses its token and asks every few minutes, until the person answers or gives up on it. */
function* loopingApp(today: Day, chance: Chance): Generator<SignIn> {
  const { who } = today
  const provider: ProviderName = has(who, 'entra-id') ? 'entra-id' : 'okta'
  const time = instant(today.organisation, today.city.zone, today.day, chance.between(today.firstMinute, today.lastMinute))
  const one = {
    ...fromHome(today.organisation, who, provider, time, 'looping-app', chance),
    place: today.laptopPlace,
    phone: today.phonePlace,
  }
  const times = chance.whole(3, 9)
  const outcomes = Array.from({ length: times }, () => chance.weighted({ unanswered: 0.5, approved: 0.3, denied: 0.2 }))
  yield* again(one, chance, [...outcomes, 'approved'], 2 * 60, 8 * 60)
}

/** Away from the desk while the network drops: the client tries again about every minute until its owner is back, or the server has enough. */
function* reconnecting(today: Day, chance: Chance): Generator<SignIn> {
  const { who } = today
  const time = instant(today.organisation, today.city.zone, today.day, chance.between(today.firstMinute, today.lastMinute))
  const one = { ...fromHome(today.organisation, who, 'duo', time, 'reconnecting-vpn', chance), phone: today.phonePlace }
  const missed = Array.from({ length: chance.whole(2, 8) }, () => 'unanswered' as const)
  yield* again(one, chance, chance.yes(0.7) ? [...missed, 'approved'] : missed, 62, 90)
}

/** The wrong name in a passwordless sign-in at the next desk: one prompt that its owner did not ask for. */
function* clumsyColleague(today: Day, chance: Chance): Generator<SignIn> {
  const { organisation, who } = today
  const colleague = organisation.people[chance.whole(0, organisation.people.length - 1)] ?? who
  const time = instant(organisation, who.home.zone, today.day, chance.between(today.firstMinute, today.lastMinute))
  const one: Asked = {
    ...fromHome(organisation, who, 'entra-id', time, 'clumsy-colleague', chance),
    place: officePlace(who.home, colleague.index),
    client: inUse(colleague.laptops, time),
    app: 'office',
    factor: 'push',
    password: 'none',
  }
  yield signIn(one, [prompt(one, chance, one.time + 500, chance.yes(0.6) ? 'denied' : 'unanswered')])
}

/** Prompts still go to the old phone in the drawer, then a code by text message, then the new phone is enrolled and the old one removed. */
function* newPhone(today: Day, chance: Chance): Generator<Happening> {
  const { who, organisation } = today
  const provider = phoneProvider(who)
  const time = instant(organisation, today.city.zone, today.day, chance.between(10 * 60, 19 * 60))
  const one = { ...fromHome(organisation, who, provider, time, 'new-phone', chance), place: today.laptopPlace }
  const missed = chance.whole(1, 3)
  const lost = again(
    one,
    chance,
    Array.from({ length: missed }, () => 'unanswered' as const),
    65,
    240,
  )
  yield* lost
  const after = Math.max(...lost.map(({ time: at }) => at)) + chance.between(3, 40) * minuteMs
  const text = { ...one, time: Math.round(after), factor: 'sms' as const, chance: chance.fork('text') }
  yield signIn(text, [prompt(text, chance, text.time + 900, 'approved')])
  const enrolled = text.time + chance.between(2, 9) * minuteMs
  const phone = who.phones.at(-1) ?? who.phones[0]
  yield own(today, provider, { what: 'method-added', factor: 'push', phone }, enrolled, 'new-phone', chance.fork('added'))
  const removed = enrolled + chance.between(1, 5) * minuteMs
  yield own(today, provider, { what: 'method-removed', factor: 'push' }, removed, 'new-phone', chance.fork('removed'))
}

/** The person rings the help desk, an administrator resets, the person signs in anew. */
function* helpDesk(today: Day, what: 'password-reset-by-admin' | 'methods-reset-by-admin', chance: Chance): Generator<Happening> {
  const { who, organisation } = today
  const provider: ProviderName = has(who, 'entra-id') ? 'entra-id' : 'okta'
  const time = instant(organisation, today.city.zone, today.day, chance.between(8 * 60, 17 * 60))
  const done: What = what === 'password-reset-by-admin' ? { what } : { what, factor: 'push' }
  yield byAdmin(today, provider, done, time, 'help-desk', chance.fork('reset'))
  if (what === 'methods-reset-by-admin') {
    const added = time + chance.between(3, 20) * minuteMs
    yield own(today, provider, { what: 'method-added', factor: 'push', phone: today.phone }, added, 'help-desk', chance.fork('added'))
  }
  const back = {
    ...fromHome(organisation, who, provider, time + chance.between(25, 60) * minuteMs, 'help-desk', chance.fork('back')),
    place: today.laptopPlace,
  }
  yield* chance.yes(0.7) ? [signIn(back, [prompt(back, chance, back.time + 900, 'approved')])] : muddle(back, chance)
}

/** After a new password every device and app asks again: two or three prompts of the person's own in half an hour. */
function* changedPassword(today: Day, chance: Chance): Generator<Happening> {
  const { who, organisation } = today
  const provider: ProviderName = has(who, 'entra-id') ? 'entra-id' : 'okta'
  const time = instant(organisation, today.city.zone, today.day, chance.between(today.firstMinute, today.lastMinute))
  yield own(today, provider, { what: 'password-changed' }, time, 'changed-password', chance.fork('changed'))
  if (provider === 'entra-id') yield* cleansUp(today, 'Your password was changed', time, chance.fork('notice'))
  const times = chance.whole(2, 3)
  for (let nth = 0; nth < times; nth++) {
    const luck = chance.fork(nth)
    const at = time + chance.between(30 * secondMs, 30 * minuteMs)
    const one = {
      ...fromHome(organisation, who, provider, at, 'changed-password', luck),
      place: today.laptopPlace,
      phone: today.phonePlace,
    }
    const onPhone = nth > 0 ? { ...one, client: inUse(who.phones, at), place: today.phonePlace } : one
    yield signIn(onPhone, [prompt(onPhone, luck, onPhone.time + 900, 'approved')])
  }
}
