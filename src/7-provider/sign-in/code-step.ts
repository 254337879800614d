/** Codes: of an authenticator app, a recovery code, an access pass. */
import type { MethodRow } from '../../2-store/identity/schema.ts'
import { familiarDevice } from '../devices.ts'
import { passProof, passResult, usePass } from '../methods/access-pass.ts'
import { checkCode } from '../methods/check-code.ts'
import { methodNames, type Person, personById, personByName } from '../person.ts'
import { laneOf } from '../throttle.ts'
import type { Attempt } from './attempt.ts'
import { about, type Flow, proved, type Stepped, standingOf, stay } from './flow.ts'
import { next } from './next.ts'
import { unknownNames } from './password-step.ts'
import { giveAllBack, namedCounts, takeAll } from './tries.ts'

export async function codeStep(flow: Flow, attempt: Attempt, code: string): Promise<Stepped> {
  const { factor, account } = attempt
  if (factor === 'access-pass') return await passStep(flow, attempt, code)
  const person = account === undefined ? undefined : await personById(flow.parts.identity.records, account)
  if (factor === undefined || person === undefined || person.row.state !== 'active') return stay(attempt, 'wrong-code')
  return await appCodeStep(flow, attempt, person, factor, code)
}

async function appCodeStep(flow: Flow, attempt: Attempt, person: Person, factor: 'totp' | 'recovery-code', code: string): Promise<Stepped> {
  const { parts, notices } = flow
  const told = { kind: 'code', factor, ...about(flow, attempt, person.names) } as const
  const checked = await checkCode(parts, person.row.id, factor, code, laneOf(attempt.device !== undefined))
  switch (checked.result) {
    case 'locked':
      parts.tell([{ ...told, result: 'locked' }])
      return stay(attempt, 'too-many')
    case 'wrong':
    case 'used': {
      const method = checked.method === undefined ? undefined : methodNames(checked.method)
      parts.tell([{ ...told, result: checked.result, method }, ...checked.disabled.map((spent) => spentTold(flow, attempt, person, spent))])
      for (const spent of checked.disabled) await notices.notify(person.names, 'method-disabled', { method: spent.name })
      return stay(attempt, checked.result === 'used' ? 'used-code' : 'wrong-code')
    }
    case 'right':
      parts.tell([{ ...told, result: 'right', method: methodNames(checked.method) }])
      if (factor === 'recovery-code') await notices.notify(person.names, 'recovery-code-used', {})
      return await proved(flow, attempt, person, checked.proof)
  }
}

const spentTold = (flow: Flow, attempt: Attempt, person: Person, method: MethodRow) =>
  ({
    kind: 'method',
    what: 'disabled',
    ...about(flow, attempt, person.names),
    method: methodNames(method),
    by: undefined,
    why: 'too many wrong codes in a row',
  }) as const

/** A pass is taken before the password as well, from everybody who types a name, so that nobody learns who has one. */
async function passStep(flow: Flow, attempt: Attempt, code: string): Promise<Stepped> {
  const { parts, visitor } = flow
  const { identity } = parts
  const now = await identity.now()
  const { account } = attempt
  const person = account === undefined ? await personByName(identity.records, attempt.name) : await personById(identity.records, account)
  const device = await familiarDevice(identity.records, person?.row.id ?? '', attempt.shown, now, parts.settings.deviceMs)
  const told = { kind: 'code', factor: 'access-pass', ...about(flow, attempt, person?.names ?? unknownNames(attempt.name)) } as const
  const counts = namedCounts('pass', attempt.name, laneOf(device !== undefined), visitor.src)
  if ((await takeAll(identity, counts)) !== undefined) {
    parts.tell([{ ...told, result: 'locked' }])
    return stay(attempt, 'too-many')
  }
  const pass = person?.methods.find(({ kind }) => kind === 'access-pass') ?? decoy
  const result = passResult(parts.seals, pass, code, now)
  if (result !== 'right' || person === undefined || person.row.state !== 'active') {
    parts.tell([{ ...told, result: result === 'right' ? 'wrong' : result }])
    return stay(attempt, result === 'used' ? 'used-code' : result === 'expired' ? 'expired-code' : 'wrong-code')
  }
  await giveAllBack(identity, counts)
  return await usedPass(flow, { ...attempt, device }, person, pass, told)
}

/** Compared with where there is no pass. */
const decoy: MethodRow = {
  id: '',
  account_id: '',
  kind: 'access-pass',
  name: '',
  state: 'disabled',
  key: null,
  data: JSON.stringify({ digest: '', expires: 0, by: '' }),
  sealed: null,
  failures: 0,
  counter: 0,
  created: 0,
  used: null,
}

async function usedPass(
  flow: Flow,
  attempt: Attempt,
  person: Person,
  pass: MethodRow,
  told: { readonly kind: 'code'; readonly factor: 'access-pass' } & ReturnType<typeof about>,
): Promise<Stepped> {
  const { parts } = flow
  const now = await parts.identity.now()
  const proof = passProof(pass.id, now)
  const owned: Attempt = { ...attempt, account: person.row.id, proofs: [...attempt.proofs, proof], name: person.names.name }
  // Good once: not spent on an application that it cannot open.
  if (next(await standingOf(flow, owned, person)).step === 'no-method')
    return { attempt: { ...owned, proofs: attempt.proofs, step: 'no-method', problem: undefined, factor: undefined }, proved: true }
  if (!(await parts.identity.transaction((records) => usePass(records, pass, now)))) {
    parts.tell([{ ...told, result: 'used' }])
    return stay(attempt, 'used-code')
  }
  parts.tell([{ ...told, result: 'right', method: methodNames(pass) }])
  return await proved(flow, attempt, person, proof)
}
