/** Every page on a desk and on a phone, light and dark: names, headings, contrast, sizes, nothing wider than the window. */
import type { Page } from '@playwright/test'
import { expectAccessible } from './audit.ts'
import { bombing } from './duo-logs.ts'
import { drop, expect, forbidInlineStyles, setUp, test } from './story.ts'

const desk = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }

async function fill(page: Page): Promise<void> {
  const end = Date.now() - 60_000
  await drop(page, [
    { name: 'ada.ndjson', text: `${bombing('ada', end, true)}\n{"no":"record"}` },
    { name: 'grace.ndjson', text: bombing('grace', end - 600_000, false) },
  ])
  await expect(page.locator('[data-row]')).toHaveCount(2)
  await expect(page.getByRole('region', { name: 'Files' })).toContainText('2 files finished')
}

async function visitAll(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Incidents', exact: true }).first().click()
  await expect(page.locator('[data-row]')).toHaveCount(2)
  await expectAccessible(page)
  await page.locator('[data-row]').first().click()
  await expect(page.getByRole('img', { name: /Map of/ })).toBeVisible()
  await expect(page.locator('canvas')).toBeVisible()
  await expectAccessible(page)
  for (const [link, heading] of [
    ['Persons', 'Persons'],
    ['Refused', 'Refused records'],
    ['Tokens', 'Tokens'],
    ['Add logs', 'Add logs'],
  ] as const) {
    await page.getByRole('navigation').getByRole('link', { name: link }).click()
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible()
    await expectAccessible(page)
  }
}

test('on a desk, light, then dark, which is remembered', async ({ page, server, complaints }) => {
  expect(complaints).toEqual([])
  await forbidInlineStyles(page, server)
  await page.goto(server.link)
  await expectAccessible(page)
  await setUp(page, server)
  await expectAccessible(page)
  await fill(page)
  await visitAll(page)

  await page.getByRole('button', { name: 'Dark colours' }).click()
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await visitAll(page)
})

test('on a phone, dark by the system, with less motion', async ({ page, server, complaints }) => {
  expect(complaints).toEqual([])
  await forbidInlineStyles(page, server)
  await page.setViewportSize(phone)
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await page.goto(server.link)
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await expectAccessible(page)
  await setUp(page, server)
  await expectAccessible(page)
  await fill(page)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Put away' }).click()
  await visitAll(page)
  await page.setViewportSize(desk)
  await expectAccessible(page)
})
