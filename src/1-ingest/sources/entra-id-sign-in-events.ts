/** What one sign-in record tells: the password, each MFA prompt, how the sign-in ended, what became of a token, and Microsoft's own doubts. */
import { country } from '../../0-event/country.ts'
import type {
  Endpoint,
  Event,
  PasswordEvent,
  PromptEvent,
  SignInEvent,
  SourceName,
  TokenEvent,
  User,
  VendorRiskEvent,
} from '../../0-event/event.ts'
import type { Refused } from '../source.ts'
import { type Meaning, meaningOf, mfaFailed, telecomLimit } from './entra-id-codes.ts'
import { methodOf, promptOfStatus, readSteps, type SentPrompt, type Steps, statusOutcome } from './entra-id-prompts.ts'
import type { SignIn } from './entra-id-sign-in.ts'
import { isSecret, maskedUser, userOf } from './entra-id-user.ts'
import { booleanOf, numberOf, objectOf, textOf } from './entra-id-values.ts'

/** What the events of one record share. */
interface Shared {
  readonly source: SourceName
  /** What their ids begin with. */
  readonly id: string
  readonly signIn: SignIn
  readonly time: number
  readonly user: User
  readonly app: Event['app']
  readonly src: Endpoint | undefined
}

/** In the order they happened. A sign-in without any name (the browser had no session, 50058) tells of nobody: an empty list. */
export function signInEvents(signIn: SignIn, source: SourceName = 'entra-id'): readonly Event[] | Refused {
  const { time } = signIn
  if (time === undefined)
    return { refused: `The sign-in ${signIn.id} has no time that can be read: createdDateTime must be like 2026-11-02T01:04:11Z.` }
  const user = personOf(signIn)
  if (user === undefined) return []

  const shared: Shared = { source, id: `${source}:${signIn.id}`, signIn, time, user, app: appOf(signIn), src: endpointOf(signIn) }
  const meaning = meaningOf(signIn.code, signIn.reason)
  const steps = readSteps(signIn.steps)
  const prompts = promptsOf(signIn, steps)
  const events: Event[] = []
  const password = passwordOutcome(signIn, meaning, steps)
  if (password !== undefined) events.push(passwordEvent(shared, password, steps.passwordTime ?? time))
  prompts.forEach((prompt, index) => {
    events.push(promptEvent(shared, prompt, index + 1))
  })
  events.push(signInEvent(shared, meaning, steps))
  const token = tokenOf(signIn, meaning)
  if (token !== undefined) events.push(tokenEvent(shared, token))
  return isDoubted(signIn) ? [...events, ...riskEvents(shared)] : events
}

function personOf(signIn: SignIn): User | undefined {
  const { code, uid, name, displayName } = signIn
  return isSecret(code, name ?? displayName) ? { ...maskedUser, uid } : userOf(uid, name, displayName)
}

/** Codes that prove the password right do so where somebody typed one: not in the background, and not where a step says they began otherwise. */
function passwordOutcome(signIn: SignIn, meaning: Meaning, steps: Steps): PasswordEvent['outcome'] | undefined {
  const proven = meaning.password
  if (proven !== undefined && proven !== 'right') return proven
  if (steps.password === 'open') return proven ?? (signIn.code === mfaFailed ? 'right' : undefined)
  if (steps.password !== undefined) return proven ?? steps.password
  return proven !== undefined && !steps.told && signIn.interactive ? proven : undefined
}

/** The prompts of the steps; where they hold none, the one that the status tells of. */
function promptsOf(signIn: SignIn, { prompts }: Steps): readonly SentPrompt[] {
  const { code, details } = signIn
  const method = textOf(signIn.mfa['authMethod'])
  const target = textOf(signIn.mfa['authDetail'])
  const last = prompts.at(-1)
  if (last !== undefined) return last.outcome === 'open' && code === mfaFailed ? [...prompts.slice(0, -1), ended(last, details)] : prompts
  if (code === telecomLimit) return [{ time: undefined, factor: factorOf(method), outcome: 'withheld', numberMatching: undefined, target }]
  const told = promptOfStatus(details, method, target)
  if (code !== mfaFailed) return told === undefined ? [] : [told]
  if (told !== undefined && told.outcome !== 'open') return [told]
  return [{ time: undefined, factor: factorOf(method), outcome: 'unanswered', numberMatching: undefined, target }]
}

/** 500121 is written when it is over: a step that still says "in progress" then ended as the status says, or else without an answer. */
const ended = (prompt: SentPrompt, details: string | undefined): SentPrompt => {
  const outcome = statusOutcome(details)
  if (outcome === undefined || outcome === 'open') return { ...prompt, outcome: 'unanswered' }
  return { ...prompt, outcome, numberMatching: outcome === 'wrong_number' ? true : prompt.numberMatching }
}

function factorOf(method: string | undefined): PromptEvent['factor'] {
  const factor = methodOf(method)
  return factor === 'earlier' || factor === 'unnamed' || factor === 'password' ? 'other' : factor
}

const passwordEvent = ({ source, id, signIn, user, app, src }: Shared, outcome: PasswordEvent['outcome'], time: number): PasswordEvent => ({
  id: `${id}#password`,
  source,
  tenant: signIn.tenant,
  time,
  user,
  app,
  src,
  flow: signIn.flow,
  session: signIn.session,
  kind: 'password',
  outcome,
})

