/** The line to the server breaks and comes back: the page says so, and misses nothing. */
import { bombing } from './duo-logs.ts'
import { drop, expect, setUp, test } from './story.ts'

test('the page says that it is not live, and catches up by itself', async ({ page, server }) => {
  await setUp(page, server)
  await drop(page, [{ name: 'ada.ndjson', text: bombing('ada', Date.now() - 60_000, false) }])
  await expect(page.locator('[data-row]')).toHaveCount(1)
  const state = page.getByRole('region', { name: 'State of the store' })
  await expect(state).toContainText('Live')

  await server.kill()
  await expect(state).toContainText('Not live')
  await drop(page, [{ name: 'lost.ndjson', text: bombing('grace', Date.now() - 60_000, false) }])
  await expect(page.getByRole('region', { name: 'Files' })).toContainText('The server does not answer')
  await expect(page.locator('[data-row]'), 'what is known stays').toHaveCount(1)

  await server.again()
  await expect(state).not.toContainText('Not live', { timeout: 45_000 })
  await expect(page.locator('[data-row]')).toHaveCount(1)
})
