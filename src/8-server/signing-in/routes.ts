/** `/signin` and `/signin/UID`: shows where a sign-in stands, takes what its forms send, and hands over who signed in. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { SignedIn } from '../../7-provider/sign-in/sign-ins.ts'
import type { Purpose, SignInView } from '../../7-provider/sign-in-view.ts'
import type { App } from '../api.ts'
import { problem } from '../problem.ts'
import { newSecret } from '../secrets.ts'
import { actionsOf } from './action.ts'
import { fieldsOf, goTo, limits, send, sorryPage } from './answers.ts'
import { consentPage } from './consent.ts'
import {
  attemptCookie,
  clearAttempt,
  formToken,
  type Held,
  held,
  heldText,
  isToken,
  personCookie,
  setAttempt,
  setPerson,
} from './cookies.ts'
import type { Trusted } from './html.ts'
import type { Desk } from './needs.ts'
import { onwardPage, viewPage } from './views.ts'

/** One request about one sign-in. `uid`: of the interaction, where it is for an application. */
interface Door {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly uid: string | undefined
  readonly base: string
  readonly held: Held | undefined
}

/** Where somebody is taken after they signed in for their own account: a word in the cookie, never an address from outside. */
const targets: Readonly<Record<string, string>> = {
  passkey: '/account/passkey',
  phone: '/account/phone',
  totp: '/account/app',
  codes: '/account/codes',
  password: '/account/password',
}

const Uid = Type.Object({ uid: Type.String({ pattern: '^[\\w-]{10,64}$' }) })
const Arriving = Type.Object({ to: Type.Optional(Type.String({ maxLength: 20 })), anew: Type.Optional(Type.String({ maxLength: 1 })) })

export function signInRoutes(app: App, desk: Desk): void {
  const open = (rateLimit: object) => ({ config: { scope: 'people', rateLimit }, schema: { hide: true } }) as const
  const withUid = (rateLimit: object) => ({ config: { scope: 'people', rateLimit }, schema: { hide: true, params: Uid } }) as const
  const door = (request: FastifyRequest, reply: FastifyReply, uid?: string): Door => ({
    request,
    reply,
    uid,
    base: uid === undefined ? '/signin' : `/signin/${uid}`,
    held: held(request, attemptCookie(desk.config, uid)),
  })
  const mine = { ...open(limits.look), schema: { hide: true, querystring: Arriving } }
  app.get('/signin', mine, (request, reply) => arriveForAccount(desk, door(request, reply), request.query))
  app.post('/signin', open(limits.send), (request, reply) => take(desk, door(request, reply)))
  app.get('/signin/state', open(limits.wait), (request, reply) => state(desk, door(request, reply)))
  app.get('/signin/continue', open(limits.look), (request, reply) => goOn(desk, door(request, reply)))

  app.get('/signin/:uid', withUid(limits.look), (request, reply) => arrive(desk, door(request, reply, request.params.uid)))
  app.post('/signin/:uid', withUid(limits.send), (request, reply) => take(desk, door(request, reply, request.params.uid)))
  app.get('/signin/:uid/state', withUid(limits.wait), (request, reply) => state(desk, door(request, reply, request.params.uid)))
  app.get('/signin/:uid/continue', withUid(limits.look), (request, reply) => goOn(desk, door(request, reply, request.params.uid)))
  app.get('/signin/:uid/refuse', withUid(limits.look), (request, reply) => refuse(desk, door(request, reply, request.params.uid)))
  app.get('/signin/:uid/agreed', withUid(limits.look), (request, reply) => agreed(desk, door(request, reply, request.params.uid)))
}

async function arriveForAccount(desk: Desk, door: Door, asked: { readonly to?: string; readonly anew?: string }): Promise<FastifyReply> {
  const { sessions } = desk.needs()
  const { request, reply } = door
  const mark = asked.to !== undefined && Object.hasOwn(targets, asked.to) ? asked.to : undefined
  const before = held(request, personCookie(desk.config))
  const session = before === undefined ? undefined : await sessions.look(before.secret)
  if (session !== undefined && asked.anew === undefined && door.held === undefined) return goTo(reply, targetOf(mark))
  const app = { id: 'account', name: `Your account at ${desk.needs().settings.organisation}` }
  const purpose: Purpose = { kind: 'account', app, anew: session !== undefined, loginHint: session?.account.name }
  return (await resume(desk, door, mark)) ?? (await begin(desk, door, purpose, mark))
}