const promptEvent = ({ source, id, signIn, time, user, app, src }: Shared, prompt: SentPrompt, number: number): PromptEvent => ({
  id: `${id}#${number}`,
  source,
  tenant: signIn.tenant,
  time: prompt.time ?? time,
  user,
  app,
  src,
  flow: signIn.flow,
  session: signIn.session,
  kind: 'prompt',
  factor: prompt.factor,
  outcome: prompt.outcome,
  numberMatching: prompt.numberMatching,
  told: prompt.outcome === 'open' ? 'sent' : 'both',
  answeredFrom: prompt.factor === 'push' && prompt.outcome === 'approved' ? phoneOf(signIn) : undefined,
  target: prompt.target,
})

/** It ended when its last step did: `createdDateTime` is when it began. */
const signInEvent = ({ source, id, signIn, time, user, app, src }: Shared, meaning: Meaning, steps: Steps): SignInEvent => ({
  id,
  source,
  tenant: signIn.tenant,
  time: steps.lastTime !== undefined && steps.lastTime > time ? steps.lastTime : time,
  user,
  app,
  src,
  flow: signIn.flow,
  session: signIn.session,
  kind: 'sign_in',
  outcome: meaning.signIn,
  interactive: signIn.interactive,
  proof: proofOf(signIn.requirement),
  legacyProtocol: legacyOf(signIn),
  code: signIn.code,
})

const tokenEvent = ({ source, id, signIn, time, user, app, src }: Shared, what: TokenEvent['what']): TokenEvent => ({
  id: `${id}#token`,
  source,
  tenant: signIn.tenant,
  time,
  user,
  app,
  src,
  flow: signIn.flow,
  session: signIn.session,
  kind: 'token',
  what,
  code: signIn.code,
})

const tokenOf = (signIn: SignIn, meaning: Meaning): TokenEvent['what'] | undefined =>
  meaning.token ?? (signIn.protocol === 'deviceCode' && meaning.signIn === 'success' ? 'device_code' : undefined)

const isDoubted = ({ riskLevel }: SignIn): boolean => riskLevel === 'low' || riskLevel === 'medium' || riskLevel === 'high'

function riskEvents({ source, id, signIn, time, user, app, src }: Shared): readonly VendorRiskEvent[] {
  const named = signIn.risks.filter((risk) => typeof risk === 'string' && risk !== '')
  return (named.length > 0 ? named : ['generic']).map((risk, index) => ({
    id: `${id}#risk${index + 1}`,
    source,
    tenant: signIn.tenant,
    time,
    user,
    app,
    src,
    flow: signIn.flow,
    session: signIn.session,
    kind: 'vendor_risk',
    risk: String(risk),
    level: levelOf(signIn.riskLevel),
    detail: signIn.riskDetail === 'none' ? undefined : signIn.riskDetail,
  }))
}

export const levelOf = (level: string | undefined): VendorRiskEvent['level'] =>
  level === 'low' || level === 'medium' || level === 'high' ? level : 'unknown'

const appOf = ({ appId, appName }: SignIn): Event['app'] =>
  appId === undefined && appName === undefined ? undefined : { uid: appId, name: appName }

/** Where the sign-in happened; undefined where nothing is known of it. */
function endpointOf(signIn: SignIn): Endpoint | undefined {
  const { location, device } = signIn
  const coordinates = objectOf(location['geoCoordinates'])
  const managed = booleanOf(device['isManaged'])
  const compliant = booleanOf(device['isCompliant'])
  const endpoint: Endpoint = {
    ip: signIn.ip,
    asn: signIn.asn,
    asnName: undefined,
    country: country(signIn.country),
    region: textOf(location['state']),
    city: textOf(location['city']),
    latitude: numberOf(coordinates['latitude']),
    longitude: numberOf(coordinates['longitude']),
    userAgent: signIn.userAgent,
    os: textOf(device['operatingSystem']),
    browser: textOf(device['browser']),
    deviceId: textOf(device['deviceId']),
    managed: managed === true || compliant === true ? true : (managed ?? compliant),
    proxy: undefined,
  }
  return isKnown(endpoint) ? endpoint : undefined
}

/** Spelt out, since this runs for every sign-in. */
const isKnown = ({ ip, country: place, region, city, userAgent, os, browser, deviceId, managed, asn, latitude }: Endpoint): boolean =>
  (ip ?? place ?? region ?? city ?? userAgent ?? os ?? browser ?? deviceId ?? managed ?? asn ?? latitude) !== undefined

/** Only the table of interactive sign-ins has a column for it. */
function phoneOf({ answering, interactive }: SignIn): Endpoint | undefined {
  if (!interactive) return undefined
  const phone = { os: textOf(answering['operatingSystem']), deviceId: textOf(answering['deviceId']) }
  return phone.os === undefined && phone.deviceId === undefined ? undefined : phone
}

function proofOf(requirement: string | undefined): SignInEvent['proof'] {
  if (requirement === 'singleFactorAuthentication') return 'single'
  return requirement === 'multiFactorAuthentication' ? 'multi' : undefined
}

/** Everything but a browser and an app with modern authentication: IMAP, POP, SMTP, Exchange ActiveSync … take a password and no more. */
function legacyOf({ clientApp, protocol }: SignIn): string | undefined {
  if (protocol === 'ropc') return protocol
  if (clientApp === undefined || clientApp === 'Browser' || clientApp === 'Mobile Apps and Desktop clients') return undefined
  const lower = clientApp.toLowerCase()
  return lower === 'browser' || lower === 'mobile apps and desktop clients' ? undefined : clientApp
}
