/** What the phone's side needs of the rest of the provider, handed in where everything is joined. */
import type { NoticeKind, Notices } from '../notices.ts'
import type { AccountNames, ProviderParts, Visitor } from '../parts.ts'
import type { Push } from '../push/push.ts'
import type { PersonSessions } from '../sessions.ts'

export interface PhoneNeeds {
  readonly push: Pick<Push, 'suppress' | 'suppressions'>
  readonly notices: Notices
  readonly sessions: Pick<PersonSessions, 'end'>
}

/** Tells the person; what was done stays done where that fails. */
export async function notify(
  { fault }: ProviderParts,
  { notices }: PhoneNeeds,
  account: AccountNames,
  kind: NoticeKind,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  try {
    await notices.notify(account, kind, values)
  } catch (error) {
    fault(error, 'telling a person about their phones')
  }
}

/** Where somebody is, in words: "Utrecht, NL"; nothing where it is not known. */
export function placeOf({ src }: Visitor): { readonly place?: string } {
  const place = [src.city, src.country].filter((part) => part !== undefined).join(', ')
  return place === '' ? {} : { place }
}
