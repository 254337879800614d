/** Which column of a file means what: our own names, and those of Entra's and Okta's exports and templates. */
import type { GivenFields } from './fields.ts'

type Field =
  | 'name'
  | 'displayName'
  | 'givenName'
  | 'familyName'
  | 'email'
  | 'otherEmail'
  | 'locale'
  | 'groups'
  | 'privileged'
  | 'enabled'
  | 'blocked'
  | 'externalId'
  | 'passwordHash'

/**
 * By letters and digits of the header in lower case. Entra's download of users has `userPrincipalName`, `mail`, `surname`, `accountEnabled`, `id`; its
 * template for bulk creation has `User name [userPrincipalName] Required` and `Block sign in (Yes/No) [accountEnabled] Required`
 * (learn.microsoft.com/entra/identity/users/users-bulk-add); Okta's template has `login`, `firstName`, `lastName`, `email`, `secondEmail`
 * (help.okta.com, Import users from a CSV file).
 */
const byHeader: Readonly<Record<string, Field>> = {
  name: 'name',
  username: 'name',
  userprincipalname: 'name',
  upn: 'name',
  login: 'name',
  displayname: 'displayName',
  fullname: 'displayName',
  given: 'givenName',
  givenname: 'givenName',
  firstname: 'givenName',
  family: 'familyName',
  familyname: 'familyName',
  lastname: 'familyName',
  surname: 'familyName',
  email: 'email',
  mail: 'email',
  emailaddress: 'email',
  primaryemail: 'email',
  secondemail: 'otherEmail',
  secondaryemail: 'otherEmail',
  alternateemailaddress: 'otherEmail',
  othermails: 'otherEmail',
  locale: 'locale',
  preferredlanguage: 'locale',
  groups: 'groups',
  groupnames: 'groups',
  privileged: 'privileged',
  administrator: 'privileged',
  accountenabled: 'enabled',
  active: 'enabled',
  enabled: 'enabled',
  blocksigninyesnoaccountenabledrequired: 'blocked',
  blocksignin: 'blocked',
  externalid: 'externalId',
  id: 'externalId',
  objectid: 'externalId',
  passwordhash: 'passwordHash',
}

export interface Column {
  readonly header: string
  readonly field?: Field | undefined
  readonly note?: string | undefined
}

const headerMax = 100

/** A field that two columns mean is taken from the first of them. */
export function columnsOf(headers: readonly string[]): readonly Column[] {
  const used = new Set<Field>()
  return headers.map((given) => {
    const header = given.trim().slice(0, headerMax)
    const field = fieldOf(given)
    if (field === undefined) return /password/i.test(given) ? { header, note: passwordNote } : { header }
    if (used.has(field)) return { header, note: 'An earlier column says the same.' }
    used.add(field)
    return { header, field }
  })
}

const passwordNote = 'Not read: an administrator never chooses a password. Give access passes, and people choose their own.'

const squeezed = (text: string): string => text.toLowerCase().replaceAll(/[^a-z\d]/g, '')

function fieldOf(header: string): Field | undefined {
  const whole = squeezed(header)
  if (Object.hasOwn(byHeader, whole)) return byHeader[whole]
  const inner = squeezed(/\[([^\]]+)\]/.exec(header)?.[1] ?? '')
  return Object.hasOwn(byHeader, inner) ? byHeader[inner] : undefined
}

export interface PersonRow {
  readonly given: GivenFields
  /** Undefined where there is no such column: memberships stay. */
  readonly groups?: readonly string[] | undefined
}

/** What a row says, or what is wrong with it. Empty cells change nothing. */
export function personOf(columns: readonly Column[], cells: readonly string[]): PersonRow | string {
  const texts: Partial<Record<Field, string>> = {}
  columns.forEach(({ field }, index) => {
    const text = cells[index]?.trim() ?? ''
    if (field !== undefined && text !== '') texts[field] = text
  })
  const privileged = yesNo(texts.privileged)
  const enabled = yesNo(texts.enabled)
  const blocked = yesNo(texts.blocked)
  if (privileged === 'unclear') return 'The cell for privileged says neither yes nor no.'
  if (enabled === 'unclear' || blocked === 'unclear') return 'The cell for enabled or blocked says neither yes nor no.'
  const isOff = enabled === false || blocked === true
  const state = enabled === undefined && blocked === undefined ? undefined : isOff ? 'disabled' : 'active'
  const others = listOf(texts.otherEmail)
  const { name, displayName, givenName, familyName, email, locale, externalId, passwordHash } = texts
  const emails = others === undefined ? undefined : [...(email === undefined ? [] : [email]), ...others]
  return {
    given: { name, displayName, givenName, familyName, email, emails, locale, externalId, passwordHash, privileged, state },
    groups: listOf(texts.groups),
  }
}

const listOf = (text: string | undefined): readonly string[] | undefined =>
  text
    ?.split(/[;|]/)
    .map((each) => each.trim())
    .filter((each) => each !== '')

function yesNo(text: string | undefined): boolean | undefined | 'unclear' {
  if (text === undefined) return undefined
  if (/^(?:yes|y|true|1|active)$/i.test(text)) return true
  return /^(?:no|n|false|0|inactive)$/i.test(text) ? false : 'unclear'
}
