/** Stories for detections: places, then lines of `day 21 01:00 ada push-denied night`, read as events. */
import type {
  ChangeDetail,
  ChangeEvent,
  Endpoint,
  EnrolmentEvent,
  Event,
  Factor,
  PasswordEvent,
  PromptOutcome,
  SignInEvent,
  SourceName,
  TokenEvent,
  User,
} from '../src/0-event/event.ts'
import { dayMs, hourMs, minuteMs, secondMs } from '../src/0-event/time.ts'

/** Day 0 of every story: a Monday. */
export const storyStart = Date.UTC(2026, 0, 5)

/**
 * A line is `name = ADDRESS [ASn] [CC] [System/Browser] [device:ID] [at:LAT,LON] [within:KM] [agent:TEXT_WITH_UNDERSCORES] [managed] [proxy]` for a place, or
 * `day D[..E] HH:MM[:SS] WHO WORD PLACE [key:value …]` for an event on one day or each of several (`-` for no place). WHO is a name, read as
 * an e-mail at example.com, or has its own domain; `duo/ada` names the provider, `WHO*20` is twenty of them (`user1` …). WORD is
 * - `signs-in`: a push approved and the sign-in; `enters`: the sign-in alone, `renews`: one without a person; `fails`, `interrupted`, `blocked`,
 *   `locked-out`: one that was not completed; with `proof:single`, `protocol:ROPC`, `code:50199`, `session:s1`;
 * - `password-right`, `password-wrong`, `password-unknown_user`, …; `reports`;
 * - a factor and an outcome: `push-denied`, `sms-open`, `otp-wrong_code`;
 * - `token-reused`, `token-device_code`, …; `method-added`, `method-reset`, … with `factor:sms`, `by:bob`, `key:phone:+1…`, `to:TARGET`;
 * - `change-password_reset`, `change-inbox_rule`, … with `by:bob`, `to:TARGET`, `op:OPERATION`, `outcome:failure`, and of the detail
 *   `scopes:Mail.Read,offline_access`, `forwardTo:…`, `moveTo:…`, `words:…`, `deletes`, `os:…`, `osVersion:…`, `deviceId:…`, `area:…`, `weakens:number_matching_off`, `consentFor:…`;
 * - `risk-NAME` with `level:high`: the provider's verdict.
 * Underscores in values are spaces where a value is a text (`to`, `op`, `app`, `agent`, `moveTo`, `weakens`).
 */
export function readStory(text: string): Event[] {
  const places = new Map<string, Endpoint>()
  const events: Event[] = []
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('//')) continue
    const place = /^(\S+) = (.+)$/.exec(line)
    if (place?.[1] !== undefined && place[2] !== undefined) places.set(place[1], readPlace(place[2]))
    else events.push(...readLine(line, at, places))
  }
  return events.sort((one, other) => one.time - other.time)
}

function readPlace(text: string): Endpoint {
  const found: Record<string, unknown> = {}
  for (const word of text.split(' ')) {
    if (/^AS\d+$/.test(word)) found['asn'] = Number(word.slice(2))
    else if (/^[A-Z]{2}$/.test(word)) found['country'] = word
    else if (word === 'proxy' || word === 'managed') found[word] = true
    else if (word.startsWith('within:')) found['accuracyKm'] = Number(word.slice(7))
    else if (word.startsWith('agent:')) found['userAgent'] = spaced(word.slice(6))
    else if (word.startsWith('device:')) found['deviceId'] = word.slice(7)
    else if (word.startsWith('at:')) [found['latitude'], found['longitude']] = word.slice(3).split(',').map(Number)
    else if (word.includes('/')) [found['os'], found['browser']] = word.split('/')
    else found['ip'] = word
  }
  return found
}

const lineForm = /^day (\d+)(?:\.\.(\d+))? (\d\d):(\d\d)(?::(\d\d))? (\S+) (\S+)(?: (.*))?$/

function readLine(line: string, at: number, places: ReadonlyMap<string, Endpoint>): Event[] {
  const parts = lineForm.exec(line)
  if (parts === null) throw new SyntaxError(`Line ${at + 1} of the story is neither a place nor an event: ${line}`)
  const [, from, to = from, hour, minute, second = '0', who = '', word = '', rest = ''] = parts
  const [place = '', ...details] = rest.split(' ')
  const src = places.get(place)
  if (place !== '' && place !== '-' && src === undefined)
    throw new SyntaxError(`Line ${at + 1} of the story names no place we know: ${place}`)
  const clock = Number(hour) * hourMs + Number(minute) * minuteMs + Number(second) * secondMs
  const days = Array.from({ length: Number(to) - Number(from) + 1 }, (_, more) => Number(from) + more)
  return days.flatMap((day) =>
    everybody(who).flatMap((one, nth) =>
      happen(
        {
          time: storyStart + day * dayMs + clock + nth * secondMs,
          who: one,
          word,
          src,
          details,
          id: `${at + 1}-${day}${nth === 0 ? '' : `-${nth}`}`,
        },
        places,
      ),
    ),
  )
}

interface Happening {
  readonly time: number
  readonly who: string
  readonly word: string
  readonly src: Endpoint | undefined
  readonly details: readonly string[]
  readonly id: string
}

