/** The shelf: every detection, in the order they speak; those that only raise others come last. */

import type { Detection } from '../detection.ts'
import { dormantReturn } from './account-dormant-return.ts'
import { adminNewBehaviour } from './admin-new-behaviour.ts'
import { aitmPattern } from './aitm-pattern.ts'
import { phishingResistantRefused } from './aitm-phishing-resistant-refused.ts'
import { legacyRopc } from './auth-legacy-ropc.ts'
import { bypassSingleFactor } from './auth-mfa-bypass-single-factor.ts'
import { registrationBurst } from './device-registration-burst.ts'
import { disabledOrBypass } from './factor-disabled-or-bypass.ts'
import { downgradeAfterReset } from './factor-downgrade-after-reset.ts'
import { enrolledAfterRisk } from './factor-enrolled-after-risk.ts'
import { sharedFactor } from './factor-shared.ts'
import { concurrentCountries } from './geo-concurrent-countries.ts'
import { impossibleTravel } from './geo-impossible-travel.ts'
import { newCountry } from './geo-new-country.ts'
import { resetThenSignin } from './helpdesk-reset-then-signin.ts'
import { mfaNoticeDeleted } from './mailbox-mfa-notice-deleted.ts'
import { mailboxRule } from './mailbox-rule.ts'
import { burstThenApproval } from './mfa-burst-then-approval.ts'
import { numberMismatch } from './mfa-number-mismatch.ts'
import { offHoursPrompt } from './mfa-off-hours-prompt.ts'
import { otpBruteforce } from './mfa-otp-bruteforce.ts'
import { promptRate } from './mfa-prompt-rate.ts'
import { pushBurstDenied } from './mfa-push-burst-denied.ts'
import { pushBurstUnanswered } from './mfa-push-burst-unanswered.ts'
import { pushSpray } from './mfa-push-spray.ts'
import { smsVoiceBombing } from './mfa-sms-voice-bombing.ts'
import { sourceResponseMismatch } from './mfa-source-response-mismatch.ts'
import { userReported } from './mfa-user-reported.ts'
import { anonymizer } from './net-anonymizer.ts'
import { hostingAsn } from './net-hosting-asn.ts'
import { maliciousIp } from './net-malicious-ip.ts'
import { deviceCode } from './oauth-device-code.ts'
import { illicitConsent } from './oauth-illicit-consent.ts'
import { policyWeakened } from './policy-weakened.ts'
import { bruteforceUser } from './pwd-bruteforce-user.ts'
import { credentialStuffing } from './pwd-credential-stuffing.ts'
import { leaked } from './pwd-leaked.ts'
import { lockoutWave } from './pwd-lockout-wave.ts'
import { sprayDistributed } from './pwd-spray-distributed.ts'
import { sprayLowSlow } from './pwd-spray-low-slow.ts'
import { spraySingleSource } from './pwd-spray-single-source.ts'
import { successAfterAttack } from './pwd-success-after-attack.ts'
import { newDeviceIpAsn } from './rba-new-device-ip-asn.ts'
import { unfamiliar } from './rba-unfamiliar.ts'
import { compoundUser } from './risk-compound-user.ts'
import { tenantCampaign } from './risk-tenant-campaign.ts'
import { sessionReplay } from './session-replay.ts'
import { ssprUnknownIp } from './sspr-unknown-ip.ts'
import { refreshReuse } from './token-refresh-reuse.ts'
import { vendorPassthrough } from './vendor-passthrough.ts'

export const detections: readonly Detection[] = [
  userReported,
  pushBurstDenied,
  pushBurstUnanswered,
  burstThenApproval,
  numberMismatch,
  pushSpray,
  promptRate,
  otpBruteforce,
  smsVoiceBombing,
  sourceResponseMismatch,
  successAfterAttack,
  spraySingleSource,
  sprayDistributed,
  credentialStuffing,
  sprayLowSlow,
  bruteforceUser,
  lockoutWave,
  offHoursPrompt,
  impossibleTravel,
  newCountry,
  concurrentCountries,
  newDeviceIpAsn,
  unfamiliar,
  anonymizer,
  maliciousIp,
  hostingAsn,
  leaked,
  enrolledAfterRisk,
  downgradeAfterReset,
  sharedFactor,
  disabledOrBypass,
  resetThenSignin,
  ssprUnknownIp,
  registrationBurst,
  mailboxRule,
  mfaNoticeDeleted,
  adminNewBehaviour,
  policyWeakened,
  dormantReturn,
  vendorPassthrough,
  phishingResistantRefused,
  aitmPattern,
  sessionReplay,
  refreshReuse,
  deviceCode,
  legacyRopc,
  bypassSingleFactor,
  illicitConsent,
  compoundUser,
  tenantCampaign,
]
