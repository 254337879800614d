/** The identity providers as people call them. */
import type { SourceName } from '../../../src/0-event/event.ts'

const titles: Readonly<Record<SourceName, string>> = {
  'entra-id': 'Entra ID',
  'microsoft-365': 'Microsoft 365',
  okta: 'Okta',
  duo: 'Duo',
  keycloak: 'Keycloak',
  'google-workspace': 'Google Workspace',
  auth0: 'Auth0',
  onelogin: 'OneLogin',
  pingid: 'PingID',
  provider: 'Tocsin',
}

const isSource = (name: string): name is SourceName => Object.hasOwn(titles, name)

export const sourceText = (name: string): string => (isSource(name) ? titles[name] : name)
