/** Findings as Microsoft Graph's `riskDetection`, so that tools that read Graph read ours, with our own part under `tocsin`. */
import type { Finding } from './finding.ts'

/** Field for field as Graph's resource; `null` where nothing is known. `additionalInfo` is JSON in a string, as Graph has it. */
export function toRiskDetection(finding: Finding, incident: string | undefined) {
  const { src, person } = finding
  return {
    id: finding.id,
    requestId: finding.events.at(-1)?.id ?? null,
    correlationId: finding.flow ?? null,
    riskEventType: finding.riskEventType,
    riskState: 'atRisk' as const,
    riskLevel: finding.level,
    riskDetail: 'none' as const,
    source: 'Tocsin',
    detectionTimingType: 'realtime' as const,
    activity: 'signin' as const,
    tokenIssuerType: 'AzureAD' as const,
    ipAddress: src?.ip ?? null,
    location: {
      city: src?.city ?? null,
      state: src?.region ?? null,
      countryOrRegion: src?.country ?? null,
      geoCoordinates: { altitude: null, latitude: src?.latitude ?? null, longitude: src?.longitude ?? null },
    },
    activityDateTime: iso(finding.time),
    detectedDateTime: iso(finding.detectedTime),
    lastUpdatedDateTime: iso(finding.updatedTime),
    userId: person.uid ?? person.id,
    userDisplayName: person.displayName ?? person.name,
    userPrincipalName: person.name,
    additionalInfo: JSON.stringify(additional(finding)),
    tocsin: {
      detection: finding.detection,
      title: finding.title,
      why: finding.why,
      score: Math.round(finding.score * 1000) / 1000,
      technique: finding.technique,
      person: person.id,
      others: finding.others.map(({ name }) => name),
      promptsBefore: finding.promptsBefore,
      events: finding.events.map(({ id }) => id),
      incident: incident ?? null,
      simulated: finding.simulated,
    },
  }
}

export type RiskDetection = ReturnType<typeof toRiskDetection>

const additional = ({ src, technique, why, rule }: Finding): { Key: string; Value: unknown }[] => [
  ...(src?.userAgent === undefined ? [] : [{ Key: 'userAgent', Value: src.userAgent }]),
  { Key: 'alertReason', Value: why },
  { Key: 'mitreTechniques', Value: technique.join(',') },
  ...(rule === undefined ? [] : [{ Key: 'mitreTactics', Value: rule.tactics.join(',') }]),
  ...Object.entries(rule?.customDetails ?? {}).map(([Key, values]) => ({ Key, Value: values.length === 1 ? values[0] : values })),
]

const iso = (time: number): string => new Date(time).toISOString()
