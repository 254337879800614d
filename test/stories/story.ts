/** What every story has: a fresh server, and a page that must not complain about anything. */
import { test as base, expect, type Page } from '@playwright/test'
import { type Server, startServer } from './server.ts'

export const administrator = { name: 'root', password: 'gravel moth fjord tin' } as const

interface Parts {
  readonly server: Server
  /** What the browser complained about: blocked by the page's policy, failed scripts. */
  readonly complaints: string[]
}

export const test = base.extend<Parts>({
  server: async ({ page }, use) => {
    const server = await startServer()
    await use(server)
    // The page goes first, so that it does not complain of a server that went.
    await page.close()
    await server.end()
  },
  complaints: async ({ page }, use) => {
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      const text = message.text()
      // A refused or cut request is written there by the browser itself; stories cause some on purpose.
      if (message.type() === 'error' && !text.startsWith('Failed to load resource')) complaints.push(text)
    })
    await use(complaints)
    expect(complaints).toEqual([])
  },
})

export { expect }

/** The console sets no styles inline, so its pages work under a policy that forbids them; held to here whatever the server sends. */
export async function forbidInlineStyles(page: Page, server: Server): Promise<void> {
  await page.route(`${server.url}/`, async (route) => {
    const answer = await route.fetch()
    const policy = (answer.headers()['content-security-policy'] ?? '').replace(/style-src [^;]*/, "style-src 'self'")
    await route.fulfill({ response: answer, headers: { ...answer.headers(), 'content-security-policy': policy } })
  })
}

/** Counts from now on how far things jump by themselves; the answered function gives Chromium's layout shift score so far. */
export async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(`(() => {
    window.shifted = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value
    }).observe({ type: 'layout-shift' })
  })()`)
  return () => page.evaluate<number>('window.shifted')
}

/** Opens the one-time link and makes the administrator, as far as the first page. */
export async function setUp(page: Page, server: Server): Promise<void> {
  await page.goto(server.link)
  await page.getByLabel('Name').fill(administrator.name)
  await page.getByLabel('Password', { exact: true }).fill(administrator.password)
  await page.getByLabel('Password again').fill(administrator.password)
  await page.getByRole('button', { name: 'Make the administrator' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Is anyone being bombed' })).toBeVisible()
}

/** Drops files on the page as a hand would, from outside the browser. */
export async function drop(page: Page, files: readonly { readonly name: string; readonly text: string }[]): Promise<void> {
  await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer()
    for (const { name, text } of ${JSON.stringify(files)}) dataTransfer.items.add(new File([text], name, { type: 'application/json' }))
    for (const kind of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }))
    }
  })()`)
}
