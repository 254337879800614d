/** The shelf: every detection, in the order they speak; those that only raise others come last. */

import type { Detection } from '../detection.ts'
import { concurrentCountries } from './geo-concurrent-countries.ts'
import { impossibleTravel } from './geo-impossible-travel.ts'
import { newCountry } from './geo-new-country.ts'
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
import { newDeviceIpAsn } from './rba-new-device-ip-asn.ts'
import { unfamiliar } from './rba-unfamiliar.ts'

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
  offHoursPrompt,
  impossibleTravel,
  newCountry,
  concurrentCountries,
  newDeviceIpAsn,
  unfamiliar,
]
