/** `/account/not-me`: where the link of a notice leads. Looking changes nothing, because programs open links in mails too. */
import type { App } from '../api.ts'
import { notMeForm } from './account-steps.ts'
import { fieldsOf, limits, send, sorryPage } from './answers.ts'
import { page } from './layout.ts'
import type { Desk } from './needs.ts'

/** Nobody needs to be signed in: the link's 256 bits are what lets this happen, and no cookie is looked at. */
export function notMeRoutes(app: App, { frame, needs }: Desk): void {
  app.get('/account/not-me', { config: { scope: 'people', rateLimit: limits.look }, schema: { hide: true } }, async (_, reply) =>
    send(reply, page(frame, { title: 'Was that not you?', body: notMeForm('') })),
  )
  app.post('/account/not-me', { config: { scope: 'people', rateLimit: limits.send }, schema: { hide: true } }, async (request, reply) => {
    const secret = fieldsOf(request.body)('secret').replace(/^.*#/, '').trim()
    const said = await needs().repudiations.say(secret)
    return send(reply, said.state === 'done' ? done(frame) : gone(frame), said.state === 'done' ? 200 : 410)
  })
}

const done = (frame: Desk['frame']) =>
  sorryPage(frame, {
    title: 'Thank you. It is stopped',
    text: 'All browsers are signed out and no prompts reach your phone. Sign in, change your password, and look whether the ways to sign in are all yours.',
    to: '/signin',
    label: 'Sign in',
  })

const gone = (frame: Desk['frame']) =>
  sorryPage(frame, {
    title: 'This link is over',
    text: 'It was used before, or it is older than a week. Sign in and look at your account; if something there is not yours, remove it and tell your help desk.',
    to: '/signin',
    label: 'Sign in',
  })
