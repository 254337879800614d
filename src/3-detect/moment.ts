/** Makes the moment that books and detections are asked about; what costs something is worked out when it is first asked for. */
import type { Event, User } from '../0-event/event.ts'
import { hourMs, minuteMs } from '../0-event/time.ts'
import type { About, Leaked, Networks } from '../1-ingest/networks.ts'
import type { Books } from './books.ts'
import type { Crowds } from './crowd.ts'
import type { Moment } from './detection.ts'
import { isUnwanted } from './episode.ts'
import { mark } from './familiar.ts'
import { newPerson, type PersonState } from './person.ts'
import type { Prompt, Source } from './prompts.ts'
import { raisedLevel } from './raise.ts'

/** What a moment may look at beyond its person. */
export interface Surroundings {
  readonly books: Books
  readonly crowds: Crowds
  readonly networks: Networks
  readonly leaked: Leaked
  readonly privileged: ReadonlySet<string> | undefined
  readonly sourceOf: (person: PersonState, event: Event) => Source
  readonly known: (source: Event['source'], user: User) => Readonly<PersonState> | undefined
}

export interface Moments {
  /** The moment of this event, or of a prompt that time closed. It is the same object each time: it is over when the next one begins. */
  begin(person: PersonState, event: Event | undefined, prompt: Prompt | undefined, now: number): Moment
}

const alarmMs = 30 * minuteMs
const passwordMs = hourMs
const vendorRiskMs = hourMs
const placeless: Source = { marks: mark.noAddress, own: false }
const nobody = newPerson('', {})

type Changeable = { -readonly [Key in keyof Moment]: Moment[Key] }

/** One object for all, since making one with all its getters costs more than most events else do. */
export function createMoments(around: Surroundings): Moments {
  const { books, crowds, networks, leaked } = around
  let about: About | undefined
  let source: Source | undefined
  let crowd: Moment['crowd'] | undefined
  let phone: Moment['phone'] | undefined
  const moment: Changeable = {
    event: undefined,
    prompt: undefined,
    now: 0,
    person: nobody,
    prompts: nobody.prompts,
    books,
    networks,
    leaked,
    isShared: crowds.isShared,
    known: (user) => (moment.event === undefined ? undefined : around.known(moment.event.source, user)),
    get about() {
      about ??= networks.about(moment.event?.src?.ip, moment.event?.src?.asn)
      return about
    },
    get source() {
      source ??= moment.event === undefined ? placeless : around.sourceOf(moment.person, moment.event)
      return source
    },
    get context() {
      return contextOf(moment, around)
    },
    get password() {
      const { password } = moment.person
      return password !== undefined && password.time > moment.now - passwordMs && password.time <= moment.now + minuteMs
        ? password
        : undefined
    },
    get crowd() {
      crowd ??= crowdOf(moment, crowds)
      return crowd
    },
    get phone() {
      phone ??= moment.prompt === undefined ? [] : crowds.phone(moment.prompt.target, moment.prompt)
      return phone
    },
    get alarm() {
      return raisedLevel(moment.person, moment.now, alarmMs)
    },
  }

  function begin(person: PersonState, event: Event | undefined, prompt: Prompt | undefined, now: number): Moment {
    moment.event = event
    moment.prompt = prompt
    moment.now = now
    moment.person = person
    moment.prompts = person.prompts
    source = prompt
    about = undefined
    crowd = undefined
    phone = undefined
    return moment
  }

  return { begin }
}

function contextOf({ person, event, prompt, now }: Moment, { crowds, privileged }: Surroundings): Moment['context'] {
  const { vendorRisk } = person
  return {
    privileged: isPrivileged(person, privileged),
    othersAsked: crowds.othersAsked(prompt?.ip ?? event?.src?.ip, person, now),
    vendorRisk: vendorRisk !== undefined && vendorRisk.time > now - vendorRiskMs ? vendorRisk.level : 'none',
  }
}

function crowdOf({ person, prompt, now }: Moment, crowds: Crowds): Moment['crowd'] {
  const told = prompt?.events.at(-1)
  const isUnexpected = prompt !== undefined && !prompt.own && isUnwanted(prompt, person.prompts)
  return isUnexpected && told !== undefined ? crowds.asked(person, told, now) : []
}

const isPrivileged = ({ aliases }: Readonly<PersonState>, privileged: ReadonlySet<string> | undefined): boolean =>
  privileged !== undefined && privileged.size > 0 && aliases.some((alias) => privileged.has(alias.slice(alias.lastIndexOf(' ') + 1)))
