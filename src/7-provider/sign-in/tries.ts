/** Which counts a wrong try adds to, and what a right one gives back. */
import { connection } from '../../0-event/address.ts'
import type { Endpoint } from '../../0-event/event.ts'
import type { Identity } from '../../2-store/identity/identity.ts'
import { nameKeyOf } from '../person.ts'
import { hashOf } from '../secret.ts'
import { addressRule, giveBack, type Lane, passwordRule, type ThrottleRule, take } from '../throttle.ts'

export interface Count {
  readonly key: string
  readonly rule: ThrottleRule
}

/**
 * Names are counted alike whether anybody has them. A browser that the person has used before is not counted by its address: whoever shares the
 * address cannot shut it out.
 */
export function namedCounts(what: 'password' | 'pass', name: string, lane: Lane, { ip }: Endpoint): readonly Count[] {
  const counts: Count[] = [{ key: `${what}:${hashOf(nameKeyOf(name))}:${lane}`, rule: passwordRule }]
  return lane === 'familiar' || ip === undefined ? counts : [{ key: `address:${connection(ip)}`, rule: addressRule }, ...counts]
}

/** All or none, at one moment. Undefined where granted, else when to come again. */
export function takeAll(identity: Identity, counts: readonly Count[]): Promise<number | undefined> {
  return identity.transaction(async (records) => {
    const now = await identity.now(records)
    const taken: string[] = []
    for (const { key, rule } of counts) {
      const got = await take(records, key, rule, now)
      if (!got.granted) {
        for (const back of taken) await giveBack(records, back)
        return got.until
      }
      taken.push(key)
    }
    return undefined
  })
}

export const giveAllBack = (identity: Identity, counts: readonly Count[]): Promise<void> =>
  identity.transaction(async (records) => {
    for (const { key } of counts) await giveBack(records, key)
  })
