/** The books: what families of detections keep between events beyond single persons, each bounded, saved and restored. */
import type { Endpoint, Event } from '../0-event/event.ts'
import { createAccounts } from './account.ts'
import { createAttempts } from './attempts.ts'
import { createCampaigns } from './campaigns.ts'
import { createConsents } from './consents.ts'
import type { Moment } from './detection.ts'
import { createEntries } from './entry.ts'
import { createFactors } from './factors.ts'
import { createLeaks } from './leaks.ts'
import type { Change, Load } from './notes.ts'
import type { PersonState } from './person.ts'
import { createReputations } from './reputation.ts'
import { createSessions } from './sessions.ts'
import { createSigns } from './signs.ts'
import { createTravel } from './travel.ts'

/** One family's book. It takes note of each event before any detection is asked about it. */
export interface Book {
  /** Only a book may change what is noted about the person (`person.notes`). */
  readonly take?: ((event: Event, moment: Moment, person: PersonState) => void) | undefined
  /** A completed sign-in that nothing spoke against: the only thing that may teach what is usual. `time` is the sign-in's. */
  readonly learn?: ((person: PersonState, src: Endpoint | undefined, time: number) => void) | undefined
  changes(): readonly Change[]
  size(): number
}

/** Each family's book under its name; detections read it as `moment.books.NAME`. */
export const createBooks = (load: Load) => ({
  accounts: createAccounts(),
  attempts: createAttempts(load),
  campaigns: createCampaigns(load),
  leaks: createLeaks(),
  reputations: createReputations(load),
  signs: createSigns(load),
  consents: createConsents(load),
  entries: createEntries(),
  factors: createFactors(load),
  sessions: createSessions(load),
  travel: createTravel(),
})

export type Books = ReturnType<typeof createBooks>

export const bookList = (books: Books): readonly Book[] => Object.values(books)
