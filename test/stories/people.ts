/** What an employee does in a story: gets in by an access pass, adds a passkey and a phone, and answers a prompt on it. */
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { expectAxeClean } from './audit.ts'
import type { Server } from './server.ts'
import { expect } from './story.ts'

/** Passkeys belong to a name: the server's pages for people are opened as localhost. */
export const named = (server: Server): string => server.url.replace('127.0.0.1', 'localhost')

/** Asks an API of the server as the administrator whose session the page has. */
export async function api<T>(page: Page, method: string, path: string, body?: object): Promise<T> {
  const answer = await page.evaluate(
    `(async () => {
      const { csrf } = await (await fetch('/api/session')).json()
      const answer = await fetch(${JSON.stringify(path)}, {
        method: ${JSON.stringify(method)},
        headers: { 'x-csrf-token': csrf, 'content-type': 'application/json' },
        body: ${JSON.stringify(body === undefined ? undefined : JSON.stringify(body))},
      })
      return { ok: answer.ok, text: await answer.text() }
    })()`,
  )
  const { ok, text } = answer as { ok: boolean; text: string }
  expect(ok, text).toBe(true)
  return JSON.parse(text) as T
}

interface Laptop {
  readonly context: BrowserContext
  readonly page: Page
  /** Whether a finger lies on the reader: then the first page that offers a passkey signs in with it. */
  touch(isTouched: boolean): Promise<void>
}

/** A laptop with a fingerprint reader. */
export async function laptop(browser: Browser): Promise<Laptop> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    context,
    page,
    touch: async (isTouched) =>
      void (await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: isTouched })),
  }
}

/** A phone: another browser, at a phone's size. */
export async function phone(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  return page
}

/** And opens the sign-in page; `isAsked`: nothing signs them in again at once. */
export async function signOut(page: Page, url: string, isAsked = true): Promise<void> {
  await page.goto(`${url}/account`)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
  await page.goto(`${url}/signin`)
  if (isAsked) await expect(page.getByLabel('Name or e-mail address')).toBeVisible()
}

export async function signInWithPass(page: Page, url: string, name: string, pass: string): Promise<void> {
  await page.goto(`${url}/signin`)
  await page.getByLabel('Name or e-mail address').fill(name)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'I have an access pass' }).click()
  await page.locator('input[name=code]').fill(pass)
  await page.locator('button.main').click()
  await expect(page.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible()
}

export async function setPassword(page: Page, url: string, password: string): Promise<void> {
  await page.goto(`${url}/account/password`)
  await page.getByLabel('New password', { exact: true }).fill(password)
  await page.getByLabel('New password again').fill(password)
  await page.getByRole('button', { name: 'Set the password' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible()
}

/** Both screens show the same four words; the browser confirms them. */
export async function addPhone(page: Page, hand: Page, url: string): Promise<void> {
  await page.goto(`${url}/account/phone`)
  await page.getByRole('button', { name: 'Show the code' }).click()
  const link = page.getByRole('link', { name: 'This is the phone' })
  await hand.goto((await link.getAttribute('href')) ?? '')
  await hand.getByLabel('Name of this phone').fill('Pixel 9')
  await hand.getByRole('button', { name: 'Add this phone' }).click()
  await expect(hand.getByRole('heading', { name: 'Compare four words' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Are these the same words?' })).toBeVisible()
  const words = await hand.locator('main ol li').allInnerTexts()
  expect(words).toHaveLength(4)
  expect(await page.locator('main ol li').allInnerTexts()).toEqual(words)
  await expectAxeClean(page)
  await expectAxeClean(hand)
  await page.getByRole('button', { name: 'Yes, my phone shows the same' }).click()
  await expect(page.getByRole('heading', { name: 'Your phone is added' })).toBeVisible()
  await expect(hand.getByRole('heading', { name: 'This phone is added' })).toBeVisible()
  await hand.getByRole('button', { name: 'Done' }).click()
}

export async function typeName(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel('Name or e-mail address').fill(name)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Next' }).click()
}

/** The number on the sign-in page, typed on the phone. */
export async function answerWithNumber(page: Page, hand: Page, app: string): Promise<void> {
  const number = ((await page.locator('.number [aria-hidden]').textContent()) ?? '').replaceAll(/\s/g, '')
  expect(number).toMatch(/^\d{2,6}$/)
  await openPrompt(hand)
  await expect(hand.getByRole('main')).toContainText(app)
  await expectAxeClean(hand)
  await expectAxeClean(page)
  for (const digit of number) await hand.getByRole('button', { name: digit, exact: true }).click()
  await hand.getByRole('button', { name: 'Send number' }).click()
  await expect(hand.getByRole('heading', { name: 'You are signed in' })).toBeVisible()
}

export async function openPrompt(hand: Page): Promise<void> {
  const heading = hand.getByRole('heading', { name: 'Is it you who is signing in?' })
  const waiting = hand.getByText('A sign-in is waiting')
  await expect(heading.or(waiting).first()).toBeVisible()
  if (!(await heading.isVisible())) await waiting.click()
  await expect(heading).toBeVisible()
}
