/** What the sign-in pages do for oidc-provider: they learn what is asked, and give back who signed in or what was agreed to. */
import type Provider from 'oidc-provider'
import type { Interaction, InteractionResults } from 'oidc-provider'
import type { AppNames, ProviderParts } from '../parts.ts'
import { accountNames } from '../person.ts'
import { newId } from '../secret.ts'
import type { SignedIn } from '../sign-in/sign-ins.ts'
import type { Purpose } from '../sign-in-view.ts'
import { isEnough, wantedAcr } from './acr.ts'
import { cleanName } from './clients.ts'
import { grantWanted, isFirstParty, remember, wantedBy, wantedWords } from './consent.ts'
import type { Items } from './items.ts'

export type OidcAsked =
  | { readonly wants: 'sign-in'; readonly purpose: Purpose }
  | {
      readonly wants: 'consent'
      readonly app: AppNames
      /** Where the person will be afterwards. */
      readonly host: string
      readonly account: string
      readonly words: readonly string[]
    }

/** Where the browser goes on, a path of ours; undefined where the interaction is over or asked for something else. */
export type Onward = string | undefined

export type Made = Pick<SignedIn, 'account' | 'acr' | 'amr' | 'authTime' | 'enrolOnly'>

export interface OidcInteractions {
  /** The caller has made sure that it was begun in this browser. Undefined where it is over. */
  asked(uid: string): Promise<OidcAsked | undefined>
  signedIn(uid: string, signedIn: Made): Promise<Onward>
  agreed(uid: string): Promise<Onward>
  refused(uid: string): Promise<Onward>
}

interface InteractionParts {
  readonly parts: ProviderParts
  readonly items: Items
  readonly provider: () => Promise<Provider>
}

const hintMax = 320

export function createInteractions(inside: InteractionParts): OidcInteractions {
  const find = async (uid: string): Promise<{ provider: Provider; interaction: Interaction } | undefined> => {
    const provider = await inside.provider()
    const interaction = await provider.Interaction.find(uid)
    return interaction === undefined || !(await isSamePerson(provider, interaction)) ? undefined : { provider, interaction }
  }
  return {
    asked: async (uid) => {
      const found = await find(uid)
      return found === undefined ? undefined : await askedOf(found.provider, found.interaction)
    },
    signedIn: async (uid, signedIn) => {
      const found = await find(uid)
      if (found === undefined || found.interaction.prompt.name !== 'login' || signedIn.enrolOnly) return undefined
      const result = loginOf(inside.parts, found.interaction, signedIn)
      return await goOn(inside.parts, found.interaction, result)
    },
    agreed: async (uid) => {
      const found = await find(uid)
      if (found === undefined || found.interaction.prompt.name !== 'consent') return undefined
      return await agree(inside, found.provider, found.interaction)
    },
    refused: async (uid) => {
      const found = await find(uid)
      if (found === undefined) return undefined
      return await goOn(inside.parts, found.interaction, { error: 'access_denied', error_description: 'the person did not want to' })
    },
  }
}

/** As oidc-provider checks it where its own cookie finds the interaction. */
async function isSamePerson(provider: Provider, { session }: Interaction): Promise<boolean> {
  if (session?.uid === undefined) return true
  const now = await provider.Session.findByUid(session.uid)
  return now !== undefined && now.accountId === session.accountId
}

async function askedOf(provider: Provider, interaction: Interaction): Promise<OidcAsked | undefined> {
  const { params, prompt, session, uid } = interaction
  const client = await provider.Client.find(String(params['client_id']))
  if (client === undefined) return undefined
  const app = { id: client.clientId, name: cleanName(client.clientName ?? '') || client.clientId }
  if (prompt.name === 'login') return { wants: 'sign-in', purpose: purposeOf(uid, interaction, app) }
  const account = session?.accountId ?? interaction.lastSubmission?.login?.accountId
  if (prompt.name !== 'consent' || account === undefined) return undefined
  const words = wantedWords(wantedBy(interaction))
  const redirect = String(params['redirect_uri'])
  const host = URL.canParse(redirect) ? new URL(redirect).host || new URL(redirect).protocol : ''
  return {
    wants: 'consent',
    app,
    host,
    account,
    words: words.length > 0 ? words : [isFirstParty(client) ? 'Sign you in' : 'Know that it is you'],
  }
}

function purposeOf(uid: string, { params, prompt }: Pick<Interaction, 'params' | 'prompt'>, app: AppNames): Purpose {
  const maxAge = Number(params['max_age'])
  const hint = params['login_hint']
  return {
    kind: 'oidc',
    uid,
    app,
    acr: wantedAcr(params).least,
    maxAgeMs: params['max_age'] === undefined || !Number.isSafeInteger(maxAge) ? undefined : maxAge * 1000,
    loginHint: typeof hint === 'string' ? hint.slice(0, hintMax) : undefined,
    // Another person than the one signed in is wanted, or the same one by name of `prompt=login`.
    anew: ['login_prompt', 'id_token_hint', 'claims_id_token_sub_value'].some((reason) => prompt.reasons.includes(reason)),
  }
}

function loginOf({ clock }: ProviderParts, { params, prompt, uid, iat }: Interaction, made: Made): InteractionResults {
  const { acr, maxAgeMs, anew } = purposeOf(uid, { params, prompt }, { id: '', name: '' })
  // Signed in for this very question; what was proved before it counts as far as its age and the request allow.
  const isFresh = made.authTime >= iat * 1000
  if (!isEnough(isFresh ? { acr } : { acr, maxAgeMs: anew ? 0 : maxAgeMs }, made, clock()))
    return { error: 'unmet_authentication_requirements', error_description: 'the sign-in is weaker or older than demanded' }
  return { login: { accountId: made.account.id, ts: Math.floor(made.authTime / 1000), acr: made.acr, amr: [...made.amr], remember: true } }
}

/** Where somebody who is signed in here already has proved enough, they go on at once. */
export async function signInBySession(parts: ProviderParts, interaction: Interaction, session: Made): Promise<Onward> {
  const result = session.enrolOnly ? undefined : loginOf(parts, interaction, session)
  return result === undefined || 'error' in result ? undefined : await goOn(parts, interaction, result)
}

async function agree({ parts, items }: InteractionParts, provider: Provider, interaction: Interaction): Promise<Onward> {
  const asked = await askedOf(provider, interaction)
  if (asked?.wants !== 'consent') return undefined
  const found = interaction.grantId === undefined ? undefined : await provider.Grant.find(interaction.grantId)
  const grant = found ?? new provider.Grant({ accountId: asked.account, clientId: asked.app.id })
  const wanted = wantedBy(interaction)
  const grantId = await grantWanted(grant, wanted)
  await remember(items, grant)
  await tellConsent(parts, asked.account, asked.app, wanted.scopes)
  return await goOn(parts, interaction, { ...interaction.lastSubmission, consent: { grantId } })
}

async function tellConsent(parts: ProviderParts, account: string, app: AppNames, scopes: readonly string[]): Promise<void> {
  const names = await accountNames(parts.identity.records, account)
  if (names === undefined) return
  parts.tell([{ kind: 'consent', id: newId(parts.chance), time: parts.clock(), account: names, app, scopes }])
}

async function goOn({ clock }: ProviderParts, interaction: Interaction, result: InteractionResults): Promise<Onward> {
  const left = interaction.exp - Math.floor(clock() / 1000)
  if (left <= 0) return undefined
  interaction.result = 'error' in result ? result : { ...interaction.lastSubmission, ...result }
  await interaction.save(left)
  const { pathname, search } = new URL(interaction.returnTo)
  return pathname + search
}
