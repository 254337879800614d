/** An employee enrolled, signed in by passkey and by phone, then bombed: the phone falls quiet, the passkey still works, the analyst sees it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import {
  addPhone,
  answerWithNumber,
  api,
  laptop,
  named,
  openPrompt,
  phone,
  setPassword,
  signInWithPass,
  signOut,
  typeName,
} from './people.ts'
import { expect, setUp, test } from './story.ts'

const questions = [
  `SigninLogs
| where ResultType == 500121
| where Status has "MFA Denied; user declined the authentication" or Status has "MFA denied; Phone App Reported Fraud"`,
  `SigninLogs
| where ResultType == 500121
| extend AuthResult = tostring(parse_json(AuthenticationDetails)[1].authenticationStepResultDetail)
| where AuthResult in ("MFA denied; user declined the authentication","MFA denied; user did not respond to mobile app notification")`,
]
/** No prompt follows another sooner, whoever asks. */
const betweenPromptsMs = 16_000
const name = 'ada@example.com'
const password = 'seven lanterns over water'
const samples = join(import.meta.dirname, '..', '..', 'samples')
const attacker = join(samples, 'attacker', 'main.ts')
const sample = join(samples, 'relying-party', 'main.ts')
const children = new Set<ChildProcess>()

test.afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
})

test('a person is enrolled, signs in, is bombed, and is not worn down', async ({ page, server, browser, complaints }) => {
  test.setTimeout(240_000)
  const url = named(server)
  await setUp(page, server)
  const account = await api<{ id: string }>(page, 'POST', '/api/accounts', { name, displayName: 'Ada Lovelace', email: name })
  const pass = await api<{ code: string }>(page, 'POST', `/api/accounts/${account.id}/access-pass`, {})

  // Monday: enrolled.
  const desk = await laptop(browser)
  await signInWithPass(desk.page, url, name, pass.code)
  const hand = await phone(browser)
  for (const one of [desk.page, hand]) one.on('pageerror', (error) => complaints.push(error.message))
  await addPhone(desk.page, hand, url)
  await setPassword(desk.page, url, password)
  await desk.page.goto(`${url}/account/passkey`)
  await desk.page
    .getByRole('button', { name: /passkey/i })
    .first()
    .click()
  await expect(desk.page.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible()

  // Tuesday: to payroll, by passkey and then by phone.
  const payroll = await application(page, url)
  await signOut(desk.page, url, false)
  await desk.page.goto(`${payroll.url}/payments`)
  await expect(desk.page.locator('#paid')).toBeVisible()
  await desk.page.goto(payroll.url)
  await expect(desk.page.locator('#how')).toHaveText('phrh')
  await leave(desk.page)

  await desk.touch(false)
  await desk.page.goto(`${payroll.url}/sign-in`)
  await typeName(desk.page, name, password)
  await desk.page.getByRole('button', { name: /Ask my phone/ }).click()
  await expect(desk.page.getByRole('heading', { name: 'Type this number on your phone' })).toBeVisible()
  await answerWithNumber(desk.page, hand, 'Payroll')
  await expect(desk.page.locator('#who')).toHaveText('Ada Lovelace')
  await expect(desk.page.locator('#how')).toHaveText('aal2')
  await desk.page.goto(`${payroll.url}/payments`)
  await expect(desk.page.locator('#step-up')).toBeVisible()

  await hand.getByRole('button', { name: 'To your accounts' }).click()

  // 1 am: bombed, with the right password, from another browser.
  await hand.waitForTimeout(betweenPromptsMs)
  const bomber = attack(url, await desk.page.evaluate<string>('navigator.userAgent'))
  await refuse(hand)
  const said = await bomber
  expect(said, 'the phone stays quiet after what was refused').toContain('1 prompt reached the phone, 5 were held back, nobody got in')
  await expect(hand.getByText('A sign-in is waiting')).toHaveCount(0)

  // Her own way in is as open as ever.
  await desk.touch(true)
  await signOut(desk.page, url, false)
  await expect(desk.page.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible()

  await seenByTheAnalyst(page, server.url)
})

/** The sample application, registered by the administrator and started. */
async function application(page: Page, url: string): Promise<{ readonly url: string }> {
  const port = await freePort()
  const here = `http://localhost:${port}`
  const made = await api<{ id: string; secret: string }>(page, 'POST', '/api/clients', {
    name: 'Payroll',
    redirectUris: [`${here}/callback`],
    postLogoutRedirectUris: [`${here}/`],
    firstParty: true,
  })
  const args = [sample, '--issuer', `${url}/oidc`, '--client', made.id, '--port', String(port)]
  const child = spawn(process.execPath, args, { env: { ...process.env, CLIENT_SECRET: made.secret }, stdio: 'ignore' })
  children.add(child)
  await expect(async () => expect((await fetch(here)).status).toBe(200)).toPass({ timeout: 15_000 })
  return { url: here }
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Out of the application and of Tocsin. */
async function leave(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Sign out' }).click()
  const sure = page.getByRole('button', { name: /sign out/i })
  const out = page.getByRole('link', { name: 'Sign in with Tocsin' })
  await expect(sure.or(out).first()).toBeVisible()
  if (await sure.isVisible()) await sure.click()
  await expect(out).toBeVisible()
}

/** With the right password, and a browser that calls itself like hers, as kits do. Answers what it said when it gave up. */
function attack(url: string, agent: string): Promise<string> {
  const args = [attacker, '--url', url, '--name', name, '--rounds', '6', '--pause', '2', '--agent', agent]
  const child = spawn(process.execPath, args, {
    env: { ...process.env, STOLEN_PASSWORD: password },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  return new Promise((resolve) => child.once('exit', () => resolve(said)))
}

async function refuse(hand: Page): Promise<void> {
  await openPrompt(hand)
  await expect(hand.getByText('A browser you have not used before')).toBeVisible()
  await hand.getByRole('button', { name: 'This is not me' }).click()
  await expect(hand.getByRole('heading', { name: 'Stopped' })).toBeVisible()
  await hand.getByRole('button', { name: 'To your accounts' }).click()
}

/** The incident with its reasons, and both questions that this field asks of Entra's log find our own prompts. */
async function seenByTheAnalyst(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/#/`)
  const row = page.locator('[data-row]').filter({ hasText: 'Ada Lovelace' }).first()
  await expect(row).toBeVisible()
  await row.click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Ada Lovelace')
  const reasons = page.getByRole('region', { name: 'What speaks for and against it' }).getByRole('listitem')
  await expect(reasons.filter({ hasText: /\+\d/ }).first()).toBeVisible()
  for (const text of questions) {
    const { results } = await api<{ results: { rows: unknown[] }[] }>(page, 'POST', '/api/hunt/query', { text })
    expect(results[0]?.rows.length, text).toBe(1)
  }
}
