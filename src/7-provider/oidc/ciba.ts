/** Asking a person's phone for an application that has no browser (OpenID Connect CIBA, poll mode): the same prompt, the same budget. */
import type Provider from 'oidc-provider'
import { type BackchannelAuthenticationRequest, errors, type KoaContextWithOIDC } from 'oidc-provider'
import { acrOf, amrOf, type Proof, reaches } from '../methods/method.ts'
import type { AccountNames, AppNames, ProviderParts } from '../parts.ts'
import { accountNames, namesOf, personByName } from '../person.ts'
import { cleanText } from '../push/context.ts'
import type { Asked, Push } from '../push/push.ts'
import { newId, newSecret } from '../secret.ts'
import { isAcr, toldAcr, wantedAcr } from './acr.ts'
import { cleanName } from './clients.ts'
import { endpointOf, type Place } from './events.ts'
import type { Items } from './items.ts'

export interface CibaParts {
  readonly parts: ProviderParts
  readonly items: Items
  readonly push: () => Push
  readonly place: Place
}

/** What must be known to take up the phone's answer; sealed. */
interface Waiting {
  readonly challenge: string
  readonly browserSecret: string
  readonly account: string
  readonly app: AppNames
  readonly flow: string
  readonly src: ReturnType<typeof endpointOf>
}

const messageMax = 200
/** How often an application should ask, in seconds. */
const pollS = 2
const waitingPlace = (id: string): string => `oidc_item.body:ciba ${id.slice(0, 8)}`

export async function processLoginHint({ parts }: CibaParts, hint: string): Promise<string | undefined> {
  const person = await personByName(parts.identity.records, hint)
  return person?.row.state === 'active' ? person.row.id : undefined
}

export function validateBindingMessage(message: unknown): void {
  if (message === undefined) return
  if (typeof message !== 'string' || [...message].length > messageMax || cleanText(message) !== message)
    throw new errors.InvalidBindingMessage(`binding_message is plain text of at most ${messageMax} characters on one line`)
}

/** The number goes back in the answer: the application has to show it, since there is no sign-in page. */
export async function askPhone(inside: CibaParts, ctx: KoaContextWithOIDC, request: BackchannelAuthenticationRequest): Promise<void> {
  const { parts, push } = inside
  const { client, params } = ctx.oidc
  const row = await parts.identity.records
    .selectFrom('account')
    .selectAll()
    .where('id', '=', request.accountId ?? '')
    .executeTakeFirst()
  if (row === undefined || client === undefined) throw new errors.UnknownUserId('could not identify end-user')
  const app = { id: client.clientId, name: cleanName(client.clientName ?? '') || client.clientId }
  const account = namesOf(row)
  const src = endpointOf(ctx, inside.place)
  const waiting: Omit<Waiting, 'challenge'> = {
    browserSecret: newSecret(parts.chance),
    account: account.id,
    app,
    flow: newId(parts.chance),
    src,
  }
  const message = params?.['binding_message']
  const asked = await push().ask({
    account,
    kind: 'ciba',
    protocol: 'ciba',
    app,
    message: typeof message === 'string' ? message : undefined,
    src,
    flow: waiting.flow,
    browserSecret: waiting.browserSecret,
    familiar: false,
    privileged: row.privileged === 1,
    quiet: false,
    weighed: await parts.weigh({ account, app, src, time: parts.clock() }),
  })
  if (asked.state !== 'sent') {
    await request.destroy()
    throw new errors.AccessDenied(whyNot(asked))
  }
  await keepWaiting(inside, request.jti, { ...waiting, challenge: asked.challenge }, asked.expires)
  const expires = Math.max(1, Math.floor((asked.expires - parts.clock()) / 1000))
  ctx.body = {
    auth_req_id: request.jti,
    expires_in: expires,
    interval: pollS,
    tocsin_number: asked.number,
    tocsin_number_length: asked.length,
  }
}

function whyNot(asked: Exclude<Asked, { state: 'sent' }>): string {
  return asked.state === 'no-phone'
    ? 'the person has no phone that can be asked'
    : 'the person is not asked now; let them sign in in a browser, or try again later'
}

async function keepWaiting({ parts, items }: CibaParts, id: string, waiting: Waiting, expires: number): Promise<void> {
  const sealed = parts.seals.seal(waitingPlace(id), JSON.stringify(waiting))
  const leftS = Math.ceil((expires - (await parts.identity.now())) / 1000) + 60
  await items.upsert('CibaChallenge', id, { accountId: waiting.account, sealed }, leftS)
}

/** Called before each look at a request: takes up the phone's answer once it is there, on whichever node is asked. */
export async function settle(inside: CibaParts, provider: Provider, id: string): Promise<void> {
  const { parts, items, push } = inside
  const kept = await items.find('CibaChallenge', id)
  if (typeof kept?.['sealed'] !== 'string') return
  const waiting = JSON.parse(parts.seals.open(waitingPlace(id), kept['sealed'])) as Waiting
  const outcome = await push().outcome(waiting.challenge, waiting.browserSecret)
  // Whoever deletes it takes up the answer; the others see it pending for a moment more.
  if (outcome === 'pending' || !(await items.destroy('CibaChallenge', id))) return
  const collected = await push().collect(waiting.challenge, waiting.browserSecret)
  if (typeof collected !== 'object') {
    const refused =
      collected === 'unanswered' ? new errors.ExpiredToken('nobody answered') : new errors.AccessDenied('the person did not agree')
    return await provider.backchannelResult(id, refused)
  }
  await approve(inside, provider, id, waiting, collected)
}

async function approve({ parts, push }: CibaParts, provider: Provider, id: string, waiting: Waiting, proof: Proof): Promise<void> {
  const request = await provider.BackchannelAuthenticationRequest.find(id)
  const account = await accountNames(parts.identity.records, waiting.account)
  const acr = acrOf([proof])
  if (request === undefined || account === undefined || acr === undefined) return
  const wanted = wantedAcr(request.params ?? {})
  if (wanted.impossible || (wanted.least !== undefined && !reaches(acr, wanted.least)))
    return await provider.backchannelResult(id, new errors.AccessDenied('the sign-in is weaker than demanded'))
  const grant = new provider.Grant({ accountId: account.id, clientId: waiting.app.id })
  grant.addOIDCScope(request.scope ?? 'openid')
  const { id_token: idToken = {}, userinfo = {} } = request.claims ?? {}
  grant.addOIDCClaims([...Object.keys(idToken), ...Object.keys(userinfo)])
  await grant.save()
  const told = isAcr(acr) ? toldAcr(wanted, acr) : acr
  await provider.backchannelResult(id, grant, { acr: told, amr: [...amrOf([proof])], authTime: Math.floor(proof.time / 1000) })
  await push().succeeded(account, proof, false)
  tellSignIn(parts, account, waiting, proof, acr)
}

function tellSignIn(parts: ProviderParts, account: AccountNames, { app, flow, src }: Waiting, proof: Proof, acr: string): void {
  parts.tell([
    {
      kind: 'sign_in',
      result: 'success',
      id: newId(parts.chance),
      time: parts.clock(),
      account,
      app,
      src,
      flow,
      acr,
      amr: amrOf([proof]),
      methods: ['push'],
      single: true,
      browserKnown: false,
    },
  ])
}
