/** The shelf: every detection, in the order they speak; those that only raise others come last. */

import type { Detection } from '../detection.ts'
import { burstThenApproval } from './burst-then-approval.ts'
import { numberMismatch } from './number-mismatch.ts'
import { offHoursPrompt } from './off-hours-prompt.ts'
import { otpBruteforce } from './otp-bruteforce.ts'
import { promptRate } from './prompt-rate.ts'
import { pushBurstDenied } from './push-burst-denied.ts'
import { pushBurstUnanswered } from './push-burst-unanswered.ts'
import { pushSpray } from './push-spray.ts'
import { smsVoiceBombing } from './sms-voice-bombing.ts'
import { sourceResponseMismatch } from './source-response-mismatch.ts'
import { userReported } from './user-reported.ts'

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
]
