/** An analyst's morning: from the list to a closed incident, and from the person's page to a risk that was said, and taken back. */
import type { Page } from '@playwright/test'
import { expectAccessible } from './audit.ts'
import { bombing } from './duo-logs.ts'
import { administrator, drop, expect, forbidInlineStyles, setUp, test } from './story.ts'

const phone = { width: 390, height: 844 }

async function fill(page: Page): Promise<void> {
  const end = Date.now() - 60_000
  await drop(page, [
    { name: 'ada.ndjson', text: bombing('ada', end, true) },
    { name: 'grace.ndjson', text: bombing('grace', end - 3_600_000, false) },
  ])
  await expect(page.locator('[data-row]')).toHaveCount(2)
  await expect(page.getByRole('region', { name: 'Files' })).toContainText('2 files finished')
  await page.getByRole('button', { name: 'Put away' }).click()
}

/** Reads what a colleague would be read aloud, and works the incident. */
async function workIncident(page: Page): Promise<void> {
  await page
    .locator('[data-row]')
    .filter({ hasText: /^.*ada@example\.com/ })
    .first()
    .click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('ada')
  await expect(page.getByRole('region', { name: 'What to do now' }).getByRole('listitem').first()).toBeVisible()
  const ask = page.getByRole('region', { name: 'What to ask' })
  await expect(ask.getByRole('blockquote')).toHaveText(/\?$/)
  await expect(ask.locator('dt')).not.toHaveCount(0)
  const reasons = page.getByRole('region', { name: 'What speaks for and against it' })
  await expect(reasons.getByRole('listitem').first()).toContainText(/\+\d/)
  await expectAccessible(page)

  const history = page.getByRole('region', { name: 'Comments and history' })
  await page.getByRole('combobox', { name: 'With' }).selectOption(administrator.name)
  await expect(history).toContainText(`Gave it to ${administrator.name}`)
  await page.getByRole('textbox', { name: 'Comment' }).fill('Called her: she only wanted it to stop.')
  await page.getByRole('button', { name: 'Add the comment' }).click()
  await expect(history).toContainText('Called her: she only wanted it to stop.')
  await page.getByRole('button', { name: 'Close the incident' }).click()
  await page.getByRole('combobox', { name: 'It was' }).selectOption('A real attack')
  await page.getByRole('combobox', { name: 'More exactly' }).selectOption('Account in somebody else’s hands')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Close it', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Open it again' })).toBeVisible()
  await expect(history).toContainText('Said: a real attack')
}

async function workPerson(page: Page): Promise<void> {
  await page.getByRole('region', { name: 'The person' }).getByRole('link', { name: /risk/ }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('ada')
  const risk = page.getByRole('region', { name: 'Risk now' })
  await expect(risk).toContainText('High risk')
  await expect(risk.getByRole('listitem').first()).toContainText(/\+\d/)
  await expect(page.getByRole('img', { name: /^Risk over the last 30 days: at most high/ })).toBeVisible()
  const course = page.getByRole('region', { name: 'How it came about' })
  await expect(course.getByRole('listitem').first()).toContainText('High risk')
  await expectAccessible(page)
  await risk.getByRole('button', { name: 'Confirm compromised' }).click()
  const dialog = page.getByRole('dialog', { name: 'Confirm compromised' })
  await expect(dialog.getByRole('button', { name: 'Confirm compromised' }), 'a reason is asked for').toBeDisabled()
  await dialog.getByLabel('Why').fill('She called: it was not her.')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Confirm compromised' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(risk).toContainText('An analyst confirmed the account compromised.')
  await expect(course).toContainText('She called: it was not her.')
  await expectAccessible(page)

  await page.reload()
  await course.getByRole('button', { name: 'Take back Confirmed compromised' }).click()
  await expect(risk).not.toContainText('An analyst confirmed the account compromised.')
  await expect(course.getByRole('listitem').first()).toContainText(`${administrator.name} took back what was said`)
  await expect(course.getByRole('button', { name: /^Take back/ })).toHaveCount(0)

  const incidents = page.getByRole('region', { name: 'Incidents' })
  await expect(incidents.getByRole('listitem')).toContainText(['Closed'])
  await incidents.getByRole('link').click()
  await expect(page.getByRole('button', { name: 'Open it again' })).toBeVisible()
}

test('on a desk: an incident is read, assigned, commented and closed; its person is confirmed compromised, and that is taken back', async ({
  page,
  server,
  complaints,
}) => {
  expect(complaints).toEqual([])
  await forbidInlineStyles(page, server)
  await setUp(page, server)
  await fill(page)
  await workIncident(page)
  await workPerson(page)
})

test('on a phone, dark: the same', async ({ page, server, complaints }) => {
  expect(complaints).toEqual([])
  await forbidInlineStyles(page, server)
  await page.setViewportSize(phone)
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await setUp(page, server)
  await fill(page)
  await workIncident(page)
  await workPerson(page)
})
