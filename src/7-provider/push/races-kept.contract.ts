/** What must be true after a race, whoever won: read from the database and from what each node wrote down. */
import type { Identity } from '../../2-store/identity/identity.ts'
import type { ChallengeRow } from '../../2-store/identity/schema.ts'
import { defaultLimits } from '../../5-policy/prompt-budget.ts'
import { recoveryCodeCount, recoveryData } from '../methods/recovery-code.ts'
import type { RaceLog, Racer } from './races.contract.ts'

export interface RaceCounts {
  readonly attempts: number
  readonly idle: number
  readonly prompts: number
  readonly approved: number
  readonly ended: Readonly<Record<string, number>>
  readonly collected: number
  readonly codes: number
  readonly claims: number
}

const stateOf: Readonly<Record<string, readonly ChallengeRow['state'][]>> = {
  approved: ['approved', 'collected'],
  denied: ['denied'],
  mistyped: ['mistyped'],
  reported: ['reported'],
  wrong_number: ['wrong'],
  unanswered: ['expired'],
  cancelled: ['cancelled'],
}

/** Sentences about what was broken: none. Asked when all prompts are over and nobody races any more. */
export async function broken(identity: Identity, racers: readonly Racer[], logs: readonly RaceLog[]): Promise<readonly string[]> {
  const challenges = await identity.records.selectFrom('challenge').selectAll().orderBy('created').execute()
  return [
    ...logs.flatMap(({ errors }) => errors.map((error) => `an attempt failed: ${error}`)),
    ...brokenEndings(challenges, logs),
    ...brokenCollects(challenges, logs),
    ...brokenLimits(challenges),
    ...(await brokenCodes(identity, racers, logs)),
  ]
}

function brokenEndings(challenges: readonly ChallengeRow[], logs: readonly RaceLog[]): string[] {
  const told = Map.groupBy(
    logs.flatMap((log) => log.told),
    ([challenge]) => challenge,
  )
  const known = new Set(challenges.map(({ id }) => id))
  const strange = [...told.keys()].filter((id) => !known.has(id)).map((id) => `told of ${id}, which is not there`)
  const wrong = challenges.flatMap(({ id, state }) => {
    const results = (told.get(id) ?? []).map(([, result]) => result)
    const ends = results.filter((result) => result !== 'sent')
    const [end = ''] = ends
    const isRight = results.length === 2 && ends.length === 1 && (stateOf[end] ?? []).includes(state)
    return isRight ? [] : [`${id} is ${state} and was told as ${results.join(', ')}`]
  })
  return [...strange, ...wrong]
}

function brokenCollects(challenges: readonly ChallengeRow[], logs: readonly RaceLog[]): string[] {
  const collected = logs.flatMap((log) => log.collected)
  const kept = challenges.filter(({ state }) => state === 'collected').map(({ id }) => id)
  return [
    ...twice(collected).map((id) => `${id} was collected twice`),
    ...logs.flatMap(({ stolen }) => stolen).map((id) => `${id} was collected by another browser`),
    ...(kept.toSorted().join() === collected.toSorted().join() ? [] : ['what was collected is not what the records say']),
  ]
}

/** Nobody signed in, so nothing began anew: each lane keeps to every window from first to last. */
function brokenLimits(challenges: readonly ChallengeRow[]): string[] {
  const lanes = Map.groupBy(challenges, ({ account_id, familiar }) => `${account_id} ${familiar}`)
  return [...lanes].flatMap(([lane, all]) => [
    ...tooClose(lane, all),
    ...tooMany(
      lane,
      all.filter(({ quiet }) => quiet === 0),
      defaultLimits.sent,
    ),
    ...tooMany(
      lane,
      all.filter(({ quiet }) => quiet === 1),
      defaultLimits.quiet,
    ),
  ])
}

const tooClose = (lane: string, all: readonly ChallengeRow[]): string[] =>
  all.slice(1).flatMap(({ created }, nth) => {
    const gapMs = created - (all[nth]?.created ?? 0)
    return gapMs < defaultLimits.gapMs ? [`${lane} was asked twice in ${gapMs} ms`] : []
  })

const tooMany = (
  lane: string,
  all: readonly ChallengeRow[],
  quotas: readonly { readonly max: number; readonly windowMs: number }[],
): string[] =>
  quotas.flatMap(({ max, windowMs }) =>
    all.slice(max).flatMap(({ created }, nth) => {
      const within = created - (all[nth]?.created ?? 0)
      return within < windowMs ? [`${lane} was asked ${max + 1} times in ${within} ms`] : []
    }),
  )

async function brokenCodes({ records }: Identity, racers: readonly Racer[], logs: readonly RaceLog[]): Promise<string[]> {
  const codes = logs.flatMap((log) => log.codes)
  const found = twice(codes).map((code) => `a code was taken twice: ${code}`)
  const claims = logs.flatMap((log) => log.claims)
  found.push(...twice(claims).map(() => 'a code of an offer was taken by two phones'))
  for (const { account, recovery } of racers) {
    const rows = await records.selectFrom('method').selectAll().where('account_id', '=', account.id).execute()
    const used = codes.filter((code) => recovery.some((one) => code === `${account.id} ${one}`)).length
    for (const row of rows.filter(({ kind }) => kind === 'recovery-code')) {
      const { length } = recoveryData(row).left
      if (length !== recoveryCodeCount - used) found.push(`${account.name} has ${length} recovery codes left after ${used} were taken`)
    }
    if (rows.filter(({ kind }) => kind === 'push').length !== 1) found.push(`${account.name} has a phone that nobody confirmed`)
  }
  return found
}

function twice(all: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return all.filter((one) => seen.has(one) || !seen.add(one))
}

/** What happened, so that a race in which nothing did is not taken for one that was won. */
export function countsOf(logs: readonly RaceLog[]): RaceCounts {
  const told = logs.flatMap((log) => log.told.map(([, result]) => result))
  const sum = (of: (log: RaceLog) => number): number => logs.reduce((total, log) => total + of(log), 0)
  const ended = told.filter((result) => result !== 'sent')
  return {
    attempts: sum((log) => log.attempts),
    idle: sum((log) => log.idle),
    prompts: told.length - ended.length,
    approved: ended.filter((result) => result === 'approved').length,
    ended: Object.fromEntries([...Map.groupBy(ended, (result) => result)].map(([result, all]) => [result, all.length])),
    collected: sum((log) => log.collected.length),
    codes: sum((log) => log.codes.length),
    claims: sum((log) => log.claims.length),
  }
}
