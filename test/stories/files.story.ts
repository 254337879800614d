/** Logs dropped on the page: counted, found in, and what could not be read is shown with its reason. */
import { bombing } from './duo-logs.ts'
import { drop, expect, setUp, test } from './story.ts'

test('dropped files become records, an incident and refused lines', async ({ page, server, complaints }) => {
  expect(complaints).toEqual([])
  await setUp(page, server)
  const logs = bombing('ada', Date.now() - 60_000, true)
  await drop(page, [
    { name: 'duo.ndjson', text: `${logs}\nthis is no record\n` },
    { name: 'again.ndjson', text: logs },
  ])

  const dock = page.getByRole('region', { name: 'Files' })
  await expect(dock).toContainText('26 records accepted, 1 refused')
  await expect(dock).toContainText('26 known already')
  await expect(dock).toContainText('Line 27')
  await expect(page.getByRole('region', { name: 'State of the store' })).toContainText('26 records')

  const row = page.locator('[data-row]').first()
  await expect(row).toContainText('ada')
  await expect(row).toContainText('Let in')
  await expect(row).toContainText('Duo')

  await dock.getByRole('link', { name: 'See the refused records' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Refused records' })).toBeVisible()
  await expect(page.getByText('duo.ndjson, line 27')).toBeVisible()
  await expect(page.getByText('this is no record')).toBeVisible()
})

test('text from logs cannot become part of the page', async ({ page, server, complaints }) => {
  expect(complaints).toEqual([])
  await setUp(page, server)
  const hostile = '<img src=x onerror=alert(1)>\u202Egnp'
  const logs = bombing('eve', Date.now() - 60_000, false).replaceAll('"name":"VPN"', `"name":${JSON.stringify(hostile)}`)
  await drop(page, [{ name: `${'long '.repeat(30)}.ndjson`, text: logs }])
  const row = page.locator('[data-row]').first()
  await expect(row).toContainText('<img src=x onerror=alert(1)>⟨U+202E⟩gnp')
  await row.click()
  await expect(page.getByRole('heading', { name: 'What happened' })).toBeVisible()
  expect(await page.locator('main img').count()).toBe(0)
})
