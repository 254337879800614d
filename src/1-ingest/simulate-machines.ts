/** What signs in by itself: printers that send mail, an account for backups, a company that looks from outside whether all is well. */
import { hourMs, minuteMs } from '../0-event/time.ts'
import type { Chance } from './simulate-chance.ts'
import { script } from './simulate-clients.ts'
import type { SignIn } from './simulate-happening.ts'
import { instant, type Machine, type Organisation } from './simulate-people.ts'
import { hostingPlace, officePlace } from './simulate-places.ts'
import * as rates from './simulate-rates.ts'

/** The sign-ins of one machine on one day; not in order. */
export function machineDay(organisation: Organisation, machine: Machine, day: number): Iterable<SignIn> {
  const chance = machine.account.chance.fork('machine', day)
  switch (machine.kind) {
    case 'printer':
      return printer(organisation, machine, day, chance)
    case 'service':
      return service(organisation, machine, day, chance)
    case 'monitoring':
      return monitoring(organisation, machine, day, chance)
  }
}

function signIn(machine: Machine, time: number, chance: Chance): Omit<SignIn, 'place' | 'client' | 'app' | 'cause'> {
  return {
    kind: 'sign-in',
    provider: 'entra-id',
    person: machine.account,
    time: Math.round(time),
    password: 'right',
    single: true,
    interactive: true,
    prompts: [],
    success: true,
    chance,
  }
}

/** A scanner in an office mails what it scans, by SMTP with the password in its settings. */
function* printer(organisation: Organisation, machine: Machine, day: number, chance: Chance): Generator<SignIn> {
  const { home, index, chance: own } = machine.account
  const count = weekday(organisation, day) ? chance.poisson(rates.printsPerDay) : 0
  for (let nth = 0; nth < count; nth++) {
    const luck = chance.fork(nth)
    const time = instant(organisation, home.zone, day, luck.between(7 * 60, 18 * 60))
    yield {
      ...signIn(machine, time, luck),
      place: officePlace(home, index),
      client: script('', own.fork('device'), organisation.start),
      app: 'mail',
      protocol: 'smtp',
      cause: 'printer',
    }
  }
}

/** Every two hours with its password; on a few days a year with one that was changed, every ten minutes until somebody notices. */
function* service(organisation: Organisation, machine: Machine, day: number, chance: Chance): Generator<SignIn> {
  const { home, index, chance: own } = machine.account
  const stale = chance.fork('stale').yes(rates.serviceStalePerYear / 365)
  const every = stale ? 10 * minuteMs : rates.machineHours * hourMs
  const client = script('Backup-Agent/4.2', own.fork('device'), organisation.start)
  const first = instant(organisation, 0, day, 3)
  for (let nth = 0; nth * every < 24 * hourMs; nth++) {
    const luck = chance.fork(nth)
    const base = { ...signIn(machine, first + nth * every + luck.between(0, 4_000), luck), place: officePlace(home, index), client }
    const how = { app: 'office-app', protocol: 'ropc', cause: stale ? 'service-old-password' : 'service-account' } as const
    if (!stale) yield { ...base, ...how }
    else {
      const { single, ...failed } = base
      yield { ...failed, ...how, password: nth % rates.lockoutTries === rates.lockoutTries - 1 ? 'locked' : 'wrong', success: false }
    }
  }
}

/** From one of a few rented servers in turn, wherever they stand. */
function* monitoring(organisation: Organisation, machine: Machine, day: number, chance: Chance): Generator<SignIn> {
  const { chance: own } = machine.account
  const client = script('SyntheticMonitor/2.0', own.fork('device'), organisation.start)
  for (let nth = 0; nth * rates.machineHours < 24; nth++) {
    const luck = chance.fork(nth)
    const time = instant(organisation, 0, day, nth * rates.machineHours * 60 + 17) + luck.between(0, 30_000)
    yield {
      ...signIn(machine, time, luck),
      place: hostingPlace(own.fork('station', nth % stations)),
      client,
      app: 'office',
      protocol: 'ropc',
      cause: 'vendor-monitoring',
    }
  }
}

/** Our assumption: the company that watches has four stations. */
const stations = 4

export const weekday = ({ start }: Organisation, day: number): boolean => ![0, 6].includes(new Date(start + day * 24 * hourMs).getUTCDay())
