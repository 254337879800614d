/** What Entra's result codes (AADSTS numbers) say of a sign-in, of the password and of a token. */
import type { PasswordEvent, SignInEvent, TokenEvent } from '../../0-event/event.ts'

export interface Meaning {
  readonly signIn: SignInEvent['outcome']
  /** What the code alone proves of the password. */
  readonly password?: PasswordEvent['outcome']
  readonly token?: TokenEvent['what']
}

/** A prompt was sent and not approved. */
export const mfaFailed = '500121'
/** Too many calls or texts: Microsoft sent no more. */
export const telecomLimit = '50088'
/** Locked by wrong passwords, or blocked for the address; only the reason's text tells which. */
const lockedOrBlocked = '50053'

const right = 'right'

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const meanings = new Map<string, Meaning>([
  ['0', { signIn: 'success' }],

  ['50126', { signIn: 'failure', password: 'wrong' }],
  ['50056', { signIn: 'failure', password: 'wrong' }],
  ['50064', { signIn: 'failure', password: 'wrong' }],
  ['50034', { signIn: 'failure', password: 'unknown_user' }],
  ['50144', { signIn: 'failure', password: 'disabled' }],

  // A password step or the code proves the password right, and the sign-in is stopped afterwards.
  ['50055', { signIn: 'interrupted', password: right }],
  ['50057', { signIn: 'blocked', password: right }],
  ['50105', { signIn: 'blocked', password: right }],
  ['50005', { signIn: 'blocked', password: right }],
  ['50129', { signIn: 'blocked', password: right }],
  ['50155', { signIn: 'blocked', password: right }],
  ['53000', { signIn: 'blocked', password: right }],
  ['53001', { signIn: 'blocked', password: right }],
  ['53003', { signIn: 'blocked', password: right }],
  ['50072', { signIn: 'interrupted', password: right }],
  ['50074', { signIn: 'interrupted', password: right }],
  ['50076', { signIn: 'interrupted', password: right }],
  ['50079', { signIn: 'interrupted', password: right }],
  ['50158', { signIn: 'interrupted', password: right }],
  ['50133', { signIn: 'failure', password: right, token: 'revoked' }],
  ['50173', { signIn: 'failure', password: right, token: 'revoked' }],

  ['53002', { signIn: 'blocked' }],
  ['53004', { signIn: 'blocked' }],
  ['53010', { signIn: 'blocked' }],
  ['53011', { signIn: 'blocked' }],
  ['530034', { signIn: 'blocked' }],
  ['530035', { signIn: 'blocked' }],
  ['50131', { signIn: 'blocked' }],
  ['500212', { signIn: 'blocked' }],
  ['500213', { signIn: 'blocked' }],

  ['50078', { signIn: 'interrupted' }],
  ['50097', { signIn: 'interrupted' }],
  ['50135', { signIn: 'interrupted' }],
  ['50140', { signIn: 'interrupted' }],
  ['50058', { signIn: 'interrupted' }],
  ['50125', { signIn: 'interrupted' }],
  ['50199', { signIn: 'interrupted' }],
  ['50089', { signIn: 'interrupted' }],
  ['16000', { signIn: 'interrupted' }],
  ['16003', { signIn: 'interrupted' }],
  ['65001', { signIn: 'interrupted' }],

  ['50132', { signIn: 'failure', token: 'revoked' }],
  ['70008', { signIn: 'failure', token: 'refused' }],
  ['70043', { signIn: 'failure', token: 'refused' }],
  ['700082', { signIn: 'failure', token: 'refused' }],
  ['50196', { signIn: 'failure', token: 'refused' }],
  ['54005', { signIn: 'failure', token: 'reused' }],
  ['70016', { signIn: 'interrupted', token: 'device_code' }],

  // Pass-through authentication. The other 80xxx are faults of the agent or of Active Directory, and say nothing of the password.
  ['80007', { signIn: 'failure', password: 'wrong' }],
  ['80012', { signIn: 'blocked', password: 'blocked' }],
])

const failure: Meaning = { signIn: 'failure' }
const locked: Meaning = { signIn: 'locked', password: 'locked' }
const blocked: Meaning = { signIn: 'blocked', password: 'blocked' }

/** The meaning of a code with the reason logged beside it. A code we do not know is a failure and proves nothing else. */
export function meaningOf(code: string | undefined, reason: string | undefined): Meaning {
  if (code === undefined) return failure
  if (code === lockedOrBlocked) return isForAddress(reason) ? blocked : locked
  return meanings.get(code) ?? failure
}

const isForAddress = (reason: string | undefined): boolean => {
  const words = reason?.toLowerCase() ?? ''
  return words.includes('malicious') || words.includes('ip address')
}

/** Codes for an account that does not exist: what stands in the name field was typed by a person and never checked against the directory. */
const unknownAccount = new Set(['50034', '50056', '50059', '50064', '50014', '50020', '50128', '50197', '51004', '90072', lockedOrBlocked])

export const isUnknownAccount = (code: string | undefined): boolean => code !== undefined && unknownAccount.has(code)

/** The names that the unified audit log gives instead of the code, where it leaves out the number. */
const codesByName = new Map([
  ['InvalidUserNameOrPassword', '50126'],
  ['UserAccountNotFound', '50034'],
  ['IdsLocked', lockedOrBlocked],
  ['UserDisabled', '50057'],
  ['InvalidPasswordExpiredPassword', '50055'],
  ['UserStrongAuthEnrollmentRequiredInterrupt', '50072'],
  ['UserStrongAuthClientAuthNRequiredInterrupt', '50074'],
  ['UserStrongAuthClientAuthNRequired', '50076'],
  ['UserStrongAuthExpired', '50078'],
  ['UserStrongAuthEnrollmentRequired', '50079'],
  ['ExternalSecurityChallenge', '50158'],
  ['DeviceAuthenticationFailed', '50155'],
  ['DeviceNotCompliant', '53000'],
  ['DeviceNotDomainJoined', '53001'],
  ['BlockedByConditionalAccess', '53003'],
  ['KmsiInterrupt', '50140'],
  ['UserInformationNotProvided', '50058'],
  ['DelegationDoesNotExist', '65001'],
  ['SsoArtifactInvalidOrExpired', '50132'],
  ['SsoArtifactRevoked', '50133'],
  ['FreshTokenNeeded', '50173'],
])

export const codeNamed = (name: string | undefined): string | undefined => (name === undefined ? undefined : codesByName.get(name))
