/** Findings and incidents as Microsoft Graph's `security.alert` and `security.incident`, field for field; `null` where nothing is known. */
import type { Finding } from '../3-detect/finding.ts'
import { promptsOne } from './count-prompts.ts'
import { evidenceOf } from './evidence.ts'
import type { Classification, Determination, Incident, Status } from './incident.ts'
import { nextSteps } from './next-steps.ts'
import { phaseOf, subjectOf } from './story.ts'
import { categoryOf } from './techniques.ts'
import { letsIn } from './tell-incident.ts'
import { newWork, type Work } from './work.ts'

/** How an incident stands, as far as Graph tells it. */
export interface Standing extends Work {
  readonly incident: string
  readonly closedBy: string | undefined
  /** When any of it last changed. */
  readonly workedTime: number | undefined
  readonly comments: readonly { readonly by: string; readonly time: number; readonly text: string }[]
}

/** `web` is where the console is, without a slash at the end; undefined where that is not known. */
export function toAlert(finding: Finding, standing: Standing | undefined, web: string | undefined) {
  const { status, assignedTo, classification, determination } = standing ?? newWork
  const worked = standing?.workedTime
  return {
    id: finding.id,
    providerAlertId: finding.id,
    incidentId: standing?.incident ?? null,
    status: alertStatus[status],
    severity: finding.level,
    classification: classification as Classification,
    determination: determination as Determination,
    serviceSource: 'unknown' as const,
    detectionSource: finding.rule === undefined ? ('unknown' as const) : ('scheduledAlerts' as const),
    productName: 'Tocsin',
    detectorId: finding.detection,
    alertPolicyId: null,
    tenantId: finding.events.find(({ tenant }) => tenant !== undefined)?.tenant ?? null,
    title: finding.title,
    description: finding.why,
    recommendedActions: actions(finding),
    category: categoryOf(finding),
    assignedTo: assignedTo ?? null,
    alertWebUrl: link(web, standing?.incident),
    incidentWebUrl: link(web, standing?.incident),
    actorDisplayName: null,
    threatDisplayName: null,
    threatFamilyName: null,
    mitreTechniques: [...finding.technique],
    createdDateTime: iso(finding.detectedTime),
    lastUpdateDateTime: iso(Math.max(finding.updatedTime, worked ?? 0)),
    resolvedDateTime: status === 'closed' && worked !== undefined ? iso(worked) : null,
    firstActivityDateTime: iso(Math.min(finding.time, ...finding.events.map(({ time }) => time))),
    lastActivityDateTime: iso(finding.time),
    comments: (standing?.comments ?? []).map(comment),
    systemTags: finding.simulated ? ['Simulated'] : [],
    additionalData: null,
    customDetails: null,
    evidence: evidenceOf(finding),
  }
}

export function toGraphIncident(incident: Incident, standing: Standing, web: string | undefined) {
  const { status, assignedTo, classification, determination, closedBy, workedTime, comments } = standing
  const closing = status === 'closed' ? comments.at(-1) : undefined
  return {
    id: incident.id,
    tenantId: null,
    status: incident.mergedInto === undefined ? incidentStatus[status] : ('redirected' as const),
    redirectIncidentId: incident.mergedInto ?? null,
    incidentWebUrl: link(web, incident.id),
    displayName: incident.title,
    description: incident.title,
    summary: null,
    severity: incident.level,
    assignedTo: assignedTo ?? null,
    classification: classification as Classification,
    determination: determination as Determination,
    createdDateTime: iso(incident.detectedTime),
    lastUpdateDateTime: iso(Math.max(incident.lastTime, workedTime ?? 0)),
    lastModifiedBy: closedBy ?? null,
    resolvingComment: closing?.text ?? null,
    customTags: incident.campaign === undefined ? [] : [`campaign ${incident.campaign}`],
    systemTags: incident.simulated ? ['Simulated'] : [],
    comments: comments.map(comment),
  }
}

const alertStatus = { new: 'new', active: 'inProgress', closed: 'resolved' } as const satisfies Record<Status, string>
const incidentStatus = { new: 'active', active: 'inProgress', closed: 'resolved' } as const satisfies Record<Status, string>

const comment = ({ by, time, text }: Standing['comments'][number]) => ({
  '@odata.type': '#microsoft.graph.security.alertComment',
  comment: text,
  createdByDisplayName: by,
  createdDateTime: iso(time),
})

function actions(finding: Finding): string {
  const steps = nextSteps(
    {
      subject: subjectOf(finding),
      stage: letsIn(finding) ? 'approved' : finding.detection === 'mfa.user_reported' ? 'reported' : 'noticed',
      phase: phaseOf(finding),
      victims: [],
      sources: [...new Set(finding.events.map(({ source }) => source))],
      prompts: promptsOne(finding.events),
    },
    [finding],
  )
  return steps.map(({ what }, at) => `${at + 1}. ${what}`).join('\n')
}

const link = (web: string | undefined, incident: string | undefined): string | null =>
  web === undefined || incident === undefined ? null : `${web}/#/incidents/${incident}`

const iso = (time: number): string => new Date(time).toISOString()
