/** A passkey, at any step: it proves the person by itself, is never held back, and is checked with a challenge that was given once. */
import type { MethodRow } from '../../2-store/identity/schema.ts'
import { familiarDevice } from '../devices.ts'
import { credentialOf } from '../methods/credential.ts'
import { reaches } from '../methods/method.ts'
import { type Asserted, asserted } from '../methods/passkey.ts'
import { methodNames, type Person, personById } from '../person.ts'
import type { Attempt } from './attempt.ts'
import { about, type Flow, proved, type Stepped, stay } from './flow.ts'
import { unknownNames } from './password-step.ts'

/** `challenge` is no longer the attempt's: whoever calls has given it a new one. */
export async function passkeyStep(flow: Flow, attempt: Attempt, challenge: string, credential: unknown): Promise<Stepped> {
  const { parts } = flow
  const found = await ownerOf(flow, credential)
  if (found === undefined || (attempt.account !== undefined && attempt.account !== found.person.row.id)) {
    const told = about(flow, attempt, found?.person.names ?? unknownNames(attempt.name))
    parts.tell([{ kind: 'passkey', result: 'wrong', why: found === undefined ? 'not known' : 'of another person', ...told }])
    return stay(attempt, 'passkey-failed')
  }
  const { person, method } = found
  const now = await parts.identity.now()
  const result = await asserted(parts.settings, method, credential, challenge, person.row.privileged === 1, now)
  const told = { ...about(flow, attempt, person.names), method: methodNames(method) }
  if (!result.ok || person.row.state !== 'active' || !(await keep(flow, method, result, now))) {
    const why = result.ok ? 'the account or the passkey is not active' : result.why
    parts.tell([{ kind: 'passkey', result: 'wrong', why, ...told }])
    return stay(attempt, 'passkey-failed')
  }
  parts.tell([{ kind: 'passkey', result: 'right', why: result.odd, deviceBound: result.proof.deviceBound, ...told }])
  const { acr } = attempt.purpose
  // A key that may be copied does not become what it is not by being used: it counts for nothing here, and the page says so.
  if (acr === 'phrh' && !reaches(result.proof.deviceBound ? 'phrh' : 'phr', acr)) return stay(attempt, 'acr-not-reached')
  const device = await familiarDevice(parts.identity.records, person.row.id, attempt.shown, now, parts.settings.deviceMs)
  return await proved(flow, { ...attempt, device, name: person.names.name }, person, result.proof)
}

async function ownerOf({ parts }: Flow, credential: unknown): Promise<{ person: Person; method: MethodRow } | undefined> {
  const { records } = parts.identity
  const id = credentialOf(credential, [])?.id
  if (id === undefined) return undefined
  const method = await records
    .selectFrom('method')
    .selectAll()
    .where('key', '=', id)
    .where('kind', '=', 'passkey')
    .where('state', '=', 'active')
    .executeTakeFirst()
  const person = method === undefined ? undefined : await personById(records, method.account_id)
  return method === undefined || person === undefined ? undefined : { person, method }
}

/** Writes down its use last (WebAuthn §7.2); false where it was removed or suspended meanwhile. */
async function keep({ parts }: Flow, { id }: MethodRow, { counter, data }: Extract<Asserted, { ok: true }>, now: number): Promise<boolean> {
  const kept = await parts.identity.records
    .updateTable('method')
    .set({ counter, data: JSON.stringify(data), used: now, failures: 0 })
    .where('id', '=', id)
    .where('state', '=', 'active')
    .executeTakeFirst()
  return kept.numUpdatedRows === 1n
}
