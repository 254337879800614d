/** The shelf: every log we can read. Add a source here, and its proof beside it. */
import type { Source } from '../source.ts'
import { auth0 } from './auth0.ts'
import { duo } from './duo.ts'
import { entraId } from './entra-id.ts'
import { googleWorkspace } from './google-workspace.ts'
import { keycloak } from './keycloak.ts'
import { microsoft365 } from './microsoft-365.ts'
import { okta } from './okta.ts'
import { onelogin } from './onelogin.ts'
import { pingid } from './pingid.ts'
import { provider } from './provider.ts'

export const sources: readonly Source[] = [entraId, microsoft365, okta, duo, keycloak, googleWorkspace, auth0, onelogin, pingid, provider]

/** The source with this name, as `--source` gives it; undefined where there is none. */
export const sourceNamed = (name: string): Source | undefined => sources.find((source) => source.name === name)
