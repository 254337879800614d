/** Several findings of different steps of an attack about one person: together they are more than each. */
import { dayMs } from '../../0-event/time.ts'
import { detection, type Moment } from '../detection.ts'
import { logOdds, probability, total } from '../doubt.ts'
import { levelOf } from '../episode.ts'
import { atLeast, type Contribution, type Finding, type Phase, phases } from '../finding.ts'

/** What it sums up is not what it may sum up. */
const summaries: ReadonlySet<string> = new Set(['risk.compound_user', 'risk.tenant_campaign'])

const furtherShare = 0.3
const breadthSize = 0.7
const scoreMax = 0.999

const phaseWords: Readonly<Record<Phase, string>> = {
  password: 'passwords were tried',
  prompt: 'the person was asked',
  entry: 'somebody came in',
  foothold: 'a way to stay was made',
  action: 'something was done with it',
}

export const compoundUser = detection({
  id: 'risk.compound_user',
  title: 'Several steps of an attack on one person',
  technique: [],
  riskEventType: 'aiCompoundAccountRisk',
  keyedBy: 'person',
  phase: 'entry',
  on: ['prompt', 'report', 'password', 'signed_in', 'sign_in_failed', 'token', 'enrolment', 'change', 'vendor_risk'],
  settings: {
    phasesMin: {
      default: 2,
      unit: 'signals',
      meaning: 'Findings of medium or high level must be of so many steps of an attack.',
      min: 2,
      max: 5,
    },
    findingsMin: {
      default: 3,
      unit: 'signals',
      meaning: 'So many findings; one fewer is enough where there are three steps.',
      min: 2,
      max: 20,
    },
    windowDays: { default: 7, unit: 'days', meaning: 'How far apart they may lie.' },
  },
  decide(moment, settings) {
    if (moment.person.raised.length < 2) return undefined
    const open = openIn(moment, settings.windowDays * dayMs)
    const steps = phases.filter((phase) => open.some((one) => one.phase === phase))
    if (steps.length < settings.phasesMin || open.length < settings.findingsMin - (steps.length >= 3 ? 1 : 0)) return undefined
    // The same findings are not summed up twice; one that goes on is not another.
    const said = moment.person.raised.find((one) => one.detection === 'risk.compound_user')
    if (said !== undefined && open.every(({ detectedTime }) => detectedTime <= said.lastTime)) return undefined
    const contributions = weigh(open, steps)
    const score = probability(total(contributions))
    const words = steps.map((step) => phaseWords[step])
    const events = open.flatMap((one) => one.events.slice(-1)).sort((one, other) => one.time - other.time)
    return {
      level: levelOf(score),
      score,
      why: `${open.length} findings of ${steps.length} steps of an attack: ${words.slice(0, -1).join(', ')} and ${words.at(-1)}`,
      events,
      contributions,
      digest: steps.join(' '),
    }
  },
})

const openIn = ({ person, now }: Moment, windowMs: number): Finding[] =>
  person.raised.flatMap(({ detection, level, lastTime, last }) =>
    last === undefined || summaries.has(detection) || !atLeast(level, 'medium') || lastTime <= now - windowMs ? [] : [last],
  )

/** Of one step the strongest counts in full, the others a little: they are mostly about the same thing. */
function weigh(open: readonly Finding[], steps: readonly Phase[]): Contribution[] {
  const told: Contribution[] = [{ because: 'before anything is known', logOdds: logOdds.prior }]
  for (const step of steps) {
    const own = open.filter(({ phase }) => phase === step).sort((one, other) => other.score - one.score)
    for (const [nth, { title, score }] of own.entries()) {
      const bounded = Math.min(scoreMax, Math.max(1 - scoreMax, score))
      const size = Math.max(0, Math.log(bounded / (1 - bounded)) - logOdds.prior)
      told.push({ because: title, logOdds: nth === 0 ? size : size * furtherShare })
    }
  }
  told.push({ because: `${steps.length} steps within the window`, logOdds: breadthSize * (steps.length - 1) })
  return told.filter((one) => one.logOdds !== 0).sort((one, other) => Math.abs(other.logOdds) - Math.abs(one.logOdds))
}
