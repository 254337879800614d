/** The shelf: published rules to compare with. Add one here, and its proof beside it. */

import type { Comparator } from '../comparator.ts'
import { chronicleRejected } from './chronicle-rejected.ts'
import { cloudAiFatigue } from './cloud-ai-fatigue.ts'
import { elasticBombing } from './elastic-bombing.ts'
import { elasticSuccess } from './elastic-success.ts'
import { oktaWorkflow } from './okta-workflow.ts'
import { pantherSent } from './panther-sent.ts'
import { reprise99Spam } from './reprise99-spam.ts'
import { sentinelSpamming } from './sentinel-spamming.ts'
import { sigmaSingle } from './sigma-single.ts'
import { splunkDenied } from './splunk-denied.ts'
import { splunkFailed } from './splunk-failed.ts'

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
]
