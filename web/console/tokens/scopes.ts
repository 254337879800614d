/** What a token may do, in words. */
import type { TokenView } from '../../../src/8-server/wire.ts'

export type Scope = TokenView['scopes'][number]

export const scopes: readonly { readonly scope: Scope; readonly label: string; readonly means: string }[] = [
  { scope: 'ingest', label: 'ingest', means: 'Send logs. Cannot read anything.' },
  { scope: 'read', label: 'read', means: 'Read findings, incidents and sign-ins.' },
  { scope: 'query', label: 'query', means: 'Ask the store with queries.' },
  { scope: 'scim', label: 'scim', means: 'Keep accounts and groups in step: for Entra ID, Okta and other directories.' },
  { scope: 'admin', label: 'admin', means: 'Everything, making tokens included. Seldom what a program needs.' },
]
