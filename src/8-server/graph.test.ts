/** Our Graph answers fit Microsoft's own type definitions: where Microsoft moves, this fails first. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RiskDetection, SecurityNamespace } from '@microsoft/microsoft-graph-types'
import type { SignIn } from '@microsoft/microsoft-graph-types-beta'
import type { Finding } from '../3-detect/finding.ts'
import { toRiskDetection } from '../3-detect/graph.ts'
import { toAlert, toGraphIncident } from '../4-risk/graph.ts'
import { createIncidents } from '../4-risk/incidents.ts'
import { riskDetections } from './risk-detections.ts'
import { alerts, incidents } from './security.ts'
import { signIns, toSignIn } from './sign-ins.ts'

const finding: Finding = {
  id: 'f',
  detection: 'mfa.push_burst_denied',
  title: 'A burst',
  why: 'Three refused',
  level: 'high',
  score: 0.93,
  technique: ['T1621'],
  riskEventType: 'generic',
  person: { id: 'ada@example.com', name: 'ada@example.com', displayName: 'Ada', uid: '00u1' },
  others: [],
  time: 1_793_581_200_000,
  detectedTime: 1_793_581_200_000,
  updatedTime: 1_793_581_260_000,
  src: { ip: '203.0.113.9', country: 'NL', city: 'Utrecht', latitude: 52, longitude: 5 },
  app: undefined,
  flow: undefined,
  events: [],
  followed: [],
  promptsBefore: 2,
  simulated: false,
}

test('a finding is a riskDetection as Graph has it', () => {
  const { tocsin, ...graph } = toRiskDetection(finding, 'incident')
  const typed = graph satisfies RiskDetection
  assert.equal(typed.activityDateTime, '2026-11-02T01:00:00.000Z')
  assert.equal(tocsin.incident, 'incident')
  assert.deepEqual(
    riskDetections.properties.filter((name) => !(name in { ...graph, tocsin })),
    [],
    'what can be selected is there',
  )
})

/** Microsoft's names, checked by the compiler. */
const names = [
  'id',
  'createdDateTime',
  'userDisplayName',
  'userPrincipalName',
  'userId',
  'appId',
  'appDisplayName',
  'ipAddress',
  'clientAppUsed',
  'correlationId',
  'conditionalAccessStatus',
  'riskDetail',
  'riskLevelAggregated',
  'riskLevelDuringSignIn',
  'riskState',
  'resourceDisplayName',
  'resourceId',
  'authenticationRequirement',
  'userAgent',
  'incomingTokenType',
  'originalRequestId',
  'sessionId',
  'signInIdentifier',
  'signInIdentifierType',
  'tokenIssuerType',
  'uniqueTokenIdentifier',
  'crossTenantAccessType',
  'homeTenantId',
  'isInteractive',
  'autonomousSystemNumber',
  'status',
  'deviceDetail',
  'location',
  'riskEventTypes_v2',
  'appliedConditionalAccessPolicies',
  'authenticationDetails',
  'authenticationProcessingDetails',
  'authenticationRequirementPolicies',
  'mfaDetail',
  'sessionLifetimePolicies',
  'networkLocationDetails',
] as const satisfies readonly (keyof SignIn)[]

test('a sign-in has the properties of Graph, in its letters', () => {
  const signIn = toSignIn({
    id: 's',
    created: 1_793_581_200_000,
    UserPrincipalName: 'ada@example.com',
    Status: '{"errorCode":50126}',
    LocationDetails: { city: 'Utrecht' },
  })
  // v1.0 has riskEventTypes, which beta has dropped.
  assert.deepEqual(new Set(Object.keys(signIn)), new Set([...names, 'riskEventTypes']))
  assert.deepEqual(new Set(signIns.properties), new Set([...names, 'riskEventTypes']))
  assert.deepEqual(signIn['status'], { errorCode: 50126, failureReason: null, additionalDetails: null })
  assert.deepEqual(signIn['location'], { city: 'Utrecht' })
  assert.deepEqual(signIn['authenticationDetails'], [])
  assert.equal(signIn['createdDateTime'], '2026-11-02T01:00:00.000Z')
})

