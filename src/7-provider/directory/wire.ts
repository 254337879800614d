/** What the directory says to the console and to programs: accounts, groups, methods without their secrets, imports. */
import type { MethodKind } from '../../2-store/identity/schema.ts'

export interface AccountView {
  readonly id: string
  readonly name: string
  readonly displayName: string
  readonly givenName?: string | undefined
  readonly familyName?: string | undefined
  readonly email?: string | undefined
  /** Where notices go; the first is `email` where there is one. */
  readonly emails: readonly string[]
  readonly locale?: string | undefined
  readonly state: 'active' | 'disabled'
  readonly privileged: boolean
  readonly source: 'local' | 'csv' | 'scim'
  readonly externalId?: string | undefined
  readonly hasPassword: boolean
  /** Of the methods that work, each kind once; without recovery codes and access passes nobody signs in by them every day. */
  readonly methods: readonly MethodKind[]
  /** Prompts do not pop up on the phone until then. */
  readonly suppressedUntil?: number | undefined
  readonly created: number
  readonly updated: number
}

/** `GET /api/accounts?search=&state=&after=&limit=`: by name. `next` is the `after` of the page that follows. */
export interface AccountPage {
  readonly accounts: readonly AccountView[]
  readonly total: number
  readonly next?: string | undefined
}

export interface MethodView {
  readonly id: string
  readonly kind: MethodKind
  readonly name: string
  readonly state: 'active' | 'suspended' | 'disabled'
  /** In a row. */
  readonly failures: number
  readonly created: number
  readonly used?: number | undefined
}

interface PersonSessionView {
  readonly created: number
  readonly seen: number
  readonly acr: string
  readonly ip?: string | undefined
  /** As the browser says; hostile text. */
  readonly userAgent?: string | undefined
  /** In words: "Firefox on Linux". */
  readonly browser?: string | undefined
}

export interface GroupName {
  readonly id: string
  readonly name: string
}

interface SuppressionView {
  readonly lane: 'familiar' | 'unfamiliar'
  readonly until: number
}

/** `GET /api/accounts/:id`. */
export interface AccountDetail extends AccountView {
  readonly allMethods: readonly MethodView[]
  /** Newest first, at most 100. */
  readonly sessions: readonly PersonSessionView[]
  readonly groups: readonly GroupName[]
  readonly suppressions: readonly SuppressionView[]
  readonly notices: readonly NoticeView[]
}

/** A notice to the person, newest first, at most 50. */
export interface NoticeView {
  readonly kind: string
  readonly to: string
  readonly created: number
  readonly sent?: number | undefined
  /** Why it was not sent yet, or never will be. */
  readonly error?: string | undefined
}

/** `POST /api/accounts`; `PATCH /api/accounts/:id` takes the same, all left out that stays; null empties. */
export interface GivenAccount {
  readonly name?: string | undefined
  readonly displayName?: string | null | undefined
  readonly givenName?: string | null | undefined
  readonly familyName?: string | null | undefined
  readonly email?: string | null | undefined
  readonly emails?: readonly string[] | undefined
  readonly locale?: string | null | undefined
  readonly privileged?: boolean | undefined
  readonly state?: 'active' | 'disabled' | undefined
  readonly externalId?: string | null | undefined
}

/** `POST /api/accounts/:id/access-pass`: the only time the code is shown. */
export interface AccessPassView {
  readonly code: string
  readonly expires: number
}

export interface GroupView extends GroupName {
  readonly externalId?: string | undefined
  readonly members: number
  readonly created: number
  readonly updated: number
}

export interface GroupPage {
  readonly groups: readonly GroupView[]
  readonly total: number
  readonly next?: string | undefined
}

export interface MemberPage {
  readonly members: readonly { readonly id: string; readonly name: string; readonly displayName: string }[]
  readonly total: number
  readonly next?: string | undefined
}

export type ImportOutcome = 'created' | 'updated' | 'unchanged' | 'refused'

export interface ImportedRow {
  /** Counts from 1; the header is row 1. */
  readonly row: number
  readonly name: string
  readonly outcome: ImportOutcome
  /** Why it was refused. */
  readonly why?: string | undefined
}

/** `POST /api/accounts/import?dry=true` with the file as `text/csv`. */
export interface ImportReport {
  readonly dry: boolean
  /** Each header as it stands, and what it was taken for; left out where nothing is known of that name. */
  readonly columns: readonly { readonly header: string; readonly field?: string | undefined; readonly note?: string | undefined }[]
  readonly counts: Readonly<Record<ImportOutcome, number>>
  readonly rows: readonly ImportedRow[]
  /** Where they were asked for: name, code and until when, as a file to hand out; only in this answer. */
  readonly passes?: string | undefined
}
