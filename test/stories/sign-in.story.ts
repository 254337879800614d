/** Signing in on the pages themselves: without any script, with a passkey, under attack by frames and foreign forms, and for weak eyes and screen readers. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from '@playwright/test'
import { Secret, TOTP } from 'otpauth'
import { expectAccessible, expectVisibleFocus } from './audit.ts'
import { api, laptop, named, setPassword, signInWithPass, signOut, typeName } from './people.ts'
import type { Server } from './server.ts'
import { expect, setUp, test } from './story.ts'

const name = 'grace@example.com'
const password = 'seven lanterns over water'
const periodMs = 30_000

/** Whoever is new: an account, and the access pass that the help desk gives. */
async function newcomer(page: Page, server: Server): Promise<string> {
  await setUp(page, server)
  const account = await api<{ id: string }>(page, 'POST', '/api/accounts', { name, displayName: 'Grace <b>Hopper</b>', email: name })
  return (await api<{ code: string }>(page, 'POST', `/api/accounts/${account.id}/access-pass`, {})).code
}

const codeAt = (key: string, timestamp: number): string => new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp })

test('without any script: an access pass, an authenticator app, a password, and the next sign-in', async ({ page, server, browser }) => {
  const url = named(server)
  const pass = await newcomer(page, server)
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
  const bare = await context.newPage()
  await signInWithPass(bare, url, name, pass)
  await expect(bare.getByText('Grace <b>Hopper</b>')).toBeVisible()
  await bare.getByRole('link', { name: 'Add an authenticator app' }).click()
  await bare.getByText('Type the key instead').click()
  const key = ((await bare.locator('#key').textContent()) ?? '').replaceAll(' ', '')
  // The code before this one still counts, which leaves this one for the sign-in: each counts once.
  await bare.getByLabel('Six-digit code').fill(codeAt(key, Date.now() - periodMs))
  await bare.getByRole('button', { name: 'Add it' }).click()
  await expect(bare.getByText('Your authenticator app is added.')).toBeVisible()
  await setPassword(bare, url, password)
  await signOut(bare, url)

  await typeName(bare, name, 'not the password')
  await expect(bare.getByText('This name and password do not go together.')).toBeVisible()
  await bare.getByLabel('Password', { exact: true }).fill(password)
  await bare.getByRole('button', { name: 'Next' }).click()
  await expect(bare.getByRole('heading', { name: 'Prove it is you' })).toBeVisible()
  await bare.getByRole('button', { name: 'Type a code from an app' }).click()
  await bare.getByLabel('Six-digit code').fill(codeAt(key, Date.now()))
  await bare.getByRole('button', { name: 'Next' }).click()
  await expect(bare.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible()
  await context.close()
})

test('a passkey is added and signs in by itself, at any step; the pages are read aloud, and walked by keys alone', async ({
  page,
  server,
  browser,
  complaints,
}) => {
  const url = named(server)
  const pass = await newcomer(page, server)
  const desk = await laptop(browser)
  desk.page.on('pageerror', (error) => complaints.push(error.message))
  await desk.page.goto(`${url}/signin`)
  await expectAccessible(desk.page)
  await expectVisibleFocus(desk.page)
  await signInWithPass(desk.page, url, name, pass)
  await expectAccessible(desk.page)
  await desk.page.getByRole('link', { name: /Add a passkey/ }).click()
  await expectAccessible(desk.page)
  await desk.page.getByLabel('What you call it').fill('Laptop')
  await desk.page.keyboard.press('Enter')
  await expect(desk.page.getByText('Your passkey is added.')).toBeVisible()
  await desk.page.getByRole('button', { name: 'Sign out' }).click()
  await desk.page.getByRole('link', { name: 'Sign in again' }).click()
  // The virtual key answers the browser's own list at once; where it does not, the button asks.
  const button = desk.page.getByRole('button', { name: 'Sign in with a passkey' })
  const account = desk.page.getByRole('heading', { level: 1, name: 'Your account' })
  await expect(button.or(account)).toBeVisible()
  await button.click({ timeout: 2000 }).catch(() => {})
  await expect(account).toBeVisible()
  await expect(desk.page.getByText('Laptop', { exact: true })).toBeVisible()
  await desk.context.close()
})

/** A site of somebody else, on another origin. */
async function strangersSite(url: string): Promise<{ readonly at: string; end(): void }> {
  const site = createServer((request, response) => {
    response.setHeader('content-type', 'text/html')
    const form = `<form method="post" action="${url}/signin"><input name="do" value="name"><input name="name" value="x"><button>Win a prize</button></form>`
    response.end(request.url === '/frame' ? `<iframe src="${url}/signin"></iframe><iframe src="${url}/account"></iframe>` : form)
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  return { at: `http://127.0.0.1:${(site.address() as AddressInfo).port}`, end: () => site.close() }
}

test('T46, T47: no page of ours stands in a stranger’s frame, and no form of theirs does anything', async ({ server, browser }) => {
  const url = named(server)
  const site = await strangersSite(url)
  const page = await open(browser)
  await page.goto(`${url}/signin`)
  await page.goto(`${site.at}/frame`)
  for (const frame of page.frames().slice(1)) expect(frame.url()).toBe('chrome-error://chromewebdata/')
  expect(page.frames()).toHaveLength(3)
  await page.goto(`${site.at}/form`)
  await page.getByRole('button').click()
  await expect(page.getByRole('heading', { name: 'This page is out of date' })).toBeVisible()
  await page.getByRole('link', { name: 'Start again' }).click()
  await expect(page.getByLabel('Name or e-mail address')).toHaveValue('')
  await page.context().close()
  site.end()
})

const open = async (browser: Browser): Promise<Page> => (await browser.newContext()).newPage()
