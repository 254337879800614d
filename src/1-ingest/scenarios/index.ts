/** The shelf: ordinary life, and every attack that can be played upon it. Add a scenario here, and its story beside it. */
import type { Scenario } from '../scenario.ts'
import { accountEnabled } from './account-enabled.ts'
import { aitm } from './aitm.ts'
import { all } from './all.ts'
import { bruteForce } from './brute-force.ts'
import { bruteSpread } from './brute-spread.ts'
import { callBombing } from './call-bombing.ts'
import { cisco2022 } from './cisco-2022.ts'
import { consoleElsewhere } from './console-elsewhere.ts'
import { credStuffing } from './cred-stuffing.ts'
import { crossProvider } from './cross-provider.ts'
import { deviceBurst } from './device-burst.ts'
import { deviceCode } from './device-code.ts'
import { dormantWoken } from './dormant-woken.ts'
import { downgrade } from './downgrade.ts'
import { fastpassRefused } from './fastpass-refused.ts'
import { federation } from './federation.ts'
import { flightMode } from './flight-mode.ts'
import { fraudReport } from './fraud-report.ts'
import { helpDeskCall } from './help-desk-call.ts'
import { illicitConsent } from './illicit-consent.ts'
import { impersonation } from './impersonation.ts'
import { impossibleTrip } from './impossible-trip.ts'
import { lapsus } from './lapsus.ts'
import { legacyPassword } from './legacy-password.ts'
import { lockoutWave } from './lockout-wave.ts'
import { mailFraud } from './mail-fraud.ts'
import { methodAdded } from './method-added.ts'
import { mfaExemptApp } from './mfa-exempt-app.ts'
import { newCountry } from './new-country.ts'
import { nextDoor } from './next-door.ts'
import { nightAsking } from './night-asking.ts'
import { noticeDeleted } from './notice-deleted.ts'
import { numberAbuse } from './number-abuse.ts'
import { ordinaryLife } from './ordinary-life.ts'
import { otpGuessing } from './otp-guessing.ts'
import { passesIssued } from './passes-issued.ts'
import { passwordSpray } from './password-spray.ts'
import { policyWeakened } from './policy-weakened.ts'
import { quietNeighbour } from './quiet-neighbour.ts'
import { refreshReuse } from './refresh-reuse.ts'
import { selfService } from './self-service.ts'
import { sessionReplay } from './session-replay.ts'
import { sharedNumber } from './shared-number.ts'
import { shortBurst } from './short-burst.ts'
import { slowBurn } from './slow-burn.ts'
import { smsFlood } from './sms-flood.ts'
import { spray } from './spray.ts'
import { sprayBotnet } from './spray-botnet.ts'
import { spraySlow } from './spray-slow.ts'
import { spraySubnet } from './spray-subnet.ts'
import { uber2022 } from './uber-2022.ts'
import { vishing } from './vishing.ts'

const parts: readonly Scenario[] = [
  lapsus,
  uber2022,
  shortBurst,
  cisco2022,
  slowBurn,
  numberAbuse,
  callBombing,
  smsFlood,
  otpGuessing,
  spray,
  crossProvider,
  nextDoor,
  vishing,
  fraudReport,
  passwordSpray,
  spraySubnet,
  sprayBotnet,
  spraySlow,
  credStuffing,
  bruteForce,
  bruteSpread,
  lockoutWave,
  newCountry,
  impossibleTrip,
  aitm,
  sessionReplay,
  refreshReuse,
  deviceCode,
  legacyPassword,
  mfaExemptApp,
  fastpassRefused,
  quietNeighbour,
  dormantWoken,
  methodAdded,
  sharedNumber,
  helpDeskCall,
  selfService,
  downgrade,
  passesIssued,
  deviceBurst,
  mailFraud,
  noticeDeleted,
  illicitConsent,
  policyWeakened,
  federation,
  consoleElsewhere,
  accountEnabled,
  impersonation,
  nightAsking,
  flightMode,
]

export const scenarios: readonly Scenario[] = [ordinaryLife, ...parts, all(parts)]

/** The scenario with this name; undefined where there is none. */
export const scenarioNamed = (name: string): Scenario | undefined => scenarios.find((scenario) => scenario.name === name)
