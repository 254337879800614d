/** The victim gives an app access to the mailbox; no password is stolen. */
import { hourMs, minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { fromServer, local } from '../simulate-attack.ts'
import { changes, foothold, from, inEntra } from '../simulate-foothold.ts'
import { inUse } from '../simulate-people.ts'
import { officePlace } from '../simulate-places.ts'
import { entry } from '../simulate-takeover.ts'

const names = ['Document Viewer Pro', 'Upgrade', 'Mail Sync Pro', 'O365 Secure Share', 'PDF Signer'] as const
/** Our assumption of what is asked for; the report names mail, contacts, settings and lasting access. */
const scopes = ['Mail.Read', 'Mail.Send', 'MailboxSettings.ReadWrite', 'Contacts.Read', 'Files.Read.All'] as const

export const illicitConsent: Scenario = {
  name: 'illicit-consent',
  title: 'Consent to an app that reads the mail',
  story:
    "A link in a mail opens Microsoft's own page: an app that nobody here has used asks for the mailbox and for lasting access. The victim accepts, in their own browser, at their desk. From then on a server fetches the mail with the app's token.",
  source: 'Microsoft, "Microsoft delivers comprehensive solution to battle rise in consent phishing emails", 2021-07-14',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim(inEntra)
    const start = local(stage, who, chance.between(8, 17))
    const client = inUse(who.laptops, start)
    const desk = { stage, who, provider: 'entra-id', place: officePlace(who.home, who.index), client } as const
    const app = { id: chance.fork('app').uuid(), name: chance.pick(names) }
    const asked = [...chance.shuffled(scopes).slice(0, 3), 'Mail.Read', 'offline_access', 'User.Read']
    const consent = changes(desk, start, { what: 'consent', app, scopes: [...new Set(asked)] })
    const server = from(stage, who, 'entra-id', fromServer(chance, start))
    const fetched = [2 * minuteMs, 5 * hourMs, 20 * hourMs].map((after, nth) =>
      entry(server, start + after, 'mail', `fetch${nth}`, { password: 'held', interactive: false, session: chance.fork('token').uuid() }),
    )
    return foothold(stage, who, fetched, { inTime: start, elsewhere: [consent] })
  },
}
