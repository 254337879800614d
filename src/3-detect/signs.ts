/** The book of what each person, and the whole tenant, signs in with; it says how strange a sign-in is, and what is strange about it. */
import { placeName } from '../0-event/country.ts'
import type { Endpoint } from '../0-event/event.ts'
import type { Book } from './books.ts'
import { createFreeman, type FeatureRisk, type LevelShares } from './freeman.ts'
import { noDevice, signInAttempt, signInFeatures } from './freeman-features.ts'
import { newHabits } from './freeman-person.ts'
import type { Load } from './notes.ts'
import type { PersonState } from './person.ts'
import { addScore, newScores, riskAbove, type Scores } from './quantile.ts'

export interface Signs extends Book {
  /**
   * How strange a source is for a person; undefined where nothing is known of the person. `share` (0 to 1): the line lies above all but so
   * many of the tenant's ordinary sign-ins with as long a history.
   */
  judge(person: Readonly<PersonState>, src: Endpoint, share: number): Judged | undefined
}

export interface Judged {
  /** How many times likelier from somebody else than from the person (Freeman's score). */
  readonly risk: number
  /** Above it lie the strangest sign-ins; 1 until the tenant is known. */
  readonly line: number
  /** False until the tenant had sign-ins enough to draw a line. */
  readonly isTenantKnown: boolean
  /** Completed sign-ins of the person that were learnt from. */
  readonly history: number
  /** The features that make it strange, the strangest first. */
  readonly strange: readonly FeatureRisk[]
}

/** Above it a sign-in is likelier somebody else's: the line where the tenant is not known yet. */
const evenOdds = 1
const scoresKey = 'signs scores'

export function createSigns(load: Load): Signs {
  const freeman = createFreeman(signInFeatures, load)
  const kept = load?.(scoresKey)
  const scores = kept === undefined ? newScores() : (JSON.parse(kept) as Scores)
  let isDirty = false

  /** The score counts before the sign-in is learnt: afterwards nothing about it is strange. */
  function learn(person: PersonState, src: Endpoint | undefined): void {
    if (src?.ip === undefined) return
    const signs = { ...(person.notes.signs ?? newHabits()) }
    const attempt = signInAttempt(src)
    addScore(scores, signs.count, freeman.score(signs, attempt)?.risk ?? Number.NaN)
    freeman.learn(signs, attempt)
    person.notes = { ...person.notes, signs }
    isDirty = true
  }

  function judge({ notes }: Readonly<PersonState>, src: Endpoint, share: number): Judged | undefined {
    const scored = notes.signs === undefined ? undefined : freeman.score(notes.signs, signInAttempt(src))
    if (notes.signs === undefined || scored === undefined) return undefined
    const line = riskAbove(scores, notes.signs.count, share)
    return {
      risk: scored.risk,
      line: line ?? evenOdds,
      isTenantKnown: line !== undefined,
      history: notes.signs.count,
      strange: scored.parts.filter(({ ratio }) => ratio > evenOdds).sort((one, other) => other.ratio - one.ratio),
    }
  }

  function changes(): { key: string; state: string }[] {
    if (!isDirty || load === undefined) return []
    isDirty = false
    return [...freeman.changes(), { key: scoresKey, state: JSON.stringify(scores) }]
  }

  return { learn, judge, changes, size: freeman.size }
}

/** `the network operator AS9009 (1 in 400 sign-ins of everybody)`: the most general level of a feature that the person never had, or its finest. */
export function strangeWords({ levels }: FeatureRisk): string {
  const level = levels.findLast(({ ownShare }) => ownShare === 0) ?? levels[0]
  return level === undefined ? '' : `${levelWords(level)} (${everybody(level.tenantShare)})`
}

function levelWords({ name, value }: LevelShares): string {
  switch (name) {
    case 'country':
      return placeName(value)
    case 'network operator':
      return `the network operator AS${value}`
    case 'network':
      return `the network ${value}`
    case 'address':
      return `the address ${value}`
    case 'user agent':
      return 'this version of the browser'
    case 'device':
      return value === noDevice ? 'a device without an id' : 'this device'
    default:
      return `the ${name} ${value}`
  }
}

const everybody = (share: number): string => (share === 0 ? 'new to everybody' : `1 in ${Math.round(1 / share)} of all sign-ins`)
