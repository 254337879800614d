/** A phishing page that the authenticator itself refuses, because the page's name is another. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { local } from '../simulate-attack.ts'
import { lookAlikeClient } from '../simulate-clients.ts'
import { inUse } from '../simulate-people.ts'
import { hostingPlace } from '../simulate-places.ts'
import { entry, takeover } from '../simulate-takeover.ts'

export const fastpassRefused: Scenario = {
  name: 'fastpass-refused',
  title: 'FastPass refuses a phishing page',
  story:
    "The person falls for a page between them and Okta and types the password there. The authenticator on the laptop sees that the page is not Okta's and refuses. Nobody gets in, but the password is gone, and the same page is waiting for colleagues.",
  source:
    'Cloudflare, "The mechanics of a sophisticated phishing scam and how we stopped it", 2022-08-09 (keys refused the page); Okta System Log: "FastPass declined phishing attempt"',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim((person) => person.accounts.okta?.engine === 'identity-engine')
    const start = local(stage, who, chance.between(8.5, 18))
    const client = lookAlikeClient(inUse(who.laptops, start), chance, start)
    const from = { stage, who, provider: 'okta', place: hostingPlace(chance), client } as const
    const hostile = Array.from({ length: chance.whole(1, 2) }, (_, nth) =>
      entry(from, start + nth * chance.between(1, 4) * minuteMs, 'okta-dashboard', `try${nth}`, { success: false, stopped: 'phishing' }),
    )
    return takeover(stage, who, hostile, { inTime: undefined })
  },
}
