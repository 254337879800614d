/** The "this was not me" link, which undoes trust in a change, good once and for a week. */
import { dayMs } from '../../0-event/time.ts'
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { NoticeKind } from '../notices.ts'
import type { ProviderParts } from '../parts.ts'
import { hashOf, newSecret } from '../secret.ts'

const repudiationMs = 7 * dayMs
/** Unused links that an account may have; the oldest give way. */
const linksMax = 100

/** What a link is about: kept as JSON in `repudiation.what`. */
export interface Repudiated {
  readonly kind: NoticeKind
  /** The method's name, where there is one. */
  readonly method?: string | undefined
  /** Its id, where one was added: it is suspended. */
  readonly methodId?: string | undefined
}

/** The whole link. What stands behind `#` never reaches a server's log; the page sends it. */
export async function repudiation(
  { chance, settings }: Pick<ProviderParts, 'chance' | 'settings'>,
  records: IdentityRecords,
  account: string,
  what: Repudiated,
  now: number,
): Promise<string> {
  const secret = newSecret(chance)
  const old = await records
    .selectFrom('repudiation')
    .select('id_hash')
    .where('account_id', '=', account)
    .orderBy('created', 'desc')
    .offset(linksMax - 1)
    .limit(linksMax)
    .execute()
  const gone = old.map(({ id_hash }) => id_hash)
  if (gone.length > 0) await records.deleteFrom('repudiation').where('id_hash', 'in', gone).execute()
  await records
    .insertInto('repudiation')
    .values({
      id_hash: hashOf(secret),
      account_id: account,
      what: JSON.stringify(what),
      created: now,
      expires: now + repudiationMs,
      used: null,
    })
    .execute()
  return `${settings.origin}/account/not-me#${secret}`
}
