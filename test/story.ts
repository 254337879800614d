/** Stories for detections: places, then lines of `day 21 01:00 ada push-denied night`, read as events. */
import type { Endpoint, Event, Factor, PromptOutcome, SourceName } from '../src/0-event/event.ts'
import { dayMs, hourMs, minuteMs, secondMs } from '../src/0-event/time.ts'

/** Day 0 of every story: a Monday. */
export const storyStart = Date.UTC(2026, 0, 5)

/**
 * A line is `name = ADDRESS [ASn] [CC] [System/Browser] [device:ID] [at:LAT,LON] [proxy]` for a place, or
 * `day D[..E] HH:MM[:SS] WHO WORD PLACE [key:value …]` for an event on one day or each of several. WHO is a name, read as an e-mail at
 * example.com, or has its own domain; `duo/ada` names the provider. WORD is `signs-in`, `password-right`, `password-wrong`, `reports`, or a
 * factor and an outcome: `push-denied`, `sms-open`, `otp-wrong_code`.
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
    else if (word === 'proxy') found['proxy'] = true
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
  if (place !== '' && src === undefined) throw new SyntaxError(`Line ${at + 1} of the story names no place we know: ${place}`)
  const clock = Number(hour) * hourMs + Number(minute) * minuteMs + Number(second) * secondMs
  const days = Array.from({ length: Number(to) - Number(from) + 1 }, (_, more) => Number(from) + more)
  return days.flatMap((day) => happen({ time: storyStart + day * dayMs + clock, who, word, src, details, id: `${at + 1}-${day}` }, places))
}

interface Happening {
  readonly time: number
  readonly who: string
  readonly word: string
  readonly src: Endpoint | undefined
  readonly details: readonly string[]
  readonly id: string
}

function happen({ time, who, word, src, details, id }: Happening, places: ReadonlyMap<string, Endpoint>): Event[] {
  const [source, account] = who.includes('/') ? (who.split('/') as [SourceName, string]) : (['entra-id', who] as const)
  const detail = (key: string): string | undefined => details.find((one) => one.startsWith(`${key}:`))?.slice(key.length + 1)
  const user = account.startsWith('bare:')
    ? { name: account.slice(5) }
    : {
        name: account.includes('@') ? account : `${account}@example.com`,
        email: account.includes('@') ? account : `${account}@example.com`,
      }
  const common = {
    id: `${source}:${detail('id') ?? id}`,
    source,
    time,
    user,
    app: { name: detail('app') ?? 'Mail' },
    src,
    flow: detail('flow') ?? `flow-${id}`,
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
  if (word === 'signs-in') {
    const signedIn: Event = { ...common, id: `${common.id}#s`, kind: 'sign_in', outcome: 'success', interactive: true, proof: 'multi' }
    return [prompt('push', 'approved'), signedIn]
  }
  if (word === 'password-right') return [{ ...common, kind: 'password', outcome: 'right' }]
  if (word === 'password-wrong') return [{ ...common, kind: 'password', outcome: 'wrong' }]
  if (word === 'reports') return [{ ...common, kind: 'report', what: 'fraud' }]
  const dash = word.indexOf('-')
  return [prompt(word.slice(0, dash) as Factor, word.slice(dash + 1) as PromptOutcome)]
}

/** `day 21 01:02 ada@example.com mfa.push_burst_denied medium at prompt 2`, for comparing. */
export function tellDay(time: number): string {
  const day = Math.floor((time - storyStart) / dayMs)
  return `day ${day} ${new Date(time).toISOString().slice(11, 16)}`
}
