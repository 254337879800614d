/** Mail against a little SMTP server: what arrives, that nothing can be slipped into a header, that TLS is insisted on. */
import assert from 'node:assert/strict'
import { createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { createMail } from './mail.ts'
import { mailProblems } from './mail-settings.ts'

interface Received {
  readonly to: string[]
  body: string
}

/** Speaks as much SMTP (RFC 5321) as a client needs; no TLS. `refuse`: answers every recipient so. */
async function smtpServer(context: TestContext, refuse?: string): Promise<{ readonly port: number; readonly received: Received[] }> {
  const received: Received[] = []
  const server = createServer((socket) => speak(socket, received, refuse))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  context.after(() => server.close())
  const address = server.address()
  return { port: typeof address === 'object' && address !== null ? address.port : 0, received }
}

function speak(socket: Socket, received: Received[], refuse: string | undefined): void {
  let buffer = ''
  let mail: Received | undefined
  let inData = false
  const say = (line: string) => socket.write(`${line}\r\n`)
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    buffer += chunk.toString()
    for (let end = buffer.indexOf('\r\n'); end !== -1; end = buffer.indexOf('\r\n')) {
      const line = buffer.slice(0, end)
      buffer = buffer.slice(end + 2)
      if (inData && mail !== undefined) {
        if (line !== '.') mail.body += `${line}\n`
        else {
          inData = false
          received.push(mail)
          say('250 taken')
        }
      } else if (/^EHLO/i.test(line)) say('250 mail.test')
      else if (/^MAIL FROM/i.test(line)) {
        mail = { to: [], body: '' }
        say('250 ok')
      } else if (/^RCPT TO/i.test(line)) {
        mail?.to.push(/<(.*)>/.exec(line)?.[1] ?? '')
        say(refuse ?? '250 ok')
      } else if (/^DATA/i.test(line)) {
        inData = true
        say('354 go on')
      } else say(/^QUIT/i.test(line) ? '221 bye' : '502 no')
    }
  })
  say('220 mail.test')
}

test('a notice arrives as it was written, and says that no person sent it', async (context) => {
  const { port, received } = await smtpServer(context)
  const send = createMail({ url: `smtp://127.0.0.1:${port}`, from: 'Example <no-reply@example.com>' })
  await send({ to: 'ada@example.com', subject: 'Example: your password was changed', text: 'Hello,\n\nit was changed.\n.\nAda' })
  const [mail] = received
  assert.deepEqual(mail?.to, ['ada@example.com'])
  for (const line of [
    /^From: Example <no-reply@example.com>$/m,
    /^To: ada@example.com$/m,
    /^Subject: Example: your password was changed$/m,
  ])
    assert.match(mail?.body ?? '', line)
  assert.match(mail?.body ?? '', /^Auto-Submitted: auto-generated$/m)
  assert.match(mail?.body ?? '', /^it was changed\.$/m)
})

test('T49: nothing slips into a header or to another recipient', async (context) => {
  const { port, received } = await smtpServer(context)
  const send = createMail({ url: `smtp://127.0.0.1:${port}`, from: 'no-reply@example.com' })
  await send({ to: 'ada@example.com', subject: 'x\r\nBcc: eve@example.org\r\n\r\nbody', text: 'y' })
  const head = received[0]?.body.split('\n\n')[0] ?? ''
  assert.doesNotMatch(head, /^Bcc:/m)
  assert.deepEqual(received[0]?.to, ['ada@example.com'])
  await send({ to: 'ada@example.com, eve@example.org', subject: 'x', text: 'y' }).catch(() => {})
  await send({ to: 'ada@example.com>\r\nRCPT TO:<eve@example.org', subject: 'x', text: 'y' }).catch(() => {})
  assert.ok(received.every(({ to }) => !to.includes('eve@example.org')))
})

test('what the mail server refuses is an error that says so, without our password', async (context) => {
  const { port } = await smtpServer(context, '550 no such person')
  const send = createMail({ url: `smtp://127.0.0.1:${port}`, from: 'no-reply@example.com' })
  await assert.rejects(send({ to: 'nobody@example.com', subject: 'x', text: 'y' }), /550 no such person/)
  const secret = createMail({ url: 'smtp://me:hunter2@127.0.0.1:1', from: 'no-reply@example.com' })
  const error = await secret({ to: 'a@b.c', subject: 'x', text: 'y' }).catch((caught: unknown) => caught)
  assert.ok(error instanceof Error)
  assert.doesNotMatch(`${error.message} ${JSON.stringify(error)}`, /hunter2/)
})

test('TLS is insisted on beyond this machine', async (context) => {
  const { port, received } = await smtpServer(context)
  // The name of this machine that is not recognised as it, so that TLS is demanded of a server that has none.
  const send = createMail({ url: `smtp://0.0.0.0:${port}`, from: 'no-reply@example.com' })
  await assert.rejects(send({ to: 'ada@example.com', subject: 'x', text: 'secret' }), /TLS|STARTTLS/i)
  assert.equal(received.length, 0)
})

test('settings that cannot work are told with what to do', () => {
  const problems = (url: string, from: string): string => mailProblems({ url, from }).join('\n')
  assert.equal(problems('smtps://a:b@mail.example.com', 'Example <no-reply@example.com>'), '')
  assert.equal(problems('smtp://mail.example.com:2525', 'no-reply@example.com'), '')
  assert.match(problems('https://mail.example.com', 'no-reply@example.com'), /mailUrl/)
  assert.match(problems('mail.example.com', 'no-reply@example.com'), /mailUrl/)
  assert.match(problems('smtps://mail.example.com', 'nobody'), /mailFrom/)
  assert.match(problems('smtps://mail.example.com', 'a@b.c\r\nBcc: d@e.f'), /mailFrom/)
  assert.doesNotMatch(problems('smtps://me:hunter2@/', 'nobody'), /hunter2/)
})