/** `user*3` → `user1`, `user2`, `user3`, a second apart. */
function everybody(who: string): readonly string[] {
  const [name = '', count] = who.split('*')
  return count === undefined ? [who] : Array.from({ length: Number(count) }, (_, nth) => `${name}${nth + 1}`)
}

const spaced = (text: string): string => text.replaceAll('_', ' ')

const mailOf = (account: string): string => (account.includes('@') ? account : `${account}@example.com`)
const userOf = (account: string): User =>
  account.startsWith('bare:') ? { name: account.slice(5) } : { name: mailOf(account), email: mailOf(account) }

type Detail = (key: string) => string | undefined
type Common = Pick<SignInEvent, 'id' | 'source' | 'time' | 'user' | 'app' | 'src' | 'flow' | 'session'>

function happen({ time, who, word, src, details, id }: Happening, places: ReadonlyMap<string, Endpoint>): Event[] {
  const [source, account] = who.includes('/') ? (who.split('/') as [SourceName, string]) : (['entra-id', who] as const)
  const detail: Detail = (key) => details.find((one) => one.startsWith(`${key}:`))?.slice(key.length + 1)
  const app = detail('app')
  const common: Common = {
    id: `${source}:${detail('id') ?? id}`,
    source,
    time,
    user: userOf(account),
    app: { name: app === undefined ? 'Mail' : spaced(app) },
    src,
    flow: detail('flow') ?? `flow-${id}`,
    session: detail('session'),
  }
  const answeredFrom = places.get(detail('phone') ?? '')
  const prompt = (factor: Factor, outcome: PromptOutcome): Event => ({
    ...common,
    kind: 'prompt',
    factor,
    outcome,
    told: (detail('told') ?? 'both') as 'both',
    answeredFrom,
    target: detail('to'),
  })
  if (word === 'signs-in')
    return [prompt('push', 'approved'), signIn({ ...common, id: `${common.id}#s` }, 'success', true, detail, 'multi')]
  if (word === 'reports') return [{ ...common, kind: 'report', what: 'fraud' }]
  const outcome = signInWords[word]
  if (outcome !== undefined) return [signIn(common, outcome, word !== 'renews', detail)]
  const dash = word.indexOf('-')
  const [first, rest] = [word.slice(0, dash), word.slice(dash + 1)]
  if (first === 'password') return [{ ...common, kind: 'password', outcome: rest as PasswordEvent['outcome'] }]
  if (first === 'token') return [{ ...common, kind: 'token', what: rest as TokenEvent['what'], code: detail('code') }]
  if (first === 'method') return [enrolment(common, rest as EnrolmentEvent['what'], detail)]
  if (first === 'change') return [change(common, rest as ChangeEvent['what'], detail, details)]
  if (first === 'risk') return [{ ...common, kind: 'vendor_risk', risk: rest, level: (detail('level') ?? 'medium') as 'medium' }]
  return [prompt(first as Factor, rest as PromptOutcome)]
}

const signInWords: Readonly<Record<string, SignInEvent['outcome']>> = {
  enters: 'success',
  renews: 'success',
  fails: 'failure',
  interrupted: 'interrupted',
  blocked: 'blocked',
  'locked-out': 'locked',
}

const signIn = (
  common: Common,
  outcome: SignInEvent['outcome'],
  interactive: boolean,
  detail: Detail,
  proof = detail('proof') as SignInEvent['proof'],
): SignInEvent => ({ ...common, kind: 'sign_in', outcome, interactive, proof, legacyProtocol: detail('protocol'), code: detail('code') })

const byOf = (detail: Detail): User | undefined => {
  const by = detail('by')
  return by === undefined ? undefined : userOf(by)
}

const enrolment = (common: Common, what: EnrolmentEvent['what'], detail: Detail): EnrolmentEvent => ({
  ...common,
  kind: 'enrolment',
  what,
  factor: (detail('factor') ?? 'push') as Factor,
  by: byOf(detail),
  target: detail('to'),
  methodKey: detail('key'),
})

const change = (common: Common, what: ChangeEvent['what'], detail: Detail, details: readonly string[]): ChangeEvent => ({
  ...common,
  kind: 'change',
  what,
  outcome: (detail('outcome') ?? 'success') as 'success',
  by: byOf(detail),
  target: detail('to') === undefined ? undefined : spaced(detail('to') ?? ''),
  operation: spaced(detail('op') ?? what),
  detail: changeDetail(detail, details),
})

function changeDetail(detail: Detail, details: readonly string[]): ChangeDetail | undefined {
  const found: Record<string, unknown> = {}
  for (const key of ['scopes', 'forwardTo', 'words']) if (detail(key) !== undefined) found[key] = detail(key)?.split(',')
  for (const key of ['os', 'osVersion', 'deviceId', 'area', 'consentFor']) if (detail(key) !== undefined) found[key] = detail(key)
  for (const key of ['moveTo', 'weakens']) if (detail(key) !== undefined) found[key] = spaced(detail(key) ?? '')
  for (const key of ['deletes', 'marksRead']) if (details.includes(key)) found[key] = true
  return Object.keys(found).length === 0 ? undefined : found
}

/** `day 21 01:02 ada@example.com mfa.push_burst_denied medium at prompt 2`, for comparing. */
export function tellDay(time: number): string {
  const day = Math.floor((time - storyStart) / dayMs)
  return `day ${day} ${new Date(time).toISOString().slice(11, 16)}`
}
