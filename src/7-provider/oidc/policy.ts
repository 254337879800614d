/** When oidc-provider has to ask the person something: to sign in, stronger or anew, or to agree. */
import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import { reaches } from '../methods/method.ts'
import { isAcr, wantedAcr } from './acr.ts'

const { Check, base } = interactionPolicy

/** `isSignedIn`: whether the person of the session still has one of ours in this browser; where that ended, this one counts no longer. */
export function createPolicy(isSignedIn: (ctx: KoaContextWithOIDC) => Promise<boolean>): interactionPolicy.DefaultPolicy {
  const policy = base()
  const login = policy.get('login')
  const consent = policy.get('consent')
  if (login === undefined || consent === undefined)
    throw new Error('This version of oidc-provider has other prompts than login and consent.')
  login.checks.remove('essential_acrs')
  login.checks.remove('essential_acr')
  login.checks.add(new Check('stronger', 'a stronger sign-in is required', 'login_required', isTooWeak))
  login.checks.add(
    new Check('session_ended', 'the person signed out', 'login_required', async (ctx) => isOldSession(ctx) && !(await isSignedIn(ctx))),
  )
  consent.checks.remove('consent_prompt')
  consent.checks.add(new Check('consent_prompt', 'consent prompt was not resolved', 'consent_required', isConsentAsked), 0)
  return policy
}

function isTooWeak({ oidc }: KoaContextWithOIDC): boolean {
  const wanted = wantedAcr(oidc.params ?? {})
  const reached = oidc.session?.acr
  if (wanted.impossible) throw new errors.UnmetAuthenticationRequirements('none of the demanded acr values is known here')
  if (wanted.least === undefined || (isAcr(reached) && reaches(reached, wanted.least))) return false
  // They just signed in, and it is not enough: asking again would go on for ever.
  if (oidc.result?.login !== undefined) throw new errors.UnmetAuthenticationRequirements('the sign-in is weaker than demanded')
  return true
}

const isOldSession = ({ oidc }: KoaContextWithOIDC): boolean => oidc.session?.accountId !== undefined && oidc.result?.login === undefined

/** The organisation's own applications say `prompt=consent` to be given refresh tokens (Core §11); there is nobody to ask. */
function isConsentAsked({ oidc }: KoaContextWithOIDC): boolean {
  if (oidc.client?.['tocsin_first_party'] === true && oidc.client.applicationType !== 'native') return false
  return oidc.prompts.has('consent') && oidc.promptPending('consent')
}
