/** An issuer of the attacker's own may sign anybody in. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { fromServer, local } from '../simulate-attack.ts'
import { administrator, changes, foothold, from } from '../simulate-foothold.ts'
import { appIn, entraOrOkta, entry, inEntraOrOkta } from '../simulate-takeover.ts'

export const federation: Scenario = {
  name: 'federation',
  title: 'An issuer of their own: a federated domain, a second identity provider',
  story:
    "With an administrator's session the attacker federates a domain in Entra, or adds an identity provider in Okta. Whatever that issuer says is believed from then on: anybody can be signed in, without password or second factor.",
  source:
    'Okta, "Cross-Tenant Impersonation: Prevention and Detection", 2023-08-31; Microsoft, "Octo Tempest crosses boundaries", 2023-10-25 (federated domains)',
  attack(stage) {
    const { chance } = stage
    const who = administrator(stage, inEntraOrOkta)
    const provider = entraOrOkta(chance, who)
    const start = local(stage, who, chance.between(0, 24))
    const where = from(stage, who, provider, fromServer(chance, start))
    const app = provider === 'entra-id' ? 'azure-portal' : appIn(provider)
    const first = entry(where, start, app, 'in', { password: 'held', session: chance.uuid() })
    const console = provider === 'okta' ? [changes(where, start + minuteMs, { what: 'admin-console' })] : []
    const name = provider === 'okta' ? 'Okta Org2Org' : `cloud${chance.whole(10, 99)}.example`
    return foothold(stage, who, [
      first,
      ...console,
      changes(where, start + chance.between(4, 30) * minuteMs, { what: 'policy', policy: 'federated', name }),
    ])
  },
}
