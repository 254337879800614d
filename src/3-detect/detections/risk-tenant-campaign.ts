/** Findings about several persons from one place: one attacker goes through the organisation. */
import { hourMs } from '../../0-event/time.ts'
import type { Struck } from '../campaigns.ts'
import { placeOf } from '../campaigns.ts'
import { detection } from '../detection.ts'
import { logOdds, probability, total } from '../doubt.ts'
import { higher, levelOf } from '../episode.ts'
import { atLeast, type Finding } from '../finding.ts'

const perPerson = 2.2
const inSize = 1.5
const personsCounted = 4

export const tenantCampaign = detection({
  id: 'risk.tenant_campaign',
  title: 'One attacker goes through several persons',
  technique: [],
  riskEventType: 'generic',
  keyedBy: 'source',
  phase: 'entry',
  on: ['prompt', 'report', 'password', 'signed_in', 'sign_in_failed', 'token', 'enrolment', 'change', 'vendor_risk'],
  settings: {
    personsMin: {
      default: 3,
      unit: 'persons',
      meaning: 'So many persons with a finding of medium or high level from one address.',
      min: 2,
      max: 100,
    },
    windowHours: { default: 24, unit: 'hours', meaning: 'How far apart they may lie.' },
  },
  decide({ person, now, books, isShared }, settings) {
    for (const { last, lastTime, level } of person.raised) {
      if (last === undefined || lastTime !== now || !atLeast(level, 'medium') || last.detection === 'risk.compound_user') continue
      const place = placeOf(last)
      if (place === undefined || isShared(last.src?.ip)) continue
      const struck = books.campaigns.struck(last, person, settings.windowHours * hourMs)
      if (struck.length >= settings.personsMin) return verdict(struck, place, last)
    }
    return undefined
  },
})

function verdict(struck: readonly Struck[], place: string, last: Finding) {
  const entered = struck.filter(({ isIn }) => isIn).length
  const contributions = [
    { because: 'before anything is known', logOdds: logOdds.prior },
    { because: `${struck.length} persons with findings from there`, logOdds: perPerson * Math.min(personsCounted, struck.length) },
    { because: `somebody came in at ${entered} of them`, logOdds: entered > 0 ? inSize : 0 },
  ].filter((one) => one.logOdds !== 0)
  const score = probability(total(contributions))
  const names = struck.slice(0, 3).map(({ name }) => name)
  return {
    level: higher(levelOf(score), 'medium'),
    score,
    why: `${struck.length} persons have findings from ${last.src?.ip ?? place}: ${names.join(', ')}${struck.length > 3 ? ' and others' : ''}`,
    events: struck.map(({ event }) => event).sort((one, other) => one.time - other.time),
    contributions,
    subject: { kind: 'source' as const, key: place },
    persons: struck.map(({ person, name }) => ({ person, name })),
    digest: String(struck.length),
  }
}