const standing = {
  incident: 'i',
  status: 'closed',
  assignedTo: 'grace',
  classification: 'truePositive',
  determination: 'compromisedAccount',
  closedBy: 'grace',
  workedTime: 1_793_581_300_000,
  comments: [{ by: 'grace', time: 1_793_581_290_000, text: 'New password.' }],
} as const

test('a finding is an alert as Graph has it, with evidence of each kind', () => {
  const base = { source: 'entra-id', time: finding.time, user: { name: 'ada@example.com' } } as const
  const rule = {
    ...base,
    id: 'r',
    kind: 'change',
    what: 'inbox_rule',
    outcome: 'success',
    operation: 'New-InboxRule',
    target: '.',
  } as const
  const signIn = { ...base, id: 's', kind: 'sign_in', outcome: 'success', interactive: true, app: { name: 'Mail' } } as const
  const src = { ...finding.src, deviceId: 'd', os: 'Windows' }
  const alert = toAlert({ ...finding, events: [{ ...signIn, src }, rule] }, standing, 'https://tocsin.example')
  const typed = alert satisfies SecurityNamespace.Alert
  assert.deepEqual(new Set(alerts.properties), new Set(Object.keys(typed)), 'what can be selected is there, and nothing else')
  assert.deepEqual([typed.status, typed.resolvedDateTime, typed.category], ['resolved', '2026-11-02T01:01:40.000Z', 'CredentialAccess'])
  assert.equal(typed.incidentWebUrl, 'https://tocsin.example/#/incidents/i')
  assert.match(typed.recommendedActions, /^1\. .+\n2\. /)
  assert.deepEqual(
    typed.evidence.map((one) => [one['@odata.type'], ...one.roles]),
    [
      ['#microsoft.graph.security.userEvidence', 'attacked'],
      ['#microsoft.graph.security.ipEvidence', 'attacker'],
      ['#microsoft.graph.security.cloudApplicationEvidence', 'contextual'],
      ['#microsoft.graph.security.deviceEvidence', 'contextual'],
      ['#microsoft.graph.security.mailboxEvidence', 'created'],
    ],
  )
  const [user, ip] = typed.evidence
  assert.ok(user !== undefined && ip !== undefined)
  assert.deepEqual('userAccount' in user ? (user.userAccount satisfies SecurityNamespace.UserAccount) : undefined, {
    accountName: 'ada',
    domainName: 'example.com',
    userSid: null,
    azureAdUserId: '00u1',
    userPrincipalName: 'ada@example.com',
    displayName: 'Ada',
  })
  assert.deepEqual('location' in ip ? (ip.location satisfies SecurityNamespace.GeoLocation | null) : undefined, {
    countryName: 'Netherlands',
    state: null,
    city: 'Utrecht',
    latitude: 52,
    longitude: 5,
  })
})

test('an incident is one as Graph has it; one that went into another says where', () => {
  const [incident] = createIncidents().add(finding)
  assert.ok(incident !== undefined)
  const typed = toGraphIncident(incident, standing, undefined) satisfies SecurityNamespace.Incident
  assert.deepEqual(new Set(incidents.properties), new Set(Object.keys(typed)))
  assert.deepEqual([typed.status, typed.assignedTo, typed.incidentWebUrl], ['resolved', 'grace', null])
  assert.deepEqual([typed.resolvingComment, typed.comments[0]?.createdByDisplayName], ['New password.', 'grace'])
  const gone = toGraphIncident({ ...incident, mergedInto: 'other' }, standing, undefined)
  assert.deepEqual([gone.status, gone.redirectIncidentId], ['redirected', 'other'])
  const fresh = { ...standing, status: 'new', comments: [], workedTime: undefined } as const
  assert.deepEqual([toGraphIncident(incident, fresh, undefined).status, toAlert(finding, fresh, undefined).status], ['active', 'new'])
  assert.equal(toAlert(finding, undefined, undefined).incidentId, null)
})
