/** Hunt in the browser: a query from the community pasted and run, a mistake with its caret, charts, and what is kept and passed on. */
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { expectAccessible } from './audit.ts'
import { signIns } from './entra-logs.ts'
import { drop, expect, forbidInlineStyles, setUp, test } from './story.ts'

/** As it stands in the community's collection. */
const community = `SigninLogs
| where ResultType == 500121
| extend AuthResult = tostring(parse_json(AuthenticationDetails)[1].authenticationStepResultDetail)
| where AuthResult in ("MFA denied; user declined the authentication","MFA denied; user did not respond to mobile app notification")`

const editorOf = (page: Page) => page.getByRole('textbox', { name: /^Query in KQL/ })

/** Writes in place of all that is there, as a paste does, and runs it by the keyboard. */
async function ask(page: Page, text: string): Promise<void> {
  await editorOf(page).focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(text)
  await page.keyboard.press('Shift+Enter')
}

async function openHunt(page: Page): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Hunt' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Hunt' })).toBeVisible()
  await expect(editorOf(page)).toBeAttached()
}

async function fill(page: Page): Promise<void> {
  const end = Date.now() - 60_000
  await drop(page, [{ name: 'entra.ndjson', text: `${signIns('ada', end, 6)}\n${signIns('grace', end - 7_200_000, 3)}` }])
  await expect(page.getByRole('region', { name: 'Files' })).toContainText('11 records accepted')
  await page.getByRole('button', { name: 'Put away' }).click()
}

test('a pasted query has rows, a mistake a caret, a render a chart', async ({ page, server, complaints }) => {
  expect(complaints).toEqual([])
  const elsewhere: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('blob:')) elsewhere.push(request.url())
  })
  await forbidInlineStyles(page, server)
  await setUp(page, server)
  await fill(page)
  await openHunt(page)
  await expect(page.getByRole('button', { name: /Prompts that people refused or reported/ })).toBeVisible()
  await expectAccessible(page)

  // The store takes a moment to have what was dropped.
  await expect(async () => {
    await ask(page, community)
    await expect(page.getByRole('status').filter({ hasText: '9 rows' })).toBeVisible({ timeout: 10_000 })
  }).toPass()
  const grid = page.getByRole('grid')
  await expect(grid).toHaveAttribute('aria-rowcount', '10')
  await page.getByRole('button', { name: 'Open the row' }).first().click()
  await expect(grid.getByText('geoCoordinates')).toBeVisible()
  await page.getByRole('textbox', { name: 'Search in the rows' }).fill('grace')
  await expect(page.getByText('3 found')).toBeVisible()
  await expectAccessible(page)

  await ask(page, community.replace('where ResultType', 'where ResultTipe'))
  const mistake = page.getByRole('list', { name: 'Mistakes in the query' }).getByRole('button')
  await expect(mistake).toContainText('2:9')
  await expect(mistake).toContainText('Did you mean ResultType?')
  await expect(mistake.locator('code')).toHaveText(/\n {8}\^{10}$/)
  await expect(page.locator('.squiggly-error').first()).toBeAttached()
  await mistake.click()
  await expect(editorOf(page)).toBeFocused()

  await ask(page, 'SigninLogs | summarize Prompts = count() by bin(TimeGenerated, 1h), UserPrincipalName | render timechart')
  await expect(page.getByRole('img', { name: /^Chart: / }).locator('canvas')).toBeVisible()
  await ask(
    page,
    'SigninLogs | summarize count() by Longitude = toreal(LocationDetails.geoCoordinates.longitude), Latitude = toreal(LocationDetails.geoCoordinates.latitude) | render scatterchart with (kind=map)',
  )
  await expect(page.getByRole('img', { name: /^Chart: / }).locator('circle')).toHaveCount(1)
  expect(elsewhere).toEqual([])
})

test('completion, history, saved queries, a link, files and a rule', async ({ page, server, complaints }) => {
  expect(complaints).toEqual([])
  await setUp(page, server)
  await fill(page)
  await openHunt(page)
  await editorOf(page).focus()
  await expect(async () => {
    await page.keyboard.press('Control+a')
    await page.keyboard.type('SigninLogs | where ResultDes')
    await expect(page.getByRole('option', { name: /ResultDescription/ })).toBeVisible({ timeout: 4000 })
  }).toPass()
  await page.keyboard.press('Escape')

  await ask(page, 'SigninLogs\n| project UserPrincipalName, IPAddress')
  await expect(page.getByRole('grid')).toBeVisible()
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'CSV' }).click()
  expect(readFileSync(await (await downloading).path(), 'utf8')).toMatch(/^UserPrincipalName,IPAddress\r\n/)

  await page.getByRole('button', { name: 'Saved' }).click()
  await page.getByLabel('Save the query under the cursor as').fill('Who from where')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('dialog').getByRole('button', { name: /Who from where/ })).toBeVisible()
  await page.getByRole('button', { name: 'Close' }).click()

  await page.getByRole('button', { name: 'Make this a rule' }).click()
  await expect(page.getByRole('textbox', { name: 'The rule as YAML' })).toHaveValue(
    /queryFrequency: 1h[\s\S]*columnName: UserPrincipalName/,
  )
  await page.getByRole('button', { name: 'Close' }).click()

  await page.getByRole('button', { name: 'Share' }).click()
  const link = page.getByRole('textbox', { name: 'Link' })
  await expect(link).toHaveValue(/#\/hunt\?q=/)
  const address = await link.inputValue()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.evaluate('localStorage.clear()')
  await page.goto(address)
  await page.reload()
  await expect(page.locator('.view-line').first()).toContainText('SigninLogs')

  await page.getByRole('button', { name: 'Saved' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Really remove' }).click()
  await expect(page.getByText('None are saved yet.')).toBeVisible()
})

test('on a phone, and with the keyboard alone', async ({ page, server, complaints }) => {
  expect(complaints).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await setUp(page, server)
  await openHunt(page)
  await ask(page, 'print Answer = 42, Tags = dynamic({"a":[1,2]})')
  const grid = page.getByRole('grid')
  await expect(grid).toBeVisible()
  await expectAccessible(page)

  await editorOf(page).focus()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Run' })).toBeFocused()
  await grid.focus()
  await page.keyboard.press('ArrowRight')
  await expect(grid.locator('[data-active]')).toHaveText('{"a":[1,2]}')
  await page.keyboard.press('Enter')
  await expect(grid.getByText('Tags', { exact: true }).last()).toBeVisible()
  await expectAccessible(page)
})
