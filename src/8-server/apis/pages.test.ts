/** What browsers are told about the authenticator's files: where its worker may reach, who may use the camera, and how long to keep what. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { testFolder, testServer } from '../../../test/server.ts'

test('T45: the authenticator is never framed or kept stale, its worker reaches its page, and only its page may use the camera', async (context) => {
  const data = testFolder(context)
  mkdirSync(join(data, 'web/authenticator'), { recursive: true })
  for (const file of ['index.html', 'authenticator/index.html', 'authenticator/sw.js', 'authenticator/manifest.webmanifest'])
    writeFileSync(join(data, 'web', file), file)
  const server = await testServer(context, data)
  const ask = async (path: string) => {
    const answer = await fetch(new URL(path, server.url))
    return { status: answer.status, text: await answer.text(), header: (name: string) => answer.headers.get(name) ?? '' }
  }

  for (const path of ['/authenticator', '/authenticator/']) {
    const page = await ask(path)
    assert.equal(page.text, 'authenticator/index.html')
    assert.match(page.header('permissions-policy'), /camera=\(self\)/)
    assert.match(page.header('content-security-policy'), /script-src 'self'.*frame-ancestors 'none'/)
    assert.equal(page.header('x-frame-options'), 'DENY')
    assert.equal(page.header('cache-control'), 'no-cache')
  }
  const worker = await ask('/authenticator/sw.js')
  assert.equal(worker.header('service-worker-allowed'), '/authenticator')
  assert.equal(worker.header('cache-control'), 'no-cache')
  assert.match(worker.header('content-type'), /javascript/)
  assert.match((await ask('/authenticator/manifest.webmanifest')).header('content-type'), /^application\/manifest\+json/)
  assert.equal((await ask('/authenticator/nothing')).status, 404)
  assert.match((await ask('/')).header('permissions-policy'), /camera=\(\)/)
})