const targetOf = (mark: string | undefined): string => targets[mark ?? ''] ?? '/account'

async function arrive(desk: Desk, door: Door): Promise<FastifyReply> {
  const { request, reply, uid, base } = door
  const resumed = await resume(desk, door, undefined)
  if (resumed !== undefined) return resumed
  const { interactions } = desk.needs()
  if (interactions === undefined || uid === undefined) return send(reply, nothingOpen(desk), 404)
  const consent = await interactions.consent(request, reply, uid)
  if (consent !== undefined) {
    const secret = newSecret()
    setAttempt(reply, desk.config, uid, secret)
    return send(reply, consentPage({ frame: desk.frame, base, token: formToken(secret), now: desk.clock() }, consent))
  }
  const purpose = await interactions.purposeOf(request, reply, uid)
  return purpose === undefined ? send(reply, nothingOpen(desk), 404) : await begin(desk, door, purpose, undefined)
}

const nothingOpen = ({ frame }: Desk): Trusted =>
  sorryPage(frame, {
    title: 'This sign-in is over',
    text: 'It was finished, took too long, or was begun in another browser. Go back to the application and sign in from there again.',
    to: '/account',
    label: 'To my account',
  })

/** Shows the sign-in that this browser has under way here; undefined where there is none. A page that waits moves on where the phone has answered. */
async function resume(desk: Desk, door: Door, mark: string | undefined): Promise<FastifyReply | undefined> {
  const { signIns, visitor } = desk.needs()
  const { request, reply, uid, base } = door
  if (door.held === undefined) return undefined
  const seen = await signIns.look(door.held.secret)
  const { view, secret } = seen.step === 'push' ? await signIns.act(door.held.secret, { do: 'wait' }, visitor(request)) : { view: seen }
  if (view.step === 'over') return undefined
  const now: Held = { secret: secret ?? door.held.secret, mark: mark ?? door.held.mark }
  if (heldText(now) !== heldText(door.held)) setAttempt(reply, desk.config, uid, heldText(now))
  if (view.step === 'done' && uid === undefined) return goTo(reply, `${base}/continue`)
  return show(desk, door, view, now.secret)
}

async function begin(desk: Desk, door: Door, purpose: Purpose, mark: string | undefined): Promise<FastifyReply> {
  const { signIns, visitor } = desk.needs()
  const { secret, view } = await signIns.begin(purpose, visitor(door.request))
  setAttempt(door.reply, desk.config, door.uid, heldText({ secret, mark }))
  return show(desk, door, view, secret)
}

const show = (desk: Desk, { reply, base }: Door, view: SignInView, secret: string): FastifyReply =>
  send(reply, viewPage({ frame: desk.frame, base, token: formToken(secret), now: desk.clock() }, view))

/** Takes a form, and answers with a redirect to what comes next. */
async function take(desk: Desk, door: Door): Promise<FastifyReply> {
  const { request, reply, uid, base } = door
  const field = fieldsOf(request.body)
  if (door.held === undefined) return show(desk, door, { step: 'over', why: 'unknown' }, '')
  if (!isToken(door.held.secret, field('token')))
    throw problem(403, 'forbidden', 'The form is of another sign-in, or of a page that is out of date.')
  if (field('do') === 'restart') return await restart(desk, door, door.held)
  if (field('do') === 'agree' && uid !== undefined) {
    setAttempt(reply, desk.config, uid, heldText({ ...door.held, mark: 'agreed' }))
    return send(reply, onwardPage(desk.frame, 'the application', `${base}/agreed`))
  }
  const actions = actionsOf(field)
  if (actions === undefined) throw problem(400, 'bad_request', 'This form is not one of ours.')
  const { signIns, visitor } = desk.needs()
  let { secret } = door.held
  let view: SignInView = { step: 'over', why: 'unknown' }
  for (const action of actions) {
    const acted = await signIns.act(secret, action, visitor(request))
    view = acted.view
    secret = acted.secret ?? secret
  }
  if (view.step === 'over') {
    clearAttempt(reply, desk.config, uid)
    return show(desk, door, view, '')
  }
  setAttempt(reply, desk.config, uid, heldText({ ...door.held, secret }))
  return goTo(reply, base)
}

