/** Our Graph answers fit Microsoft's own type definitions: where Microsoft moves, this fails first. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RiskDetection } from '@microsoft/microsoft-graph-types'
import type { SignIn } from '@microsoft/microsoft-graph-types-beta'
import type { Finding } from '../3-detect/finding.ts'
import { toRiskDetection } from '../3-detect/graph.ts'
import { riskDetections } from './risk-detections.ts'
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
