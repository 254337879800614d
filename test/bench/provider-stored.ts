/** Old questions of other people, so that a decision is measured with many stored. */
import type { Identity } from '../../src/2-store/identity/identity.ts'
import type { ChallengeRow } from '../../src/2-store/identity/schema.ts'
import { accountRow } from './provider-world.ts'

const storedOfOne = 10
const batch = 500

/** Ten of each person, of the last day before `now`. */
export async function storeOld(identity: Identity, count: number, now: number): Promise<void> {
  for (let from = 0; from < count; from += batch) {
    const rows = Array.from({ length: Math.min(batch, count - from) }, (_, at) => oldRow(from + at, now))
    const accounts = [...new Set(rows.map(({ account_id }) => account_id))].map((id) => accountRow(id, id))
    await identity.transaction(async (records) => {
      await records.insertInto('account').values(accounts).execute()
      await records.insertInto('challenge').values(rows).execute()
    })
  }
}

function oldRow(nth: number, now: number): ChallengeRow {
  const created = now - 86_400_000 + (nth % 3_600_000)
  return {
    id: `old-challenge-${nth}`,
    account_id: `old-${Math.floor(nth / storedOfOne)}`,
    kind: 'sign-in',
    state: 'collected',
    quiet: 0,
    familiar: 1,
    protocol: 'oidc',
    number_sealed: `v1.12345678.${'A'.repeat(42)}`,
    number_length: 2,
    context: JSON.stringify({ app: 'Payroll', ip: '198.51.100.7', filler: 'x'.repeat(250) }),
    context_hash: 'h'.repeat(43),
    browser_hash: 'b'.repeat(43),
    asked: JSON.stringify({ app: { id: 'payroll', name: 'Payroll' }, src: { ip: '198.51.100.7', userAgent: 'x'.repeat(120) }, flow: 'f' }),
    competing: 0,
    created,
    expires: created + 120_000,
    answered: created + 9000,
    method_id: 'm'.repeat(22),
    verified: 0,
    notices: 1,
  }
}