async function restart(desk: Desk, { request, reply, uid, base }: Door, { secret }: Held): Promise<FastifyReply> {
  const { signIns, visitor } = desk.needs()
  await signIns.act(secret, { do: 'cancel' }, visitor(request))
  clearAttempt(reply, desk.config, uid)
  return goTo(reply, base)
}

/** For the script of a page that waits. */
async function state(desk: Desk, door: Door): Promise<{ readonly step: SignInView['step']; readonly seconds?: number }> {
  const { signIns, visitor } = desk.needs()
  if (door.held === undefined) return { step: 'over' }
  const { view, secret } = await signIns.act(door.held.secret, { do: 'wait' }, visitor(door.request))
  if (secret !== undefined) setAttempt(door.reply, desk.config, door.uid, heldText({ ...door.held, secret }))
  if (view.step !== 'push') return { step: view.step }
  return { step: 'push', seconds: Math.max(0, Math.ceil((view.expires - desk.clock()) / 1000)) }
}

async function goOn(desk: Desk, door: Door): Promise<FastifyReply> {
  const { signIns, visitor, interactions } = desk.needs()
  const { request, reply, uid, base } = door
  const signedIn = door.held === undefined ? undefined : await signIns.finish(door.held.secret, visitor(request))
  if (signedIn === undefined) return goTo(reply, base)
  clearAttempt(reply, desk.config, uid)
  // The phone showed an application: that one is opened, whatever the browser did with its cookies meanwhile.
  if (signedIn.purpose.uid !== uid) return send(reply, nothingOpen(desk), 404)
  if (uid === undefined) return await enter(desk, door, signedIn)
  if (interactions === undefined || signedIn.enrolOnly) return send(reply, nothingOpen(desk), 404)
  await interactions.finish(request, reply, uid, signedIn)
  return reply
}

/** A session of the person's own pages; whoever was signed in here before is so no longer. */
async function enter(desk: Desk, { request, reply, held: attempt }: Door, signedIn: SignedIn): Promise<FastifyReply> {
  const { sessions, visitor, settings } = desk.needs()
  const before = held(request, personCookie(desk.config))
  const session = before === undefined ? undefined : await sessions.look(before.secret)
  if (session !== undefined && session.account.id !== signedIn.account.id)
    await sessions.end({ account: session.account, sessions: [session.id], why: 'Somebody else signed in in this browser.' })
  const { secret } = await sessions.begin(signedIn, visitor(request), before?.secret)
  setPerson(reply, desk.config, secret, settings.sessionMs)
  return goTo(reply, targetOf(attempt?.mark))
}

async function refuse(desk: Desk, { request, reply, uid }: Door): Promise<FastifyReply> {
  const { interactions } = desk.needs()
  clearAttempt(reply, desk.config, uid)
  if (interactions === undefined || uid === undefined) return send(reply, nothingOpen(desk), 404)
  await interactions.refuse(request, reply, uid)
  return reply
}

/** Only after the form was sent, which left its mark in the cookie: a link from elsewhere agrees to nothing. */
async function agreed(desk: Desk, { request, reply, uid, base, held: attempt }: Door): Promise<FastifyReply> {
  const { interactions } = desk.needs()
  if (interactions === undefined || uid === undefined) return send(reply, nothingOpen(desk), 404)
  if (attempt?.mark !== 'agreed') return goTo(reply, base)
  clearAttempt(reply, desk.config, uid)
  await interactions.consented(request, reply, uid)
  return reply
}
