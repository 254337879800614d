/** `/account`: what a signed-in person sees and does; everything by the session's cookie and its token. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Actor, Refusal } from '../../7-provider/account/change.ts'
import type { App } from '../api.ts'
import { problem } from '../problem.ts'
import { sameSecret } from '../secrets.ts'
import { actionOf, doneWords } from './account-actions.ts'
import { accountPage } from './account-page.ts'
import type { Room } from './account-parts.ts'
import { offeredPage, phonePage } from './account-phone.ts'
import { appAgain, appStep, codesMade, codesStep, passkeyStep, passwordStep } from './account-steps.ts'
import { fieldsOf, goTo, limits, send, sorryPage } from './answers.ts'
import { clearPerson, held, personCookie } from './cookies.ts'
import type { Desk } from './needs.ts'

/** One request of a signed-in person. */
interface Visit {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** The cookie's value: only this browser has it. */
  readonly secret: string
  readonly actor: Actor
  readonly room: Room
  readonly field: (name: string) => string
}

type Answer = FastifyReply | object

const Arriving = Type.Object({ done: Type.Optional(Type.String({ maxLength: 20 })) })

export function accountRoutes(app: App, desk: Desk): void {
  const look = { config: { scope: 'people', rateLimit: limits.look }, schema: { hide: true } } as const
  const sent = { config: { scope: 'people', rateLimit: limits.send }, schema: { hide: true } } as const
  const wait = { config: { scope: 'people', rateLimit: limits.wait }, schema: { hide: true } } as const
  const get = (path: string, to: string, show: (visit: Visit) => Promise<Answer>): void => {
    app.get(path, look, (request, reply) => visit(desk, request, reply, to, show))
  }
  const post = (path: string, to: string, take: (visit: Visit) => Promise<Answer>): void => {
    app.post(path, sent, (request, reply) => visit(desk, request, reply, to, withToken(take)))
  }
  app.get('/account', { ...look, schema: { hide: true, querystring: Arriving } }, (request, reply) =>
    visit(desk, request, reply, '', (one) => home(desk, one, noteOf(doneWords(request.query.done)))),
  )
  post('/account', '', (one) => act(desk, one))
  get('/account/passkey', 'passkey', (one) => passkey(desk, one))
  post('/account/passkey', 'passkey', (one) => addPasskey(desk, one))
  get('/account/app', 'totp', (one) => offerApp(desk, one))
  post('/account/app', 'totp', (one) => addApp(desk, one))
  get('/account/codes', 'codes', async ({ reply, room }) => send(reply, codesStep(room)))
  post('/account/codes', 'codes', (one) => makeCodes(desk, one))
  get('/account/password', 'password', (one) => password(desk, one))
  post('/account/password', 'password', (one) => changePassword(desk, one))
  get('/account/phone', 'phone', (one) => phone(desk, one))
  post('/account/phone', 'phone', (one) => changePhone(desk, one))
  app.get('/account/phone/state', wait, (request, reply) =>
    visit(desk, request, reply, 'phone', async ({ secret }) => ({ step: (await desk.needs().enrolments.look(secret)).state })),
  )
}

/** `to`: where the person comes back to after signing in. */
async function visit(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  to: string,
  work: (visit: Visit) => Promise<Answer>,
): Promise<Answer> {
  const { sessions, visitor } = desk.needs()
  const cookie = held(request, personCookie(desk.config))
  const session = cookie === undefined ? undefined : await sessions.look(cookie.secret)
  if (cookie === undefined || session === undefined) return goTo(reply, signInAt(to, false))
  const actor: Actor = { session, visitor: visitor(request) }
  const room: Room = { frame: desk.frame, session }
  return await work({ request, reply, secret: cookie.secret, actor, room, field: fieldsOf(request.body) })
}

const signInAt = (to: string, anew: boolean): string => {
  const query = [to === '' ? '' : `to=${to}`, anew ? 'anew=1' : ''].filter((part) => part !== '').join('&')
  return query === '' ? '/signin' : `/signin?${query}`
}

/** Throws 403 where the form is not of this session. */
const withToken = (take: (visit: Visit) => Promise<Answer>) => async (one: Visit) => {
  if (!sameSecret(one.field('token'), one.room.session.csrf)) throw problem(403, 'forbidden', 'The form is of another session.')
  return await take(one)
}

const noteOf = (text: string | undefined) => (text === undefined ? undefined : ({ kind: 'note', text } as const))

async function home(desk: Desk, { reply, actor, room }: Visit, said?: { kind: 'problem' | 'note'; text: string }): Promise<FastifyReply> {
  const { account } = desk.needs()
  const overview = await account.overview(actor)
  if (overview === undefined) return goTo(reply, '/signin')
  return send(reply, accountPage(room, { overview, history: await account.history(actor), said }))
}

