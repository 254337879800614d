/** The password: the same way, the same answers and the same time for every name. */
import { isSecret, masked } from '../../1-ingest/sources/typed-secret.ts'
import { familiarDevice } from '../devices.ts'
import type { Proof } from '../methods/method.ts'
import { checkPassword } from '../methods/password.ts'
import type { AccountNames, ProviderParts, Weighed } from '../parts.ts'
import { nameLengthMax, type Person, personById, personByName } from '../person.ts'
import { laneOf } from '../throttle.ts'
import type { Attempt } from './attempt.ts'
import { about, type Flow, proved, type Stepped, settled, stay } from './flow.ts'
import { giveAllBack, namedCounts, takeAll } from './tries.ts'

/** For the log, of a name that nobody has: people type their password there. */
export const unknownNames = (name: string): AccountNames => {
  const shown = isSecret(name, 'words') ? masked : name.slice(0, nameLengthMax)
  return { id: '', name: shown, displayName: shown }
}

export async function passwordStep(flow: Flow, attempt: Attempt, password: string): Promise<Stepped> {
  const { parts } = flow
  const { identity } = parts
  const now = await identity.now()
  const person = await personOf(parts, attempt)
  const device = await familiarDevice(identity.records, person?.row.id ?? '', attempt.shown, now, parts.settings.deviceMs)
  const told = about(flow, attempt, person?.names ?? unknownNames(attempt.name))
  const counts = namedCounts('password', attempt.name, laneOf(device !== undefined), flow.visitor.src)
  if ((await takeAll(identity, counts)) !== undefined) {
    parts.tell([{ kind: 'password', result: 'locked', ...told }])
    return stay(attempt, 'too-many')
  }
  const result = await checkPassword(parts.passwords, person?.row.password_hash ?? undefined, password)
  if (result === 'busy') {
    await giveAllBack(identity, counts)
    return stay(attempt, 'busy')
  }
  if (result === 'wrong' || person === undefined || person.row.state !== 'active') {
    const disabled = result === 'right' ? 'disabled' : 'wrong'
    parts.tell([{ kind: 'password', result: person === undefined ? 'unknown_user' : disabled, ...told }])
    return stay(attempt, 'wrong')
  }
  await giveAllBack(identity, counts)
  parts.tell([{ kind: 'password', result: 'right', ...told }])
  const weighed = await weigh(flow, attempt, person)
  return await proved(flow, { ...attempt, device, weighed }, person, passwordProof(now))
}

/** After an access pass the password must be of the same person, whatever name stands there. */
const personOf = ({ identity }: ProviderParts, { account, name }: Attempt): Promise<Person | undefined> =>
  account === undefined ? personByName(identity.records, name) : personById(identity.records, account)

async function weigh({ parts, visitor }: Flow, { purpose }: Attempt, { names }: Person): Promise<Weighed> {
  const { src } = visitor
  try {
    return await parts.weigh({ account: names, app: purpose.app, src, time: parts.clock(), factor: 'password' })
  } catch (error) {
    parts.fault(error, 'weighing a sign-in')
    return { level: 'unknown', unusual: [] }
  }
}

const passwordProof = (time: number): Proof => ({
  kind: 'password',
  time,
  amr: ['pwd'],
  resistant: false,
  multi: false,
  deviceBound: false,
})

/** Where the person is sent back to their choice, what they have is looked at anew. */
export async function backToMethods(flow: Flow, attempt: Attempt): Promise<Attempt> {
  const person = attempt.account === undefined ? undefined : await personById(flow.parts.identity.records, attempt.account)
  return person === undefined
    ? { ...attempt, step: 'password', problem: undefined, factor: undefined }
    : await settled(flow, attempt, person)
}
