/** The end of a sign-in, good or not: once, told, and remembered where it was good. */
import { keepDevice } from '../devices.ts'
import { amrOf, reaches } from '../methods/method.ts'
import type { ProviderParts, Visitor } from '../parts.ts'
import { type Person, personById } from '../person.ts'
import type { Attempt, Loaded } from './attempt.ts'
import { endAttempt } from './attempt.ts'
import { about, type Flow } from './flow.ts'
import { endPush } from './push-step.ts'
import type { SignedIn } from './sign-ins.ts'

/** Deleted in one statement by whoever comes first: the second gets undefined. */
export async function finish(flow: Flow, loaded: Loaded): Promise<SignedIn | undefined> {
  const { parts, push } = flow
  const { attempt } = loaded
  const { acr, account } = attempt
  if (attempt.step !== 'done' || acr === undefined || account === undefined) return undefined
  const person = await personById(parts.identity.records, account)
  if (person === undefined || !(await endAttempt(parts, loaded)) || person.row.state !== 'active') return undefined
  const isMulti = reaches(acr, 'aal2')
  const device = isMulti && attempt.shown !== undefined ? await remember(parts, attempt, person, flow.visitor) : attempt.device
  const strongest = attempt.proofs.findLast(({ kind }) => kind !== 'password')
  if (isMulti && strongest !== undefined) await push.succeeded(person.names, strongest, attempt.device !== undefined)
  const amr = amrOf(attempt.proofs)
  tellEnd(flow, attempt, person, 'success', amr)
  const { proofs, purpose, enrolOnly } = attempt
  const authTime = Math.max(...proofs.map(({ time }) => time))
  return { account: person.names, acr, amr, authTime, proofs, purpose, flow: attempt.flow, enrolOnly, device }
}

const remember = (
  { identity, chance }: ProviderParts,
  { shown }: Attempt,
  { row }: Person,
  visitor: Visitor,
): Promise<string | undefined> =>
  identity.transaction(async (records) =>
    shown === undefined ? undefined : keepDevice(records, chance, row.id, shown, browserName(visitor), await identity.now(records)),
  )

/** "Chrome on Windows". */
const browserName = ({ src: { browser, os } }: Visitor): string =>
  [browser ?? 'A browser', os === undefined ? '' : ` on ${os}`].join('').slice(0, 100)

/** An attempt that ends without success after something was proved: somebody had the password. */
export async function interrupt(flow: Flow, attempt: Attempt): Promise<void> {
  await endPush(flow, attempt)
  if (attempt.account === undefined || attempt.proofs.length === 0) return
  const person = await personById(flow.parts.identity.records, attempt.account)
  if (person !== undefined) tellEnd(flow, attempt, person, 'interrupted', [])
}

function tellEnd(flow: Flow, attempt: Attempt, person: Person, result: 'success' | 'interrupted', amr: readonly string[]): void {
  const methods = attempt.proofs.flatMap(({ kind }) => (kind === 'password' ? [] : [kind]))
  const single = attempt.acr === undefined ? true : attempt.acr === 'aal1'
  const ended = result === 'success' ? { acr: attempt.acr, amr } : {}
  flow.parts.tell([
    {
      kind: 'sign_in',
      result,
      ...about(flow, attempt, person.names),
      ...ended,
      methods,
      single,
      browserKnown: attempt.device !== undefined,
    },
  ])
}
