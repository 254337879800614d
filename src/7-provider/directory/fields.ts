/** What may stand in an account: cleans what is given and says what is wrong with it. */
import type { AccountRow } from '../../2-store/identity/schema.ts'
import { nameKeyOf, nameLengthMax } from '../person.ts'
import type { GivenAccount } from './wire.ts'

export const textMax = 256
/** RFC 5321 §4.5.3.1.3: a path of 256 with its two brackets. */
const emailMax = 254
const emailsMax = 10
const localeMax = 35
const extraMax = 16_384

export interface Refused {
  readonly refused: 'invalid' | 'taken' | 'unknown' | 'full'
  /** A sentence that says what to do. */
  readonly why: string
}

export const isRefused = (value: unknown): value is Refused =>
  typeof value === 'object' && value !== null && 'refused' in value && 'why' in value

export const invalid = (why: string): Refused => ({ refused: 'invalid', why })

/** What an import or SCIM gives besides. */
export interface GivenFields extends GivenAccount {
  /** An Argon2id hash in PHC form. */
  readonly passwordHash?: string | undefined
  /** JSON. */
  readonly extra?: string | undefined
}

export type Fields = Pick<
  AccountRow,
  | 'name'
  | 'name_key'
  | 'display_name'
  | 'given_name'
  | 'family_name'
  | 'email'
  | 'emails'
  | 'locale'
  | 'privileged'
  | 'state'
  | 'external_id'
  | 'extra'
>

/**
 * Control characters, those that turn the direction of what follows, and those that are not seen (Unicode UTR 36): a name must show as what it is. Joiners and
 * variation selectors stay, since names are written with them.
 */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}]|(?!\u200c|\u200d|\p{Variation_Selector})\p{Default_Ignorable_Code_Point}/u

/** The text trimmed; empty is null. */
export function cleanText(given: string | null | undefined, what: string, max = textMax): string | null | Refused {
  const text = given?.normalize('NFC').trim() ?? ''
  if (text === '') return null
  if (text.length > max) return invalid(`${what} is longer than ${max} characters.`)
  return unseen.test(text) ? invalid(`${what} holds characters that cannot be seen.`) : text
}

const emailForm = /^[^\s@<>(),;:\\"[\]]{1,64}@[^\s@<>(),;:\\"[\]]+$/u

function cleanEmail(given: string): string | Refused {
  const email = cleanText(given, 'The e-mail address', emailMax)
  if (email !== null && typeof email !== 'string') return email
  return email !== null && emailForm.test(email) ? email : invalid(`"${given.slice(0, 100)}" is no e-mail address.`)
}

/** An Argon2id hash in PHC form (RFC 9106 names the parameters). Bounds keep a sign-in from taking all memory. */
const phcForm = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$[A-Za-z\d+/]{11,86}\$[A-Za-z\d+/]{22,172}$/
const memoryMaxKb = 262_144

export function passwordHashProblem(hash: string): string | undefined {
  const [, memory = '', times = '', lanes = ''] = phcForm.exec(hash) ?? []
  if (memory === '') return 'The password hash is no Argon2id hash in PHC form ($argon2id$v=19$m=…,t=…,p=…$salt$hash).'
  // OWASP's least: 7 MiB with five passes; lower is guessed too fast.
  const isFit = Number(memory) >= 7168 && Number(memory) <= memoryMaxKb && between(Number(times), 1, 20) && between(Number(lanes), 1, 16)
  return isFit ? undefined : 'The password hash has parameters out of bounds: m 7168 to 262144, t 1 to 20, p 1 to 16.'
}

const between = (value: number, min: number, max: number): boolean => value >= min && value <= max

/** The account as it will be; `before` is what it is where it is there already. */
export function fieldsOf(given: GivenFields, before: AccountRow | undefined): Fields | Refused {
  const name = given.name === undefined ? before?.name : cleanText(given.name, 'The name')
  if (name === undefined || name === null) return invalid('The name is missing: give what the person types to sign in.')
  if (typeof name !== 'string') return name
  const key = nameKeyOf(name)
  if (key.length === 0 || key.length > nameLengthMax) return invalid('The name is too long.')
  const texts = textsOf(given, before, name)
  if (isRefused(texts)) return texts
  const emails = emailsOf(given, before)
  if (isRefused(emails)) return emails
  const extra = given.extra ?? before?.extra ?? '{}'
  if (extra.length > extraMax) return invalid(`What is kept besides is larger than ${extraMax} characters.`)
  const privileged = given.privileged === undefined ? (before?.privileged ?? 0) : Number(given.privileged)
  return { name, name_key: key, ...texts, ...emails, privileged, state: given.state ?? before?.state ?? 'active', extra }
}

type Texts = Pick<Fields, 'display_name' | 'given_name' | 'family_name' | 'locale' | 'external_id'>

function textsOf(given: GivenFields, before: AccountRow | undefined, name: string): Texts | Refused {
  const read = (text: string | null | undefined, kept: string | null | undefined, what: string, max?: number) =>
    text === undefined ? (kept ?? null) : cleanText(text, what, max)
  const first = read(given.givenName, before?.given_name, 'The given name')
  const last = read(given.familyName, before?.family_name, 'The family name')
  const shown = read(given.displayName, before?.display_name, 'The display name')
  const locale = read(given.locale, before?.locale, 'The locale', localeMax)
  const external = read(given.externalId, before?.external_id, 'The external id')
  if (isRefused(first)) return first
  if (isRefused(last)) return last
  if (isRefused(shown)) return shown
  if (isRefused(locale)) return locale
  if (isRefused(external)) return external
  const whole = [first, last].filter((part) => part !== null).join(' ')
  // Two names of 256 are one longer than that.
  const display = (shown ?? (whole === '' ? name : whole)).slice(0, textMax)
  return { display_name: display, given_name: first, family_name: last, locale, external_id: external }
}

/** The address for everyday, and all that notices go to, that one first. */
function emailsOf(given: GivenFields, before: AccountRow | undefined): Pick<Fields, 'email' | 'emails'> | Refused {
  const kept = before === undefined ? [] : addressesOf(before)
  const listed = given.emails ?? (given.email === undefined ? kept : kept.filter((each) => each !== before?.email))
  const first = given.email === undefined ? (given.emails === undefined ? before?.email : given.emails[0]) : given.email
  const all: string[] = []
  for (const each of [...(first ? [first] : []), ...listed]) {
    const email = cleanEmail(each)
    if (isRefused(email)) return email
    if (!all.some((known) => known.toLowerCase() === email.toLowerCase())) all.push(email)
  }
  if (all.length > emailsMax) return invalid(`There are more than ${emailsMax} e-mail addresses.`)
  return { email: first ? (all[0] ?? null) : null, emails: JSON.stringify(all) }
}

export const addressesOf = ({ emails }: Pick<AccountRow, 'emails'>): readonly string[] => JSON.parse(emails) as string[]

const words: Readonly<Partial<Record<keyof Fields, string>>> = {
  name: 'name',
  display_name: 'display name',
  given_name: 'given name',
  family_name: 'family name',
  email: 'e-mail',
  emails: 'e-mail addresses',
  locale: 'locale',
  external_id: 'external id',
  extra: 'other attributes',
}

/** What is different, in words; state and privilege are told apart. */
export const changesOf = (before: Fields, after: Fields): readonly string[] =>
  Object.entries(words).flatMap(([key, word]) => (before[key as keyof Fields] === after[key as keyof Fields] ? [] : [word]))
