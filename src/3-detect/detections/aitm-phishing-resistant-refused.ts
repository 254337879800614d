/** The authenticator itself saw that the page was not the one it was made for. */
import { detection } from '../detection.ts'
import { probability } from '../doubt.ts'

/** What providers call it: Okta's FastPass, and WebAuthn refusing an origin. */
const refusals = /fastpass_phishing|phishing_attempt|origin_mismatch|phishing/i

export const phishingResistantRefused = detection({
  id: 'aitm.phishing_resistant_refused',
  title: 'The authenticator refused a phishing page',
  technique: ['T1566.002'],
  riskEventType: 'attackerinTheMiddle',
  keyedBy: 'person',
  phase: 'prompt',
  on: ['vendor_risk'],
  settings: {},
  decide({ event }) {
    if (event?.kind !== 'vendor_risk' || !refusals.test(event.risk)) return undefined
    const contributions = [
      { because: 'before anything is known', logOdds: -3 },
      { because: 'the authenticator saw another page than its own', logOdds: 6 },
    ]
    const why = `A phishing page passed this person's sign-in on${event.src?.ip === undefined ? '' : ` from ${event.src.ip}`}; the authenticator refused it`
    return { level: 'high', score: probability(3), contributions, why, events: [event], digest: '' }
  },
})
