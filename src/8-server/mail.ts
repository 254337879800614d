/** Sends notices by mail: over TLS unless the mail server is this machine, with nothing of a stranger's in a header. */
import { createTransport } from 'nodemailer'
import type { Mail, Send } from '../7-provider/notices/deliver.ts'
import { addressOf, type MailSettings, mailProblems } from './mail-settings.ts'

/** A mail server that says nothing for so long has failed. */
const waitMs = 10_000

/** Throws where `mailProblems` has something to say. */
export function createMail(settings: MailSettings): NonNullable<Send> {
  const from = addressOf(settings.from)
  if (from === undefined || mailProblems(settings).length > 0) throw new Error(mailProblems(settings).join('\n'))
  const transport = createTransport(transportOf(new URL(settings.url)))
  return async (mail: Mail) => {
    await transport.sendMail({
      from,
      to: { name: '', address: mail.to },
      subject: mail.subject,
      text: mail.text,
      // RFC 3834: out-of-office programs do not answer.
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  }
}

function transportOf(url: URL) {
  const secure = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const local = host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    // Without it, whoever stands between could have the mail sent in the clear by hiding STARTTLS.
    requireTLS: !secure && !local,
    tls: { minVersion: 'TLSv1.2' as const },
    ...(url.username === '' ? {} : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    connectionTimeout: waitMs,
    greetingTimeout: waitMs,
    socketTimeout: waitMs,
  }
}
