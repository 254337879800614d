/** The shelf: published rules to compare with. Add one here, and its proof beside it. */

import type { Comparator } from '../comparator.ts'
import { buffalogs } from './buffalogs.ts'
import { chronicleRejected } from './chronicle-rejected.ts'
import { cloudAiFatigue } from './cloud-ai-fatigue.ts'
import { elasticBombing } from './elastic-bombing.ts'
import { elasticConsent } from './elastic-consent.ts'
import { elasticCookie } from './elastic-cookie.ts'
import { elasticCountries } from './elastic-countries.ts'
import { elasticDevices } from './elastic-devices.ts'
import { elasticEntraGuessing } from './elastic-entra-guessing.ts'
import { elasticGuessingMany } from './elastic-guessing-many.ts'
import { elasticInbox } from './elastic-inbox.ts'
import { elasticRopc } from './elastic-ropc.ts'
import { elasticSprayMany } from './elastic-spray-many.ts'
import { elasticSpraySource } from './elastic-spray-source.ts'
import { elasticStuffing } from './elastic-stuffing.ts'
import { elasticSuccess } from './elastic-success.ts'
import { elasticTravel } from './elastic-travel.ts'
import { oktaSharedPhone } from './okta-shared-phone.ts'
import { oktaVelocity } from './okta-velocity.ts'
import { oktaWorkflow } from './okta-workflow.ts'
import { pantherGuessing } from './panther-guessing.ts'
import { pantherSent } from './panther-sent.ts'
import { pantherSession } from './panther-session.ts'
import { pantherTravel } from './panther-travel.ts'
import { reprise99Aitm } from './reprise99-aitm.ts'
import { reprise99DeviceCode } from './reprise99-device-code.ts'
import { reprise99Method } from './reprise99-method.ts'
import { reprise99Spam } from './reprise99-spam.ts'
import { sentinelSpamming } from './sentinel-spamming.ts'
import { sentinelSpray } from './sentinel-spray.ts'
import { sigmaSingle } from './sigma-single.ts'
import { splunkAdaptive } from './splunk-adaptive.ts'
import { splunkDenied } from './splunk-denied.ts'
import { splunkFailed } from './splunk-failed.ts'
import { splunkSession } from './splunk-session.ts'
import { splunkSpray } from './splunk-spray.ts'

export const comparators: readonly Comparator[] = [
  elasticBombing,
  elasticSuccess,
  splunkDenied,
  splunkFailed,
  oktaWorkflow,
  chronicleRejected,
  sentinelSpamming,
  reprise99Spam,
  pantherSent,
  cloudAiFatigue,
  sigmaSingle,
  elasticSpraySource,
  elasticSprayMany,
  elasticStuffing,
  elasticEntraGuessing,
  elasticGuessingMany,
  sentinelSpray,
  splunkSpray,
  splunkAdaptive,
  pantherGuessing,
  pantherTravel,
  oktaVelocity,
  elasticTravel,
  elasticCountries,
  buffalogs,
  pantherSession,
  elasticCookie,
  splunkSession,
  reprise99Aitm,
  reprise99DeviceCode,
  elasticRopc,
  reprise99Method,
  elasticDevices,
  elasticInbox,
  elasticConsent,
  oktaSharedPhone,
]
