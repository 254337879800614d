/** The whole way with the keyboard alone. */
import { expectVisibleFocus } from './audit.ts'
import { bombing } from './duo-logs.ts'
import { drop, expect, setUp, test } from './story.ts'

test('choosing, opening, closing and searching incidents without a pointer', async ({ page, server, complaints }) => {
  expect(complaints).toEqual([])
  await setUp(page, server)
  const end = Date.now() - 60_000
  await drop(page, [
    { name: 'ada.ndjson', text: bombing('ada', end, false) },
    { name: 'grace.ndjson', text: bombing('grace', end - 7_200_000, false) },
  ])
  const rows = page.locator('[data-row]')
  await expect(rows).toHaveCount(2)
  await page.getByRole('button', { name: 'Put away' }).click()

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await page.keyboard.press('j')
  await expect(rows.nth(0)).toBeFocused()
  await expectVisibleFocus(page)
  await page.keyboard.press('ArrowDown')
  await expect(rows.nth(1)).toBeFocused()
  await page.keyboard.press('k')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'What to do now' })).toBeVisible()
  await page.keyboard.press('e')
  await expect(page.getByRole('button', { name: 'Open it again' })).toBeVisible()
  await page.keyboard.press('u')
  await expect(rows).toHaveCount(1)

  await page.keyboard.press('/')
  await page.keyboard.type('nobody at all')
  await expect(page.getByRole('heading', { name: 'No incident fits the filter' })).toBeVisible()
  await page.keyboard.press('Tab')
  await expectVisibleFocus(page)
  for (let press = 0; press < 12; press++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate<boolean>('document.activeElement !== document.body')) await expectVisibleFocus(page)
  }
})
