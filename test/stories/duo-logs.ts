/** Duo authentication records for the stories, in the shape of Duo's Admin API version 2: a person at home, then a bombing from far away. */

interface DuoPrompt {
  readonly user: string
  readonly result: 'success' | 'denied' | 'fraud'
  readonly reason: string
  readonly away: boolean
  /** Milliseconds since 1970. */
  readonly time: number
}

const minute = 60_000

const place = (away: boolean) =>
  away
    ? { ip: '203.0.113.9', location: { city: 'Lagos', country: 'Nigeria', state: 'Lagos' } }
    : { ip: '192.0.2.44', location: { city: 'Rotterdam', country: 'Netherlands', state: 'South Holland' } }

function record({ user, result, reason, away, time }: DuoPrompt): string {
  return JSON.stringify({
    access_device: { ...place(away), browser: away ? 'Chrome' : 'Edge', os: away ? 'Linux' : 'Windows', os_version: '11' },
    alias: '',
    application: { key: 'DIAPP', name: 'VPN' },
    auth_device: { ...place(false), name: '+31 6 0000 1234', key: `DP${user}` },
    email: `${user}@example.com`,
    event_type: 'authentication',
    factor: 'duo_push',
    isotimestamp: new Date(time).toISOString(),
    reason,
    result,
    timestamp: Math.floor(time / 1000),
    txid: `${user}-${time}`,
    user: { groups: [], key: `DU${user}`, name: user },
  })
}

/** Twenty quiet days, then refusals and, with `gaveIn`, an approval; NDJSON ending at `end`. */
export function bombing(user: string, end: number, gaveIn: boolean): string {
  const days = Array.from({ length: 20 }, (_, day): DuoPrompt => {
    return { user, result: 'success', reason: 'user_approved', away: false, time: end - (20 - day) * 24 * 60 * minute }
  })
  const refused = Array.from({ length: 5 }, (_, index): DuoPrompt => {
    return {
      user,
      result: 'denied',
      reason: index % 2 === 0 ? 'user_mistake' : 'no_response',
      away: true,
      time: end - (7 - index) * minute,
    }
  })
  const last: DuoPrompt = gaveIn
    ? { user, result: 'success', reason: 'user_approved', away: true, time: end }
    : { user, result: 'fraud', reason: 'user_marked_fraud', away: true, time: end }
  return [...days, ...refused, last].map(record).join('\n')
}
