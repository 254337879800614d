/** Looks like an attack and is none: the person's own VPN client or forgotten device asks at night. */
import type { Scenario } from '../scenario.ts'
import { plan } from '../simulate-day.ts'
import { has } from '../simulate-people.ts'
import { asksAtNight } from '../simulate-trouble.ts'

export const nightAsking: Scenario = {
  name: 'night-asking',
  title: 'No attack: the own device asks at night',
  story:
    "A VPN client connects again by itself, or a mail program on an old device wants a new token: one to three prompts in the night from the person's own device and home, for up to four nights. Nobody answers; the sleeper may refuse one. Nobody attacks.",
  source:
    'Our own construction, after complaints about VPN clients that connect again at night and push; the yearly rate in ordinary life is in simulate-rates.ts',
  attack(stage) {
    const who = stage.victim((person) => has(person, 'duo') || has(person, 'okta'))
    return { labels: [], happenings: [...asksAtNight(plan(stage.organisation, who, stage.day), stage.chance)] }
  },
}