/** The page to sign in again, or the account with the reason. */
async function refused(desk: Desk, one: Visit, refusal: Refusal, to: string): Promise<FastifyReply> {
  if (refusal.why === 'step-up') return goTo(one.reply, signInAt(to, true))
  return await home(desk, one, { kind: 'problem', text: refusal.say })
}

async function act(desk: Desk, one: Visit): Promise<FastifyReply> {
  const { reply, actor, field } = one
  const { account } = desk.needs()
  if (field('do') === 'sign-out') {
    await account.endSession(actor, actor.session.id)
    clearPerson(reply, desk.config)
    return send(reply, signedOut(desk))
  }
  const action = actionOf(field('do'))
  if (action === undefined) throw problem(400, 'bad_request', 'This form is not one of ours.')
  const outcome = await action.run(account, actor, field)
  return outcome.ok ? goTo(reply, `/account?done=${field('do')}`) : await refused(desk, one, outcome, '')
}

const signedOut = ({ frame }: Desk) =>
  sorryPage(frame, {
    title: 'You are signed out',
    text: 'Applications that you opened may still know you: sign out there too, if others use this browser.',
    to: '/signin',
    label: 'Sign in again',
  })

async function passkey(desk: Desk, one: Visit, trouble?: string): Promise<FastifyReply> {
  const made = await desk.needs().account.passkeyOptions(one.actor)
  return made.ok ? send(one.reply, passkeyStep(one.room, made.options, trouble)) : await refused(desk, one, made, 'passkey')
}

async function addPasskey(desk: Desk, one: Visit): Promise<FastifyReply> {
  const { reply, actor, field } = one
  const added = await desk.needs().account.addPasskey(actor, parsed(field('credential')), field('name'))
  if (added.ok) return goTo(reply, '/account?done=passkey')
  return added.why === 'refused' ? await passkey(desk, one, added.say) : await refused(desk, one, added, 'passkey')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function offerApp(desk: Desk, one: Visit): Promise<FastifyReply> {
  const offered = await desk.needs().account.offerTotp(one.actor)
  return offered.ok ? send(one.reply, appStep(one.room, offered)) : await refused(desk, one, offered, 'totp')
}

async function addApp(desk: Desk, one: Visit): Promise<FastifyReply> {
  const { reply, actor, room, field } = one
  const added = await desk.needs().account.confirmTotp(actor, field('offer'), field('code'), field('name'))
  if (added.ok) return goTo(reply, '/account?done=app')
  return added.again === true ? send(reply, appAgain(room, field('offer'), added.say)) : await refused(desk, one, added, 'totp')
}

async function makeCodes(desk: Desk, one: Visit): Promise<FastifyReply> {
  const made = await desk.needs().account.makeRecoveryCodes(one.actor)
  if (made.ok) return send(one.reply, codesMade(one.room, made.codes))
  return made.why === 'refused' ? send(one.reply, codesStep(one.room, made.say)) : await refused(desk, one, made, 'codes')
}

async function password(desk: Desk, one: Visit, trouble?: string): Promise<FastifyReply> {
  const overview = await desk.needs().account.overview(one.actor)
  if (overview === undefined) return goTo(one.reply, '/signin')
  const may = overview.hasPassword ? overview.change : overview.add
  if (may === 'step-up') return goTo(one.reply, signInAt('password', true))
  return send(one.reply, passwordStep(one.room, overview, trouble))
}

async function changePassword(desk: Desk, one: Visit): Promise<FastifyReply> {
  const { reply, actor, field } = one
  if (field('new') !== field('again')) return await password(desk, one, 'The two new passwords are not the same. Type both again.')
  const changed = await desk.needs().account.changePassword(actor, field('old'), field('new'))
  if (changed.ok) return goTo(reply, '/account?done=password')
  return changed.why === 'refused' ? await password(desk, one, changed.say) : await refused(desk, one, changed, 'password')
}

/** Undefined where the session may add a phone; else what answers instead. */
async function phoneBar(desk: Desk, one: Visit): Promise<FastifyReply | undefined> {
  const overview = await desk.needs().account.overview(one.actor)
  return overview?.add === 'yes' ? undefined : goTo(one.reply, signInAt('phone', true))
}

async function phone(desk: Desk, one: Visit): Promise<FastifyReply> {
  const view = await desk.needs().enrolments.look(one.secret)
  return send(one.reply, phonePage(one.room, view, desk.clock()))
}

async function changePhone(desk: Desk, one: Visit): Promise<FastifyReply> {
  const { enrolments, settings } = desk.needs()
  const { reply, actor, room, secret, field } = one
  const bar = await phoneBar(desk, one)
  if (bar !== undefined) return bar
  switch (field('do')) {
    case 'offer':
      return send(reply, offeredPage(room, await enrolments.offer(actor.session.account, secret), settings.origin, desk.clock()))
    case 'same':
    case 'other':
      await enrolments.confirm(secret, field('do') === 'same', actor.visitor)
      return goTo(reply, '/account/phone')
    default:
      throw problem(400, 'bad_request', 'This form is not one of ours.')
  }
}
