/** What a phone is to show: the open question of its person, never another than the notice that was tapped was about, and never the number. */
import type { MethodRow } from '../../2-store/identity/schema.ts'
import type { PhonePrompt, PromptContext } from '../wire.ts'
import { inState } from './challenges.ts'
import type { PushContext } from './held.ts'
import { lengthOf } from './number.ts'
import { readPhoneData } from './phone-data.ts'

export async function current(
  { parts }: PushContext,
  phone: MethodRow,
  { wake, quiet }: { readonly wake?: string | undefined; readonly quiet: boolean },
): Promise<PhonePrompt | undefined> {
  if (phone.kind !== 'push' || phone.state !== 'active') return undefined
  const { identity, settings } = parts
  const now = await identity.now()
  const open = await identity.records
    .selectFrom('challenge')
    .select(['id', 'kind', 'quiet', 'number_length', 'context', 'context_hash', 'competing', 'created', 'expires'])
    .where('account_id', '=', phone.account_id)
    .where('state', '=', inState('pending'))
    .where('expires', '>', now)
    .executeTakeFirst()
  if (open === undefined || (open.quiet === 1 && !quiet) || (wake !== undefined && wake !== open.id)) return undefined
  const { confirming } = readPhoneData(phone.data)
  return {
    id: open.id,
    kind: open.kind,
    context: JSON.parse(open.context) as PromptContext,
    contextHash: open.context_hash,
    numberLength: lengthOf(open.number_length),
    sent: open.created,
    expires: open.expires,
    competing: open.competing,
    ...(confirming !== undefined && { confirming: { credential: confirming.id, rpId: new URL(settings.origin).hostname } }),
  }
}
