/** Devices registered one after another by tools that share their build and their kind of name. */
import type { Scenario } from '../scenario.ts'
import { fromServer, local } from '../simulate-attack.ts'
import { afterwards, changes, foothold, from, inEntra } from '../simulate-foothold.ts'
import { entry } from '../simulate-takeover.ts'

/** Elastic names both builds: a phishing kit's, and the default of ROADtools. */
const builds = ['10.0.19045.2006', '10.0.19041.928'] as const
/** Our assumption: three to six devices, up to four minutes apart. */
const devicesMin = 3
const devicesMax = 6
const minutesMax = 4

export const deviceBurst: Scenario = {
  name: 'device-burst',
  title: 'Devices registered by a tool, after a phished sign-in',
  story:
    'A phished token of the authentication broker lets the attacker register devices: several within minutes, named DESKTOP-… by the tool, with the build that the tool always tells. A registered device keeps the access when the session ends.',
  source:
    'Microsoft, "Storm-2372 conducts device code phishing campaign", 2025-02-13; elastic/detection-rules (three registrations in 15 minutes; the builds of kits and of ROADtools)',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim(inEntra)
    const start = local(stage, who, chance.between(7, 22))
    const where = from(stage, who, 'entra-id', fromServer(chance, start))
    const first = entry(where, start, 'broker', 'in', { password: 'held', session: chance.uuid() })
    const build = chance.pick(builds)
    const registered = afterwards(chance, start, chance.whole(devicesMin, devicesMax), 0.4, minutesMax).map((time, nth) =>
      changes(where, time, {
        what: 'device-registered',
        device: {
          id: chance.fork('device', nth).uuid(),
          name: `DESKTOP-${chance.fork('name', nth).hex(7).toUpperCase()}`,
          os: 'Windows',
          build,
        },
      }),
    )
    return foothold(stage, who, [first, ...registered])
  },
}
