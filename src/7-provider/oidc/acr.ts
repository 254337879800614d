/** How strong a sign-in an application asks for, and whether one that was made is enough. */
import { isObject } from '../../0-event/json.ts'
import { type Acr, acrs, reaches } from '../methods/method.ts'

/** What of a request tells about it: `acr_values`, and `claims` as the JSON text it came as. */
export interface AcrAsked {
  readonly acr_values?: unknown
  readonly claims?: unknown
}

export interface AcrWanted {
  /** The weakest that is enough; undefined where any is. */
  readonly least?: Acr | undefined
  /** Demanded in words that we do not know: no sign-in is enough. */
  readonly impossible: boolean
  /** What it named and we know. */
  readonly named: readonly Acr[]
}

/**
 * `acr_values` with words of ours counts as a demand, like an essential claim: OpenID Connect Core §5.5.1.1 leaves it to us, and an application that
 * steps up (RFC 9470) must not be handed less than it asked for without noticing. Unknown words in `acr_values` are left aside, as Core §3.1.2.1 has it.
 */
export function wantedAcr(asked: AcrAsked): AcrWanted {
  const wished = typeof asked.acr_values === 'string' ? known(asked.acr_values.split(' ')) : []
  const essential = essentialOf(asked.claims)
  if (essential === undefined) return { least: weakest(wished), impossible: false, named: wished }
  const named = known(essential)
  const least = [weakest(wished), weakest(named)].filter((one) => one !== undefined)
  return { least: strongest(least), impossible: named.length === 0, named }
}

/** The word for the token: the strongest of the named ones that was reached, since the application looks for its own; else what was reached. */
export function toldAcr({ named }: AcrWanted, reached: Acr): Acr {
  return strongest(named.filter((one) => reaches(reached, one))) ?? reached
}

export const isAcr = (value: unknown): value is Acr => acrs.some((acr) => acr === value)

export interface Reached {
  readonly acr: string | undefined
  /** Milliseconds since 1970. */
  readonly authTime: number
}

/** Whether a sign-in that was made satisfies what is asked of one. */
export function isEnough(
  asked: { readonly acr?: Acr | undefined; readonly maxAgeMs?: number | undefined },
  made: Reached,
  now: number,
): boolean {
  const isStrong = asked.acr === undefined || (isAcr(made.acr) && reaches(made.acr, asked.acr))
  return isStrong && (asked.maxAgeMs === undefined || now - made.authTime <= asked.maxAgeMs)
}

const known = (words: readonly unknown[]): readonly Acr[] => acrs.filter((acr) => words.includes(acr))
const strongest = (some: readonly Acr[]): Acr | undefined => acrs.find((acr) => some.includes(acr))
const weakest = (some: readonly Acr[]): Acr | undefined => acrs.findLast((acr) => some.includes(acr))

/** The values of an essential `acr` claim; undefined where it is not essential. */
function essentialOf(claims: unknown): readonly unknown[] | undefined {
  if (typeof claims !== 'string') return undefined
  const parsed = parse(claims)
  const idToken = isObject(parsed) ? parsed['id_token'] : undefined
  const acr = isObject(idToken) ? idToken['acr'] : undefined
  if (!isObject(acr) || acr['essential'] !== true) return undefined
  const values = acr['values']
  if (Array.isArray(values)) return values
  return acr['value'] === undefined ? undefined : [acr['value']]
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
