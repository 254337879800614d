/** From the first start to an understood incident: the link, the administrator, an attack played, opened, noted, closed and removed. */
import { administrator, expect, setUp, test, watchShifts } from './story.ts'

test('the one-time link makes the administrator once, and says what is wrong', async ({ page, server, complaints }) => {
  expect(complaints).toEqual([])
  await page.goto(server.url)
  await expect(page.getByRole('heading', { name: 'One step is left' })).toBeVisible()

  await page.goto(server.link)
  await page.getByLabel('Name').fill(administrator.name)
  await page.getByLabel('Password', { exact: true }).fill('short')
  await page.getByRole('button', { name: 'Make the administrator' }).click()
  await expect(page.getByText('At least 15 characters.', { exact: true })).toBeVisible()
  await expect(page.getByText('The two passwords are not the same.')).toBeVisible()

  await setUp(page, server)
  expect(page.url(), 'the token leaves the address').not.toContain('token')

  await page.getByRole('button', { name: 'Account' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.goto(server.link)
  await expect(page.getByRole('heading', { name: 'Set-up is done' })).toBeVisible()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Name').fill(administrator.name)
  await page.getByLabel('Password', { exact: true }).fill('not the password at all')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await page.getByLabel('Password', { exact: true }).fill(administrator.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Is anyone being bombed' })).toBeVisible()
})

test('an attack is played, appears by itself, is understood, closed and removed', async ({ page, server, complaints }) => {
  expect(complaints).toEqual([])
  await setUp(page, server)
  // In a few seconds instead of three quarters of a minute.
  await page.route('**/api/play', (route) =>
    route.request().method() === 'POST'
      ? route.continue({ postData: JSON.stringify({ ...(route.request().postDataJSON() as object), seconds: 12 }) })
      : route.continue(),
  )
  const shifted = await watchShifts(page)
  await page.getByRole('button', { name: /^Play Uber 2022/ }).click()
  await expect(page.getByRole('region', { name: 'Simulated attack' })).toContainText('Playing')
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible()

  const row = page.locator('[data-row]').first()
  await expect(row).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('button', { name: 'Remove simulated records' })).toBeVisible({ timeout: 60_000 })
  expect(await shifted(), 'nothing jumps while incidents come in').toBeLessThan(0.02)
  await row.click()

  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'What to do now' })).toBeVisible()
  const ask = page.getByRole('region', { name: 'What to ask' })
  await expect(ask.getByRole('blockquote')).toHaveText(/\?$/)
  await expect(ask).toContainText('Not sure')
  await expect(page.getByRole('region', { name: 'Techniques' })).toContainText('T1621')
  await expect(page.getByRole('region', { name: 'Who and what' })).toContainText('the attacker’s')
  await expect(page.getByRole('region', { name: 'What speaks for and against it' }).getByRole('listitem').first()).toContainText('+')
  await expect(page.getByRole('img', { name: /prompts?.*The list below/ }).locator('canvas')).toBeVisible()
  await expect(page.getByRole('img', { name: 'Map of the places in the table below.' }).locator('path').nth(100)).toBeAttached()
  const events = page.getByRole('region', { name: 'What happened' }).locator('ol > li')
  expect(await events.count()).toBeGreaterThan(2)
  await events
    .last()
    .getByRole('button', { name: /^Record of/ })
    .click()
  await expect(events.last().getByLabel('Record', { exact: true })).toHaveValue(/"kind": /)

  const history = page.getByRole('region', { name: 'Comments and history' })
  await page.getByRole('textbox', { name: 'Comment' }).fill('Called on the known number: not asked for by them.')
  await page.getByRole('button', { name: 'Add the comment' }).click()
  await expect(history).toContainText('Called on the known number: not asked for by them.')
  await page.getByRole('combobox', { name: 'With' }).selectOption('root')
  await expect(history).toContainText('Gave it to root')
  await page.getByRole('button', { name: 'Close the incident' }).click()
  await page.getByRole('combobox', { name: 'It was' }).selectOption('A real attack')
  await page.getByRole('combobox', { name: 'More exactly' }).selectOption('Account in somebody else’s hands')
  await page.getByRole('button', { name: 'Close it', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Open it again' })).toBeVisible()
  await page.reload()
  await expect(history).toContainText('Called on the known number: not asked for by them.')
  await expect(history).toContainText('Said: a real attack')

  await page.getByRole('button', { name: 'Remove simulated records' }).click()
  await page.getByRole('link', { name: 'Incidents', exact: true }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: 'Is anyone being bombed' })).toBeVisible()
})
