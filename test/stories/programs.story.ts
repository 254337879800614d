/** A token for a program: made, seen once, used, revoked. */
import { bombing } from './duo-logs.ts'
import { expect, setUp, test } from './story.ts'

test('a program sends logs with a token until it is revoked', async ({ page, server, complaints, request }) => {
  expect(complaints).toEqual([])
  await setUp(page, server)
  await page.getByRole('link', { name: 'make a token' }).click()
  await page.getByRole('button', { name: 'Make a token' }).click()
  await page.getByLabel('What for').fill('Vector on the gateway')
  await page.getByRole('button', { name: 'Make the token' }).click()
  const secret = (await page.getByRole('region', { name: 'The token for Vector on the gateway' }).locator('code').textContent()) ?? ''
  expect(secret.length).toBeGreaterThan(20)

  const send = () =>
    request.post(`${server.url}/ingest/auto`, {
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/x-ndjson' },
      data: bombing('ada', Date.now() - 60_000, false),
    })
  expect(await (await send()).json()).toMatchObject({ accepted: 26 })
  await page.getByRole('navigation').getByRole('link', { name: 'Incidents' }).click()
  await expect(page.locator('[data-row]')).toHaveCount(1)

  await page.getByRole('navigation').getByRole('link', { name: 'Tokens' }).click()
  await expect(page.getByText(secret)).toHaveCount(0)
  await page.getByRole('button', { name: 'Revoke Vector on the gateway' }).click()
  await page.getByRole('button', { name: 'Revoke Vector' }).click()
  await expect(page.getByText('There are no tokens.')).toBeVisible()
  expect((await send()).status()).toBe(401)
})
