/** What Okta itself doubts: ThreatInsight, adaptive risk and Identity Threat Protection. */
import type { VendorRiskEvent } from '../../0-event/event.ts'
import { boolean, isObject, text, unfold } from '../../0-event/json.ts'
import type { OktaRecord } from './okta-record.ts'
import type { Draft } from './told.ts'

/** `user.risk.detect` and `user.risk.change`: `risk` is "{detectionName=…, reasons=…, level=HIGH}". */
export const userRisk = (record: OktaRecord): readonly Draft[] => {
  const risk = text(record.debug, 'risk')
  return [
    {
      kind: 'vendor_risk',
      risk: part(risk, 'detectionName') ?? record.type,
      level: levelOf(part(risk, 'level') ?? text(record.debug, 'riskLevel')),
      detail: part(risk, 'reasons') ?? record.reason,
    },
  ]
}

/** `security.threat.detected` and `security.attack.start`: the reason names the attack, `threatDetections` how sure Okta is. */
export const threat = (record: OktaRecord): readonly Draft[] => [
  {
    kind: 'vendor_risk',
    risk: record.reason ?? record.type,
    level: highest(record) ?? 'medium',
    detail: `${record.type}: ${record.result}`,
  },
]

/** The doubts a sign-in carries along: its own risk above low, and an address ThreatInsight suspects. */
export function doubts(record: OktaRecord): readonly Draft[] {
  const drafts: Draft[] = []
  const risk = text(record.debug, 'risk')
  const level = levelOf(part(risk, 'level') ?? text(record.debug, 'riskLevel'))
  if (level === 'high' || level === 'medium') {
    drafts.push({ kind: 'vendor_risk', risk: 'sign_in_risk', level, detail: part(risk, 'reasons') ?? text(record.debug, 'riskReasons') })
  }
  if (boolean(record.debug, 'threatSuspected') === true) {
    drafts.push({ kind: 'vendor_risk', risk: 'threat_suspected', level: highest(record) ?? 'medium', detail: detections(record) })
  }
  return drafts
}

const levels: ReadonlyMap<string, VendorRiskEvent['level']> = new Map([
  ['LOW', 'low'],
  ['MEDIUM', 'medium'],
  ['HIGH', 'high'],
])

const levelOf = (word: string | undefined): VendorRiskEvent['level'] => levels.get(word?.toUpperCase() ?? '') ?? 'unknown'

/** The highest level in `threatDetections`, `{"Password Spray":"HIGH"}`. */
function highest(record: OktaRecord): VendorRiskEvent['level'] | undefined {
  const found = unfold(record.debug['threatDetections'])
  const all = isObject(found) ? Object.values(found).map((level) => levelOf(typeof level === 'string' ? level : undefined)) : []
  return (['high', 'medium', 'low'] as const).find((level) => all.includes(level))
}

const detections = (record: OktaRecord): string | undefined => {
  const found = unfold(record.debug['threatDetections'])
  return isObject(found) ? Object.keys(found).slice(0, 5).join(', ') : undefined
}

/** The value behind `key=` in Java's way of writing a map; a list's commas belong to it. */
function part(map: string | undefined, key: string): string | undefined {
  if (map === undefined || map.length > 2000) return undefined
  const start = map.indexOf(`${key}=`)
  if (start === -1) return undefined
  const rest = map.slice(start + key.length + 1)
  const next = /, \w+=|\}$/.exec(rest)
  const value = (next === null ? rest : rest.slice(0, next.index)).trim()
  return value === '' ? undefined : value
}
