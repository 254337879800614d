/** What all changes of a person's own methods share: who may, who is told, and how a refusal reads. */
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { Activity, MethodNames } from '../activity.ts'
import type { NoticeKind, Notices } from '../notices.ts'
import type { ProviderParts, Visitor } from '../parts.ts'
import type { Push } from '../push/push.ts'
import { newId } from '../secret.ts'
import type { PersonSession, PersonSessions } from '../sessions.ts'
import { mayChange } from './may-change.ts'

export interface AccountNeeds {
  readonly parts: ProviderParts
  readonly sessions: PersonSessions
  readonly push: Push
  readonly notices: Notices
}

/** Who changes: a session, and where its request came from. */
export interface Actor {
  readonly session: PersonSession
  readonly visitor: Visitor
}

export interface Refusal {
  readonly ok: false
  /** `step-up`: sign in again, then come back. */
  readonly why: 'step-up' | 'add-only' | 'refused'
  /** For the person. */
  readonly say: string
}

export type Outcome<T = object> = ({ readonly ok: true } & T) | Refusal

export const refuse = (say: string): Refusal => ({ ok: false, why: 'refused', say })

/** Undefined where the session may. */
export async function barred({ parts }: AccountNeeds, { session }: Actor, change: 'add' | 'other'): Promise<Refusal | undefined> {
  const permission = mayChange(session, parts.settings, await parts.identity.now(), change)
  switch (permission) {
    case 'yes':
      return undefined
    case 'step-up':
      return { ok: false, why: 'step-up', say: 'Prove again that it is you: this changes how you sign in.' }
    case 'add-only':
      return {
        ok: false,
        why: 'add-only',
        say: 'With an access pass you can only add a way to sign in. Sign in with it to change the rest.',
      }
  }
}

const nameMax = 60

/** What a person may call a method, or what it is called where they call it nothing. */
export const methodName = (typed: string, otherwise: string): string => {
  const name = typed
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, nameMax)
    .trim()
  return name === '' ? otherwise : name
}

export interface Change {
  readonly activity: ChangeActivity
  readonly notice: NoticeKind
  readonly method?: MethodNames | undefined
  /** The person may say "not me", and then this method is suspended. */
  readonly isNew?: boolean
}

type ChangeActivity =
  | { readonly kind: 'method'; readonly what: Extract<Activity, { kind: 'method' }>['what']; readonly method: MethodNames }
  | { readonly kind: 'password_changed'; readonly how: 'changed' }

/** Within the change's transaction: the notice is there exactly when the change is. */
export async function notice(
  { notices }: AccountNeeds,
  { session, visitor }: Actor,
  records: IdentityRecords,
  { notice: kind, method, isNew = false }: Omit<Change, 'activity'>,
): Promise<void> {
  const { browser, city, country } = visitor.src
  const place = [city, country].filter((part) => part !== undefined).join(', ')
  const values = {
    ...(method === undefined ? {} : { method: method.name }),
    ...(method !== undefined && isNew ? { methodId: method.id } : {}),
    ...(place === '' ? {} : { place }),
    ...(browser === undefined ? {} : { browser }),
  }
  await notices.notify(session.account, kind, values, records)
}

/** Once the change holds. */
export function tellChange({ parts }: AccountNeeds, { session, visitor }: Actor, activity: ChangeActivity): void {
  const { account } = session
  parts.tell([{ ...activity, id: newId(parts.chance), time: parts.clock(), account, src: visitor.src, by: undefined }])
}
