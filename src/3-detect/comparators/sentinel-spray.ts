/** Microsoft's rule for Sentinel: an address at which more people fail than succeed. */
import { dayMs, minuteMs } from '../../0-event/time.ts'
import type { TenantComparator } from '../comparator.ts'
import { counting, distinct, keyed } from '../comparator-tries.ts'

const lookBackMs = 3 * dayMs
/** People at one address; beyond it the one met first is forgotten. */
const visitorsMax = 2000

interface Visitors {
  readonly failed: Map<string, number>
  readonly entered: Map<string, number>
}

export const sentinelSpray: TenantComparator = {
  name: 'sentinel-spray',
  title: 'Sentinel: spray / 20 min',
  condition:
    'At least 5 people tried in vain from one address at one app within 20 minutes, where in three days more people failed from that address than succeeded.',
  published: 'Azure/Azure-Sentinel SigninPasswordSpray',
  reads: ['entra-id'],
  against: ['spray'],
  scope: 'tenant',
  fresh() {
    const addresses = keyed<Visitors>(() => ({ failed: new Map(), entered: new Map() }))
    const apps = keyed(() =>
      counting({
        lengthMs: 20 * minuteMs,
        keyOf: ({ ip }) => ip,
        triesMin: 5,
        fires: (tries) => distinct(tries, ({ name }) => name) >= 5,
      })(),
    )
    return (event) => {
      const ip = event.src?.ip
      const name = event.user.email ?? event.user.name
      if (ip === undefined || name === undefined || (event.kind !== 'password' && event.kind !== 'sign_in')) return undefined
      const { failed, entered } = addresses.get(ip)
      if (event.kind === 'password' && event.outcome !== 'right') note(failed, name, event.time)
      if (event.kind === 'sign_in' && event.outcome === 'success') note(entered, name, event.time)
      const named = apps.get(event.app?.name ?? '')(event)
      return failed.size > entered.size ? named : undefined
    }
  },
}

function note(names: Map<string, number>, name: string, now: number): void {
  names.delete(name)
  names.set(name, now)
  for (const [oldest, time] of names) {
    if (now - time <= lookBackMs && names.size <= visitorsMax) break
    names.delete(oldest)
  }
}
